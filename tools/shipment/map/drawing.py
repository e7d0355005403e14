"""The map as SVG: land, the way by sea, stops, names and a caption. It illustrates and decides nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape

from core.errors import BadInput
from tools.shipment.map.coastline import load_land
from tools.shipment.map.frame import HEIGHT, WIDTH, Frame, Point, frame_of, outlines, simplified_line
from tools.shipment.map.labels import Label, Wanted, place_labels, shortened
from tools.shipment.map.lanes import SeaRoute, sea_route
from tools.shipment.map.sheet import STYLE
from tools.shipment.map.sphere import Position, cut, unwrapped
from tools.shipment.map.voyage import Voyage
from tools.shipment.map.words import MapWords

_NAME_SIZE, _NOTE_SIZE = 22.0, 18.0  # on a phone, where letters are largest; labels keep room for these


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is drawn. `vessel` is the estimated place; `last` the number of the last stop passed, or -1."""

    voyage: Voyage
    words: MapWords
    legs: tuple[tuple[Position, ...], ...]
    frame: Frame
    caption: str
    last: int
    vessel: Position | None

    @property
    def stops(self) -> list[Point]:
        return [self.frame.place(point) for point in (self.legs[0][0], *(leg[-1] for leg in self.legs))]


def route_map(voyage: Voyage, words: MapWords) -> str:
    """An SVG document of 640 by 300 units without scripts or outside references; the same input gives
    the same text. Raises BadInput for fewer than two stops."""
    if len(voyage.stops) < 2:
        raise BadInput(f"A route of {len(voyage.stops)} stops cannot be drawn.", hint="Name both its ends.")
    sheet = _sheet(voyage, words)
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="route-map" viewBox="0 0 {WIDTH} {HEIGHT}" ',
            f'role="img"><title>{_text(_title(sheet))}</title>',
            f"<desc>{_text(_description(sheet))}</desc><style>{STYLE}</style>",
            f'<rect class="rm-sea" width="{WIDTH}" height="{HEIGHT}"/>',
            f'<path class="rm-land" d="{_land(sheet.frame)}"/>',
            *_lines(sheet),
            *_points(sheet),
            *_names(sheet),
            "</svg>\n",
        )
    )


def _sheet(voyage: Voyage, words: MapWords) -> _Sheet:
    routes = [sea_route(one.position, other.position) for one, other in pairwise(voyage.stops)]
    legs = _legs(routes)
    last = sum(stop.passed for stop in voyage.stops) - 1
    under_way = voyage.share is not None and 0 <= last < len(legs)
    return _Sheet(
        voyage=voyage,
        words=words,
        legs=legs,
        frame=frame_of([point for leg in legs for point in leg]),
        caption=words.approximate if all(route.found for route in routes) else words.no_way,
        last=last,
        vessel=cut(legs[last], voyage.share or 0.0)[1][0] if under_way else None,
    )


def _legs(routes: Sequence[SeaRoute]) -> tuple[tuple[Position, ...], ...]:
    """The points of each leg, with longitudes that run on from one to the next."""
    points = unwrapped([point for route in routes for point in route.points])
    legs: list[tuple[Position, ...]] = []
    start = 0
    for route in routes:
        legs.append(points[start : start + len(route.points)])
        start += len(route.points)
    return tuple(legs)


def _land(frame: Frame) -> str:
    return "".join(f"M{_coordinates(shape)}Z" for shape in outlines(load_land(), frame))


def _lines(sheet: _Sheet) -> Iterator[str]:
    """What is ahead of the shipment in dots, and above it what is behind."""
    done = max(sheet.last, 0)
    behind, ahead = sheet.legs[:done], sheet.legs[done:]
    if sheet.vessel is not None:
        sailed, left = cut(ahead[0], sheet.voyage.share or 0.0)
        behind, ahead = (*behind, sailed), (left, *ahead[1:])
    yield from (_line("rm-ahead", leg, sheet.frame) for leg in ahead)
    yield from (_line("rm-behind", leg, sheet.frame) for leg in behind)


def _line(style: str, points: Sequence[Position], frame: Frame) -> str:
    placed = simplified_line([frame.place(point) for point in points])
    return f'<path class="rm-way {style}" d="M{_coordinates(placed)}"/>'


def _points(sheet: _Sheet) -> Iterator[str]:
    for stop, point in zip(sheet.voyage.stops, sheet.stops, strict=True):
        style = "rm-stop rm-passed" if stop.passed else "rm-stop"
        yield f'<circle class="{style}" {_centre(point)} r="5"><title>{_text(stop.name)}</title></circle>'
    if sheet.vessel is not None:
        centre = _centre(sheet.frame.place(sheet.vessel))
        told = f"<title>{_text(sheet.words.estimate)}</title>"
        yield f'<circle class="rm-ring" {centre} r="8">{told}</circle>'
        yield f'<circle class="rm-vessel" {centre} r="3.5"/>'


def _names(sheet: _Sheet) -> Iterator[str]:
    """The caption, then the names of both ends, of the vessel's mark and of the stops between."""
    foot = Label(sheet.caption, (12.0, HEIGHT - 16.0), "start", _NOTE_SIZE)
    stops = zip(sheet.voyage.stops, sheet.stops, strict=True)
    first, *between, last = [Wanted(shortened(_clean(stop.name)), at, _NAME_SIZE) for stop, at in stops]
    marks = [sheet.frame.place(sheet.vessel)] if sheet.vessel is not None else []
    vessel = [Wanted(_clean(sheet.words.estimate), at, _NOTE_SIZE) for at in marks]
    route = [sheet.frame.place(point) for leg in sheet.legs for point in leg]
    yield _written(foot, "rm-note")
    for label in place_labels((first, last, *vessel, *between), route, taken=(foot,)):
        if label is not None:
            yield _written(label, "rm-name" if label.size == _NAME_SIZE else "rm-note rm-estimate")


def _written(label: Label, style: str) -> str:
    x, y = label.at
    return (
        f'<text class="{style}" x="{_number(x)}" y="{_number(y)}" text-anchor="{label.anchor}">'
        f"{_text(label.text)}</text>"
    )


def _title(sheet: _Sheet) -> str:
    stops = sheet.voyage.stops
    return sheet.words.title.format(start=stops[0].name, end=stops[-1].name)


def _description(sheet: _Sheet) -> str:
    stops, words = sheet.voyage.stops, sheet.words
    sentences = [words.via.format(stops=", ".join(stop.name for stop in stops[1:-1]))] if stops[2:] else []
    if sheet.vessel is not None:
        between = words.between.format(start=stops[sheet.last].name, end=stops[sheet.last + 1].name)
        sentences.append(between)
    return " ".join((*sentences, sheet.caption))


def _coordinates(points: Sequence[Point]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _centre(point: Point) -> str:
    return f'cx="{_number(point[0])}" cy="{_number(point[1])}"'


def _number(value: float) -> str:
    return f"{round(value, 1) + 0.0:g}"


def _text(text: str) -> str:
    return escape(_clean(text))


def _clean(text: str) -> str:
    """In one line, without the characters that XML 1.0 (section 2.2) does not allow."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
