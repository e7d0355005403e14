"""The world's land as rings of positions, and whether a position is on land. Source: SOURCE.md."""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from math import floor

from tools.shipment.map.sphere import Position

Ring = tuple[Position, ...]
Edge = tuple[Position, Position]

_OVERLAP = 150.0  # rings that begin nearer to Greenwich do not reach the antimeridian from the other side


@cache
def load_land() -> tuple[Ring, ...]:
    """Outlines without Antarctica and the smallest islands; a ring inside another is water (the Caspian).

    Longitudes run on beyond 180 where a ring crosses the antimeridian.
    """
    text = files("tools.shipment.map").joinpath("coastline.json").read_text(encoding="utf-8")
    return tuple(_ring(line) for line in json.loads(text)["rings"])


def is_land(position: Position) -> bool:
    """By the even-odd rule; on the line itself either."""
    lat, lon = position[0], (position[1] + 180) % 360 - 180
    edges = _bands().get(floor(lat), ())
    turned = lon - 360 if lon > 0 else lon + 360
    places = (lon, turned) if abs(lon) > _OVERLAP else (lon,)
    return any(_crossings(edges, lat, place) % 2 for place in places)


def _crossings(edges: tuple[Edge, ...], lat: float, lon: float) -> int:
    """How many edges a ray eastwards along the parallel meets."""
    return sum(
        (lat1 > lat) != (lat2 > lat) and lon < lon1 + (lat - lat1) / (lat2 - lat1) * (lon2 - lon1)
        for (lat1, lon1), (lat2, lon2) in edges
    )


@cache
def _bands() -> dict[int, tuple[Edge, ...]]:
    """The edges that touch each degree of latitude, so that a test looks at few of them."""
    bands: dict[int, list[Edge]] = {}
    for ring in load_land():
        for one, other in zip(ring, (*ring[1:], ring[0]), strict=True):
            low, high = sorted((one[0], other[0]))
            for band in range(floor(low), floor(high) + 1):
                bands.setdefault(band, []).append((one, other))
    return {band: tuple(edges) for band, edges in bands.items()}


def _ring(line: str) -> Ring:
    """Positions of an encoded polyline: differences in hundredths of a degree, latitude first."""
    numbers = list(_numbers(line))
    ring: list[Position] = []
    lat = lon = 0
    for north, east in zip(numbers[::2], numbers[1::2], strict=True):
        lat, lon = lat + north, lon + east
        ring.append((lat / 100, lon / 100))
    return tuple(ring)


def _numbers(line: str) -> Iterator[int]:
    """Five bits a character from 63 on, the lowest first; 32: more follow; the last bit is the sign."""
    value = shift = 0
    for character in line:
        bits = ord(character) - 63
        value |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            yield ~(value >> 1) if value & 1 else value >> 1
            value = shift = 0
