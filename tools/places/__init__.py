"""Seaports by name: the project's own curated table, looked up together with the names a port's lanes use.

Codes are UN/LOCODE (UNECE, release 2023-2; function 1, port). Coordinates are left out on purpose: they are
wrong or missing for too many ports to decide anything by.
"""

from tools.places.countries import country_name, country_names, is_country
from tools.places.find import find_places, place_of
from tools.places.folding import fold_name
from tools.places.table import Port, load_ports

__all__ = [
    "Port",
    "country_name",
    "country_names",
    "find_places",
    "fold_name",
    "is_country",
    "load_ports",
    "place_of",
]
