"""The table of seaports, read once from ports.csv beside this file."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from core.values import PlaceRef
from core.words import LANGUAGES
from tools.places.countries import country_name


@dataclass(frozen=True, slots=True)
class Port:
    """`names` holds every spelling, the English one first; `other_locodes` are codes that carriers use for
    the same port (an airport's or a city's code, an older one). `position` is latitude and longitude in
    degrees (WGS 84) to about a kilometre: for drawing maps and for nothing else."""

    locode: str
    names: tuple[str, ...]
    other_locodes: tuple[str, ...] = ()
    position: tuple[float, float] | None = None

    @property
    def name(self) -> str:
        return self.names[0]

    @property
    def country_code(self) -> str:
        return self.locode[:2]

    @property
    def locodes(self) -> tuple[str, ...]:
        return (self.locode, *self.other_locodes)

    def ref(self) -> PlaceRef:
        return PlaceRef(locode=self.locode, name=self.name, country=country_name(self.country_code))


@cache
def load_ports() -> tuple[Port, ...]:
    """Every port of the table, in its order."""
    text = files("tools.places").joinpath("ports.csv").read_text(encoding="utf-8")
    return tuple(_port(row) for row in csv.DictReader(text.splitlines()))


def _port(row: dict[str, str]) -> Port:
    return Port(
        locode=row["locode"],
        names=(row["name"], *_split(row["other_names"]), *_translations(row)),
        other_locodes=tuple(_split(row["other_locodes"])),
        position=(float(row["lat"]), float(row["lon"])) if row["lat"] else None,
    )


def _translations(row: dict[str, str]) -> Iterator[str]:
    for language in LANGUAGES[1:]:
        yield from _split(row[language])


def _split(cell: str) -> list[str]:
    return [part for part in cell.split(";") if part]
