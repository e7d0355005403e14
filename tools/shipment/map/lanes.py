"""The way by sea between two positions: the shortest along a net of capes, straits, canals and rivers."""

import csv
from dataclasses import dataclass
from functools import cache, lru_cache
from heapq import heappop, heappush, nsmallest
from importlib.resources import files
from itertools import pairwise
from math import inf

from tools.shipment.map.coastline import is_land
from tools.shipment.map.sphere import Position, distance_km, great_circle

_NEAREST = 14  # waypoints that a port may be joined to
_LAND_WEIGHT = 25.0  # a kilometre of land costs as much as this many of water
_STEP_KM = 12.0  # between the points at which a line is tried for land
_DIRECT_KM = 1500.0  # ports this close may be joined without a waypoint
_MOST_LAND_KM = 150.0  # between a port and the net: more than any river mouth or harbour that is not in it
_HARBOUR_KM = 25.0  # the outline is too coarse for what is nearer to a port
_NEVER = inf
_FURTHEST_KM = 1500.0  # from a port to the net


@dataclass(frozen=True, slots=True)
class SeaRoute:
    """`points` from the start to the end. `found` is false for a great circle that crosses land, other than
    near its ends or at one cape. A way that is found may cross some between a port and the net: up a river.
    """

    points: tuple[Position, ...]
    found: bool = True


@dataclass(frozen=True, slots=True)
class Net:
    """Positions by name, and each name's neighbours with the distance in kilometres."""

    places: dict[str, Position]
    ways: dict[str, dict[str, float]]


@lru_cache(maxsize=256)
def sea_route(start: Position, end: Position) -> SeaRoute:
    """The shortest way over water, or the great circle when the net does not join the two."""
    direct = _weighed(start, end) if distance_km(start, end) <= _DIRECT_KM else _NEVER
    names = _shortest(_joined(start), _joined(end), direct)
    if names is None:
        return SeaRoute(great_circle(start, end), found=direct < _NEVER and _is_afloat(start, end))
    places = load_net().places
    corners = (start, *(places[name] for name in names), end)
    lines = [great_circle(one, other) for one, other in pairwise(corners)]
    return SeaRoute((start, *(point for line in lines for point in line[1:])))


@cache
def load_net() -> Net:
    """waypoints.csv and channels.csv beside this file."""
    rows = _rows("waypoints.csv")
    places = {row["name"]: (float(row["lat"]), float(row["lon"])) for row in rows}
    pairs = [(row["name"], other) for row in rows for other in row["onward"].split(";") if other]
    pairs += [(row["one"], row["other"]) for row in _rows("channels.csv")]
    ways: dict[str, dict[str, float]] = {name: {} for name in places}
    for one, other in pairs:
        ways[one][other] = ways[other][one] = distance_km(places[one], places[other])
    return Net(places, ways)


def _shortest(starts: dict[str, float], ends: dict[str, float], best: float) -> tuple[str, ...] | None:
    """Dijkstra's algorithm from all `starts` to any of `ends`; None when no way is shorter than `best`."""
    ways = load_net().ways
    queue: list[tuple[float, str, str]] = [(cost, name, "") for name, cost in starts.items()]
    queue.sort()
    came_from: dict[str, str] = {}
    last = ""
    while queue and queue[0][0] < best:
        cost, name, before = heappop(queue)
        if name in came_from:
            continue
        came_from[name] = before
        if cost + ends.get(name, _NEVER) < best:
            best, last = cost + ends[name], name
        for other, km in ways[name].items():
            if other not in came_from:
                heappush(queue, (cost + km, other, name))
    return _back(came_from, last) if last else None


def _back(came_from: dict[str, str], last: str) -> tuple[str, ...]:
    names = [last]
    while came_from[names[-1]]:
        names.append(came_from[names[-1]])
    return tuple(reversed(names))


@lru_cache(maxsize=1024)
def _joined(port: Position) -> dict[str, float]:
    """The waypoints near `port`, with the kilometres to each; land on the line makes it longer."""
    near = nsmallest(_NEAREST, load_net().places.items(), key=lambda item: distance_km(port, item[1]))
    within = [(name, place) for name, place in near if distance_km(port, place) <= _FURTHEST_KM]
    costs = {name: _weighed(port, place) for name, place in within}
    return {name: cost for name, cost in costs.items() if cost < _NEVER}


def _weighed(one: Position, other: Position) -> float:
    """Kilometres between the two, those over land weighing more; infinite for too many of these."""
    points = great_circle(one, other, _STEP_KM)
    km = distance_km(one, other)
    land_km = km * sum(is_land(point) for point in points[1:-1]) / len(points)
    return km + _LAND_WEIGHT * land_km if land_km <= _MOST_LAND_KM else _NEVER


def _is_afloat(one: Position, other: Position) -> bool:
    """Whether the direct line meets land near its ends only; one point more is a cape of the outline."""
    points = great_circle(one, other, _STEP_KM)[1:-1]
    away = (point for point in points if min(distance_km(point, end) for end in (one, other)) > _HARBOUR_KM)
    return sum(map(is_land, away)) <= 1


def _rows(name: str) -> list[dict[str, str]]:
    text = files("tools.shipment.map").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
