"""Seaports by name: the project's own curated table, looked up together with the names a port's lanes use.

Codes are UN/LOCODE (UNECE, release 2023-2; function 1, port). Positions are for drawing maps only: in the
release they are wrong or missing for too many ports to decide anything by, so these were checked against
the sea-ports list (MIT) and by geography. Names are the table's own.
"""

from tools.places.countries import country_codes_of, country_name, country_names, is_country
from tools.places.find import find_places, place_of
from tools.places.folding import fold_name
from tools.places.table import Port, load_ports

__all__ = [
    "Port",
    "country_codes_of",
    "country_name",
    "country_names",
    "find_places",
    "fold_name",
    "is_country",
    "load_ports",
    "place_of",
]
