"""Reads the rows of an official UN/LOCODE release (UNECE Recommendation 16), of any year, in CSV.

A row has twelve cells: change, country, location, name, name without diacritics, subdivision, function and
status (in this order or the other), date, IATA, coordinates, remarks. Which files there are and in which
encoding is the caller's business.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tools.places.folding import fold_name, without_port_word

_CELLS = 12
_COUNTRY, _LOCATION = re.compile(r"[A-Z]{2}"), re.compile(r"[A-Z0-9]{3}")
_FUNCTION = re.compile(r"[0-]{8}|[01-][2-][3-][4-][5-][6-][7-][B-]")
_STATUS = re.compile(r"[A-Z]{2}")
_COORDINATES = re.compile(r"(\d{2})(\d{2})([NS]) ?(\d{3})(\d{2})([EW])")
_OTHER_NAME = re.compile(r"\((?:ex )?([^()]+)\)", re.IGNORECASE)
# What follows a name and explains it: Itaqui Pt / Sao Luis.
_LESS = re.compile(r"(?:\s+(?:Pt|Apt)\.?)?(?:\s*[(/,=].*|\s+-\s+\w+|\s+(?:Pt|Apt)\.?)$")
_REMOVED = ("X", "x")


@dataclass(frozen=True, slots=True)
class GazetteerPlace:
    """`functions` are the digits of the function classifier (1 port, 2 rail, ... B border crossing),
    `status` its two letters; `position` is latitude and longitude in degrees. `other_names` are the
    release's aliases."""

    locode: str
    name: str
    ascii_name: str
    subdivision: str
    functions: str
    status: str
    position: tuple[float, float] | None = None
    other_names: tuple[str, ...] = ()

    @property
    def country(self) -> str:
        """The ISO 3166-1 alpha-2 code."""
        return self.locode[:2]

    def folded_names(self) -> tuple[str, ...]:
        """What the place is found by, folded: its names whole and without what explains them, aliases."""
        names = [self.ascii_name, self.name, *self.other_names, *_OTHER_NAME.findall(self.ascii_name)]
        folded = [fold_name(form) for name in names for form in (name, _LESS.sub("", name))]
        found = dict.fromkeys(form for name in folded for form in (name, without_port_word(name)))
        return tuple(name for name in found if name)


@dataclass(frozen=True, slots=True)
class Release:
    """`skipped` says of each row that is no place why, as `(row, reason)`; rows count from 1."""

    places: tuple[GazetteerPlace, ...]
    skipped: tuple[tuple[int, str], ...]


def read_release(rows: Iterable[Sequence[str]]) -> Release:
    """Every place of `rows`. A code that stands twice is one place with two names (Bruxelles, Brussel).
    Entries marked for removal (X), a country's heading and rows of references are left out without a word;
    so is nothing else."""
    places: dict[str, GazetteerPlace] = {}
    aliases: dict[tuple[str, str], list[str]] = {}
    skipped: list[tuple[int, str]] = []
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (len(cells) == _CELLS and cells[0] in _REMOVED):
            continue
        if len(cells) == _CELLS and not cells[2]:
            _note_alias(cells, aliases)
        elif problem := _problem(cells):
            skipped.append((number, problem))
        else:
            place = _place(cells)
            known = places.setdefault(place.locode, place)
            if known is not place and known.name != place.name:
                places[place.locode] = replace(known, other_names=(*known.other_names, place.ascii_name))
    return Release(tuple(_with_aliases(places.values(), aliases)), tuple(skipped))


def _problem(cells: Sequence[str]) -> str:
    """Why a row is no place; empty when it is one."""
    if len(cells) != _CELLS:
        return f"{len(cells)} cells, not {_CELLS}"
    if not _COUNTRY.fullmatch(cells[1]) or not _LOCATION.fullmatch(cells[2]):
        return f"{cells[1] + cells[2]!r} is no UN/LOCODE"
    if not cells[3] and not cells[4]:
        return f"{cells[1] + cells[2]} has no name"
    return ""


def _place(cells: Sequence[str]) -> GazetteerPlace:
    classifier = next((cell for cell in cells[6:8] if _FUNCTION.fullmatch(cell)), "")
    status = next((cell for cell in cells[6:8] if _STATUS.fullmatch(cell)), "")
    return GazetteerPlace(
        locode=cells[1] + cells[2],
        name=cells[3] or cells[4],
        ascii_name=cells[4] or cells[3],
        subdivision=cells[5],
        functions=re.sub(r"[-0]", "", classifier),
        status=status,
        position=_position(cells[10]),
    )


def _position(text: str) -> tuple[float, float] | None:
    """`5126N 00335E` in degrees; None when it is not written like that or not on the globe."""
    match = _COORDINATES.fullmatch(text)
    if match is None:
        return None
    latitude = int(match[1]) + int(match[2]) / 60
    longitude = int(match[4]) + int(match[5]) / 60
    if latitude > 90 or longitude > 180 or int(match[2]) > 59 or int(match[5]) > 59:
        return None
    signed = (-latitude if match[3] == "S" else latitude, -longitude if match[6] == "W" else longitude)
    return round(signed[0], 4), round(signed[1], 4)


def _note_alias(cells: Sequence[str], aliases: dict[tuple[str, str], list[str]]) -> None:
    """A row of references says `Peking = Beijing`; a heading says `.NETHERLANDS`."""
    other, equals, name = (cells[4] or cells[3]).partition(" = ")
    if equals:
        aliases.setdefault((cells[1], fold_name(name)), []).append(other)


def _with_aliases(
    places: Iterable[GazetteerPlace], aliases: dict[tuple[str, str], list[str]]
) -> Iterator[GazetteerPlace]:
    for place in places:
        names = aliases.get((place.country, fold_name(place.ascii_name)))
        yield replace(place, other_names=(*place.other_names, *names)) if names else place
