from datetime import date

import pytest

from core.turns import JsonObject
from tests.tools.shipment.map.harbours import PLACES
from tests.tools.shipment.messages import DAWN, REED, SHIPMENT, transport, until_departed
from tools.shipment import follow
from tools.shipment.card import shipment_card
from tools.shipment.map import Voyage, map_of
from tools.shipment.map.sphere import Position
from tools.shipment.map.voyage import position_of

NINGBO, COLOMBO, MOMBASA = (
    {"locode": "CNNBG", "name": "Ningbo"},
    {"locode": "LKCMB", "name": "Colombo"},
    {"locode": "KEMBA", "name": "Mombasa"},
)
PLACED = {"CNNBG": "Ningbo", "LKCMB": "Colombo", "KEMBA": "Mombasa"}
TODAY = date(2026, 11, 6)


def position(locode: str) -> Position | None:
    return PLACES[PLACED[locode]] if locode in PLACED else None


def told(day: str, classifier: str = "ACT") -> JsonObject:
    return {"day": day, "classifier": classifier}


def leg(begin: JsonObject, end: JsonObject, departed: str, arrived: JsonObject | None) -> JsonObject:
    return {"from": begin, "to": end, "departed": told(departed), "arrived": arrived}


def direct(**more: object) -> JsonObject:
    first = leg(NINGBO, MOMBASA, "2026-11-01", told("2026-11-21", "EST"))
    return {"pol": NINGBO, "pod": MOMBASA, "legs": [first], "eta": "2026-11-21", **more}


def via_colombo(*legs: JsonObject) -> JsonObject:
    return {"pol": NINGBO, "pod": MOMBASA, "eta": "2026-11-21", "legs": list(legs)}


def passed(voyage: Voyage | None) -> dict[str, bool]:
    assert voyage is not None
    return {stop.name: stop.passed for stop in voyage.stops}


def share(card: JsonObject, today: date = TODAY) -> float | None:
    voyage = map_of(card, today, position)
    assert voyage is not None
    return voyage.share


def test_the_vessel_is_where_the_calendar_puts_it() -> None:
    assert share(direct()) == 0.25


@pytest.mark.parametrize("today", [date(2026, 10, 31), date(2026, 11, 22)])
def test_days_outside_the_passage_give_no_estimate(today: date) -> None:
    assert share(direct(), today) is None


@pytest.mark.parametrize("doubt", [{"overdue": True}, {"not_reported_since": "2026-11-01"}, {"eta": ""}])
def test_dates_in_doubt_give_no_estimate(doubt: JsonObject) -> None:
    assert share(direct(**doubt)) is None


def test_a_planned_departure_is_not_passed() -> None:
    planned = {"from": NINGBO, "to": MOMBASA, "departed": told("2026-11-01", "PLN"), "arrived": None}
    voyage = map_of(direct(legs=[planned]), TODAY, position)
    assert passed(voyage) == {"Ningbo": False, "Mombasa": False}
    assert share(direct(legs=[planned])) is None


def test_a_transhipment_is_a_stop() -> None:
    card = via_colombo(leg(NINGBO, COLOMBO, "2026-10-20", told("2026-11-01")))
    assert passed(map_of(card, TODAY, position)) == {"Ningbo": True, "Colombo": True, "Mombasa": False}
    assert share(card) is None


def test_the_second_leg_is_estimated_by_its_own_days() -> None:
    card = via_colombo(
        leg(NINGBO, COLOMBO, "2026-10-20", told("2026-10-30")),
        leg(COLOMBO, MOMBASA, "2026-11-01", told("2026-11-21", "EST")),
    )
    assert share(card) == 0.25


def test_after_arrival_all_is_behind() -> None:
    voyage = map_of(direct(arrived_on="2026-11-05"), TODAY, position)
    assert passed(voyage) == {"Ningbo": True, "Mombasa": True}


def test_a_transhipment_without_a_position_is_left_out() -> None:
    nowhere = {"locode": "XXXXX", "name": "XXXXX"}
    card = via_colombo(leg(NINGBO, nowhere, "2026-11-01", told("2026-11-04")))
    assert passed(map_of(card, TODAY, position)) == {"Ningbo": True, "Mombasa": False}


@pytest.mark.parametrize(
    "card",
    [
        {"pol": NINGBO, "legs": []},
        {"pol": None, "pod": MOMBASA},
        {"pol": {"locode": "XXXXX", "name": "XXXXX"}, "pod": MOMBASA, "legs": []},
        {"pol": NINGBO, "pod": NINGBO, "legs": []},
    ],
)
def test_without_two_known_ends_there_is_no_map(card: JsonObject) -> None:
    assert map_of(card, TODAY, position) is None


def test_the_card_of_a_real_view_gives_a_map() -> None:
    view = follow(SHIPMENT, until_departed(), date(2026, 10, 25))
    voyage = map_of(shipment_card(SHIPMENT, view), date(2026, 10, 25))
    assert passed(voyage) == {"Ningbo": True, "Mombasa": False}
    assert voyage is not None
    assert 0 < (voyage.share or 0) < 1


def test_the_table_of_ports_knows_positions_under_every_code() -> None:
    assert position_of("CNSHG") == position_of("CNSHA") is not None


@pytest.mark.parametrize("milestone", ["gate_out", "empty_return"])
def test_what_its_buyer_has_collected_is_at_its_end_though_nobody_reported_the_day(milestone: str) -> None:
    card = direct(milestone=milestone)
    assert passed(map_of(card, TODAY, position)) == {"Ningbo": True, "Mombasa": True}
    assert share(card) is None


def test_the_map_draws_the_stops_in_the_order_of_time_whatever_the_vessels_number() -> None:
    voyage = [
        *until_departed(),
        transport("ARRI", "2026-10-28T08:00:00+08:00", "SGSIN", DAWN, sequence=5),
        transport("DEPA", "2026-10-30T22:00:00+08:00", "SGSIN", REED, sequence=2),
        transport("ARRI", "2026-11-03T08:00:00+05:30", "LKCMB", REED, sequence=4),
        transport("DEPA", "2026-11-05T08:00:00+05:30", "LKCMB", ("KELPWICK TERN", "009W"), sequence=1),
    ]
    card = shipment_card(SHIPMENT, follow(SHIPMENT, voyage, TODAY))
    drawn = map_of(card, TODAY)
    assert drawn is not None
    assert [stop.name for stop in drawn.stops] == ["Ningbo", "Singapore", "Colombo", "Mombasa"]
