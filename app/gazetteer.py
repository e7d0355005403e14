"""A folder with an official UN/LOCODE release into the house's gazetteer: all of it or nothing."""

import csv
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import Engine

from core.errors import BadInput
from core.turns import JsonObject
from store.gazetteer import GazetteerRow, import_gazetteer
from tools.places import country_name
from tools.places.release import GazetteerPlace, read_release

_MOST_REASONS = 20
_HINT = "Unpack the CSV release of UNECE (https://unece.org/trade/uncefact/unlocode) and name its folder."


def import_release(database: Engine, folder: Path) -> JsonObject:
    """`tables` counts places by what changed, `ports` those with function 1 that are held now, `warnings`
    says of rows that were left out why. Raises BadInput when the folder holds no release."""
    files = _files(folder)
    release = read_release(row for file in files for row in _rows(file))
    if not release.places:
        raise BadInput(f"{str(folder)!r} holds no place of a UN/LOCODE release.", hint=_HINT)
    report = import_gazetteer(database, (_row(place) for place in release.places))
    reasons = [f"row {number}: {reason}" for number, reason in release.skipped]
    more = len(reasons) - _MOST_REASONS
    return {
        "tables": {"places": asdict(report.places)},
        "ports": report.ports,
        "warnings": [*reasons[:_MOST_REASONS], *([f"{more} more rows were left out"] if more > 0 else [])],
    }


def _files(folder: Path) -> list[Path]:
    """The CSV files of a folder and the folders in it; the list of subdivisions is none of them."""
    if not folder.is_dir():
        raise BadInput(f"{str(folder)!r} is no folder.", hint=_HINT)
    files = sorted(path for path in folder.rglob("*.[cC][sS][vV]") if path.is_file())
    return [file for file in files if "subdivision" not in file.name.casefold()]


def _rows(file: Path) -> Iterator[list[str]]:
    """UNECE writes its files in Latin-1 (Windows-1252), others in UTF-8."""
    data = file.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    yield from csv.reader(text.splitlines())


def _row(place: GazetteerPlace) -> GazetteerRow:
    latitude, longitude = place.position or (None, None)
    return GazetteerRow(
        locode=place.locode,
        name=place.name,
        country=country_name(place.country),
        subdivision=place.subdivision,
        functions=place.functions,
        status=place.status,
        latitude=latitude,
        longitude=longitude,
        names=frozenset(place.folded_names()),
    )
