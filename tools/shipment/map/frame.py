"""The piece of the world that a map shows, and its outlines on the sheet. Mercator's projection."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import asinh, ceil, degrees, floor, radians, tan

from tools.shipment.map.coastline import Ring
from tools.shipment.map.sphere import Position

Point = tuple[float, float]  # on the sheet: from the left, from the top

WIDTH, HEIGHT = 640, 300
_SIDE, _TOP, _BOTTOM = 70, 44, 56  # kept free of the route, for names and the caption
_MOST_SCALE = 80.0  # of sheet for a degree of longitude: the coastline is too coarse for more
_POLE = 84.0
_LEAST_AREA = 1.5  # of an island that is drawn
_TOLERANCE = 0.45  # of simplification


@dataclass(frozen=True, slots=True)
class Frame:
    """`west` and `north` are projected degrees at the upper left corner; `scale` is sheet for each."""

    west: float
    north: float
    scale: float

    def place(self, position: Position) -> Point:
        return (position[1] - self.west) * self.scale, (self.north - _northing(position[0])) * self.scale


def frame_of(points: Sequence[Position]) -> Frame:
    """The frame that holds `points` (unwrapped) in its middle, with margins."""
    easts, norths = [lon for _, lon in points], [_northing(lat) for lat, _ in points]
    east_span, north_span = max(easts) - min(easts), max(norths) - min(norths)
    room_x, room_y = WIDTH - 2 * _SIDE, HEIGHT - _TOP - _BOTTOM
    scale = min(room_x / max(east_span, 1e-6), room_y / max(north_span, 1e-6), _MOST_SCALE)
    west = (max(easts) + min(easts)) / 2 - WIDTH / 2 / scale
    north = (max(norths) + min(norths)) / 2 + (_TOP + room_y / 2) / scale
    return Frame(west, north, scale)


def outlines(rings: Sequence[Ring], frame: Frame) -> Iterator[tuple[Point, ...]]:
    """`rings` clipped to the sheet and simplified, at every turn of the world that the sheet shows."""
    east = frame.west + WIDTH / frame.scale
    for ring in rings:
        left, right = min(lon for _, lon in ring), max(lon for _, lon in ring)
        for turn in range(ceil((frame.west - right) / 360), floor((east - left) / 360) + 1):
            placed = [frame.place((lat, lon + 360 * turn)) for lat, lon in ring]
            if _outside(placed):
                continue
            shape = _simplified(_clipped(placed))
            if len(shape) > 2 and abs(_area(shape)) >= _LEAST_AREA:
                yield tuple(shape)


def _northing(lat: float) -> float:
    """Mercator's ordinate in degrees: equal to the latitude near the equator."""
    return degrees(asinh(tan(radians(max(-_POLE, min(_POLE, lat))))))


def _outside(points: Sequence[Point]) -> bool:
    return max(y for _, y in points) < 0 or min(y for _, y in points) > HEIGHT


def _clipped(points: list[Point]) -> list[Point]:
    """Sutherland and Hodgman's polygon clipping (1974), one side of the sheet after the other."""
    for axis, edge, sign in ((0, 0.0, 1), (0, float(WIDTH), -1), (1, 0.0, 1), (1, float(HEIGHT), -1)):
        points = list(_clipped_at(points, axis, edge, sign))
    return points


def _clipped_at(points: list[Point], axis: int, edge: float, sign: int) -> Iterator[Point]:
    for before, point in zip([*points[-1:], *points[:-1]], points, strict=True):
        was_in, is_in = sign * (before[axis] - edge) >= 0, sign * (point[axis] - edge) >= 0
        if was_in != is_in:
            share = (edge - before[axis]) / (point[axis] - before[axis])
            other = before[1 - axis] + share * (point[1 - axis] - before[1 - axis])
            yield (edge, other) if axis == 0 else (other, edge)
        if is_in:
            yield point


def simplified_line(points: Sequence[Point], tolerance: float = _TOLERANCE) -> list[Point]:
    """Douglas and Peucker's simplification (1973) of an open line; its ends stay."""
    kept = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        between = range(first + 1, last)
        furthest = max(between, key=lambda n: _off(points[n], points[first], points[last]), default=None)
        if furthest is not None and _off(points[furthest], points[first], points[last]) > tolerance:
            kept.add(furthest)
            spans += [(first, furthest), (furthest, last)]
    return [points[number] for number in sorted(kept)]


def _simplified(ring: list[Point]) -> list[Point]:
    """A closed line, parted at the point furthest from its first."""
    if len(ring) < 4:
        return ring
    first = ring[0]
    far = max(range(len(ring)), key=lambda n: (ring[n][0] - first[0]) ** 2 + (ring[n][1] - first[1]) ** 2)
    there, back = simplified_line(ring[: far + 1]), simplified_line([*ring[far:], first])
    return [*there, *back[1:-1]]


def _off(point: Point, one: Point, other: Point) -> float:
    """The distance of `point` from the stretch between `one` and `other`."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    length = dx * dx + dy * dy
    along = ((point[0] - one[0]) * dx + (point[1] - one[1]) * dy) / length if length else 0.0
    share = max(0.0, min(1.0, along))
    gap_x, gap_y = point[0] - one[0] - share * dx, point[1] - one[1] - share * dy
    return float((gap_x * gap_x + gap_y * gap_y) ** 0.5)


def _area(ring: Sequence[Point]) -> float:
    pairs = zip(ring, (*ring[1:], ring[0]), strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2
