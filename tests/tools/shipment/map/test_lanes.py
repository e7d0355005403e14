from itertools import pairwise

import pytest

from tests.tools.shipment.map.harbours import PLACES
from tools.shipment.map.coastline import is_land, load_land
from tools.shipment.map.lanes import load_net, sea_route
from tools.shipment.map.sphere import Position, distance_km, great_circle, unwrapped

PAIRS = [
    ("Ningbo", "Mombasa"),
    ("Shanghai", "Los Angeles"),
    ("Qingdao", "Hamburg"),
    ("Ho Chi Minh City", "Rotterdam"),
    ("Mersin", "Odesa"),
    ("Shanghai", "New York"),
    ("Sydney", "Los Angeles"),
    ("Santos", "Valparaíso"),
    ("Piraeus", "Helsinki"),
    ("Chattogram", "Lagos"),
    ("Jebel Ali", "Durban"),
    ("Busan", "Santos"),
]
# Where ships go between shores: canals, and straits narrower than the outline shows.
CANALS: dict[str, Position] = {
    "Panama": (9.15, -79.75),
    "Suez": (30.6, 32.45),
    "Kiel": (54.2, 9.7),
    "Bosporus": (41.1, 29.05),
    "Dardanelles": (40.2, 26.5),
    "Magellan west": (-53.4, -72.5),
    "Magellan middle": (-53.7, -71.0),
    "Magellan east": (-52.6, -69.8),
}
CANAL_KM, PORT_KM = 90.0, 60.0


def length_km(points: tuple[Position, ...]) -> float:
    return sum(distance_km(one, other) for one, other in pairwise(points))


@pytest.mark.parametrize(("start", "end"), PAIRS)
def test_a_route_stays_off_the_land(start: str, end: str) -> None:
    ends = (PLACES[start], PLACES[end])
    route = sea_route(*ends)
    line = [point for pair in pairwise(route.points) for point in great_circle(*pair, 10.0)]
    ashore = [
        point
        for point in line
        if is_land(point)
        and min(distance_km(point, port) for port in ends) > PORT_KM
        and min(distance_km(point, canal) for canal in CANALS.values()) > CANAL_KM
    ]
    assert route.found
    assert ashore == []


@pytest.mark.parametrize(
    ("start", "end", "longer"),
    [
        ("Shanghai", "Los Angeles", 1.08),  # nearly the great circle
        ("Sydney", "Suva", 1.02),
        ("Singapore", "Rotterdam", 1.55),  # by Suez, not by the Cape
        ("Santos", "Valparaíso", 3.2),  # by the strait of Magellan, not by Panama
        ("Mersin", "Odesa", 2.0),
    ],
)
def test_a_route_takes_the_shorter_way_round(start: str, end: str, longer: float) -> None:
    sailed = length_km(sea_route(PLACES[start], PLACES[end]).points)
    assert 1 <= sailed / distance_km(PLACES[start], PLACES[end]) < longer


def test_a_route_begins_and_ends_in_its_ports() -> None:
    route = sea_route(PLACES["Ningbo"], PLACES["Mombasa"])
    assert (route.points[0], route.points[-1]) == (PLACES["Ningbo"], PLACES["Mombasa"])


def test_a_way_back_is_as_long() -> None:
    there = sea_route(PLACES["Mersin"], PLACES["Odesa"]).points
    back = sea_route(PLACES["Odesa"], PLACES["Mersin"]).points
    assert length_km(there) == pytest.approx(length_km(back))


def test_the_pacific_is_crossed_and_not_europe() -> None:
    points = unwrapped(sea_route(PLACES["Shanghai"], PLACES["Los Angeles"]).points)
    assert all(100 < lon < 260 for _, lon in points)


def test_no_way_leads_out_of_the_caspian_sea() -> None:
    route = sea_route(PLACES["Baku"], PLACES["Rotterdam"])
    assert not route.found
    assert (route.points[0], route.points[-1]) == (PLACES["Baku"], PLACES["Rotterdam"])


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ((41.51, -81.7), (41.7, -83.46), False),  # Cleveland to Toledo: a lake, which the outline lacks
        ((30.21, -93.22), (30.08, -94.1), False),  # Lake Charles to Beaumont, each up a river of its own
        ((29.93, 121.85), (31.23, 121.8), True),
        ((37.94, 23.62), (40.63, 22.93), True),
    ],
)
def test_a_direct_line_across_land_is_no_way_by_sea(start: Position, end: Position, found: bool) -> None:
    assert sea_route(start, end).found is found


def test_lanes_of_the_net_cross_no_land() -> None:
    """Lanes were set clear of the finer outline; a simplified cape may touch one, never much of it."""
    places = load_net().places
    for name, row in load_net().ways.items():
        for other, km in row.items():
            if name < other and km > 400:
                line = great_circle(places[name], places[other], 50.0)[1:-1]
                assert not any(is_land(point) for point in line), (name, other)


def test_every_waypoint_leads_somewhere() -> None:
    assert [name for name, row in load_net().ways.items() if not row] == []


@pytest.mark.parametrize(
    ("place", "land"),
    [
        ((48.0, 10.0), True),
        ((0.0, -30.0), False),
        ((66.5, -172.0), True),  # Chukotka, beyond the antimeridian
        ((42.0, 50.5), False),  # the Caspian Sea
        ((-25.0, 134.0), True),
        ((35.0, -160.0), False),
    ],
)
def test_land_is_told_from_water(place: Position, land: bool) -> None:
    assert is_land(place) is land


def test_outlines_are_positions() -> None:
    for ring in load_land():
        assert len(ring) > 2
        assert all(-90 <= lat <= 90 and -360 <= lon <= 360 for lat, lon in ring)
