"""Positions of real ports and the words of a map, for its tests."""

from collections.abc import Sequence

from tools.shipment.map import MapWords, Stop, Voyage
from tools.shipment.map.sphere import Position

PLACES: dict[str, Position] = {
    "Ningbo": (29.93, 121.85),
    "Colombo": (6.95, 79.84),
    "Mombasa": (-4.05, 39.65),
    "Shanghai": (31.23, 121.8),
    "Los Angeles": (33.73, -118.26),
    "Qingdao": (36.03, 120.2),
    "Hamburg": (53.53, 9.93),
    "Singapore": (1.26, 103.8),
    "Ho Chi Minh City": (10.76, 106.76),
    "Rotterdam": (51.95, 4.14),
    "Mersin": (36.79, 34.64),
    "Odesa": (46.49, 30.75),
    "Santos": (-23.97, -46.3),
    "New York": (40.67, -74.05),
    "Sydney": (-33.85, 151.2),
    "Suva": (-18.13, 178.42),
    "Valparaíso": (-33.03, -71.63),
    "Piraeus": (37.94, 23.62),
    "Helsinki": (60.15, 24.95),
    "Chattogram": (22.3, 91.8),
    "Durban": (-29.88, 31.03),
    "Jebel Ali": (25.01, 55.06),
    "Lagos": (6.43, 3.39),
    "Busan": (35.1, 129.04),
    "Baku": (40.37, 49.87),
}
WORDS = MapWords(
    title="Sea route from {start} to {end}",
    via="By way of {stops}.",
    between="Estimated between {start} and {end}.",
    estimate="estimated position",
    approximate="The route is approximate.",
    no_way="No way by sea is known.",
)


def voyage(names: Sequence[str], passed: int = 0, share: float | None = None) -> Voyage:
    """The first `passed` stops are behind the shipment."""
    return Voyage(tuple(Stop(name, PLACES[name], n < passed) for n, name in enumerate(names)), share)
