"""Distances and great circles on a sphere of the earth's mean radius."""

from collections.abc import Sequence
from itertools import pairwise
from math import asin, atan2, ceil, cos, degrees, hypot, radians, sin

Position = tuple[float, float]  # degrees of latitude and longitude, north and east positive

_RADIUS_KM = 6371.0  # mean radius R1, IUGG


def distance_km(one: Position, other: Position) -> float:
    (lat1, lon1), (lat2, lon2) = _radians(one), _radians(other)
    chord = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _RADIUS_KM * asin(min(1.0, chord**0.5))


def great_circle(start: Position, end: Position, step_km: float = 100.0) -> tuple[Position, ...]:
    """`start`, `end` and points between them, none further than `step_km` from the next."""
    angle = distance_km(start, end) / _RADIUS_KM
    parts = ceil(angle * _RADIUS_KM / step_km)
    if parts < 2 or sin(angle) < 1e-9:
        return (start, end)
    between = (_between(start, end, angle, number / parts) for number in range(1, parts))
    return (start, *between, end)


def unwrapped(points: Sequence[Position]) -> tuple[Position, ...]:
    """The same points with longitudes that go on beyond 180 degrees, so that no step crosses the map."""
    turned: list[Position] = []
    for lat, lon in points:
        before = turned[-1][1] if turned else lon
        turned.append((lat, lon - 360 * round((lon - before) / 360)))
    return tuple(turned)


def cut(points: Sequence[Position], share: float) -> tuple[tuple[Position, ...], tuple[Position, ...]]:
    """`points` (unwrapped) parted where `share` (0 to 1) of their length is behind; both hold it."""
    lengths = [distance_km(one, other) for one, other in pairwise(points)]
    left = sum(lengths) * share
    for number, length in enumerate(lengths):
        if left <= length and length > 0:
            place = _on_line(points[number], points[number + 1], left / length)
            return (*points[: number + 1], place), (place, *points[number + 1 :])
        left -= length
    return tuple(points), (points[-1],)


def _between(start: Position, end: Position, angle: float, share: float) -> Position:
    (lat1, lon1), (lat2, lon2) = _radians(start), _radians(end)
    one, other = sin((1 - share) * angle) / sin(angle), sin(share * angle) / sin(angle)
    x = one * cos(lat1) * cos(lon1) + other * cos(lat2) * cos(lon2)
    y = one * cos(lat1) * sin(lon1) + other * cos(lat2) * sin(lon2)
    z = one * sin(lat1) + other * sin(lat2)
    return degrees(atan2(z, hypot(x, y))), degrees(atan2(y, x))


def _on_line(one: Position, other: Position, share: float) -> Position:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def _radians(position: Position) -> Position:
    return radians(position[0]), radians(position[1])
