"""Which vessel carried the container from which port to which."""

from datetime import date
from itertools import permutations

from core.turns import JsonObject
from tests.tools.shipment.messages import DAWN, REED, SHIPMENT, equipment, eta, transport, until_departed
from tools.shipment import follow
from tools.shipment.view import Leg, LegDay

TODAY = date(2026, 11, 1)
TERN = ("KELPWICK TERN", "009W")


def legs(*messages: JsonObject) -> tuple[Leg, ...]:
    return follow(SHIPMENT, messages, TODAY).legs


def short(found: tuple[Leg, ...]) -> list[tuple[str, str, str]]:
    return [(leg.begin, leg.end, leg.vessel) for leg in found]


def landed_in_singapore() -> list[JsonObject]:
    return [
        *until_departed(),
        transport("ARRI", "2026-10-26T08:00:00+08:00", "SGSIN", DAWN, sequence=2),
        equipment("DISC", "2026-10-27T01:00:00+08:00", "SGSIN", leg=DAWN, sequence=2),
    ]


def onward(code: str = "DEPA", at: str = "2026-11-03T22:00:00+08:00", **more: str) -> JsonObject:
    return transport(
        code, at, "SGSIN", REED, classifier="EST", created="2026-10-28T00:00:00Z", sequence=3, **more
    )


def test_a_direct_voyage_is_one_leg() -> None:
    told = eta("2026-11-14T06:00:00+03:00", "2026-10-21T02:00:00Z")
    assert legs(*until_departed(), told) == (
        Leg(
            "CNNBG",
            "KEMBA",
            *DAWN,
            departed=LegDay(date(2026, 10, 20), "ACT"),
            arrived=LegDay(date(2026, 11, 14), "EST"),
        ),
    )


def test_a_transhipment_makes_two_legs_in_order() -> None:
    told = eta("2026-11-20T06:00:00+03:00", "2026-10-28T00:00:00Z", REED)
    messages = [*landed_in_singapore(), onward(), told]
    found = legs(*messages)
    assert short(found) == [("CNNBG", "SGSIN", DAWN[0]), ("SGSIN", "KEMBA", REED[0])]
    assert found[0].arrived == LegDay(date(2026, 10, 26), "ACT")
    assert found[1].departed == LegDay(date(2026, 11, 3), "EST")
    assert found[1].arrived == LegDay(date(2026, 11, 20), "EST")
    for tail in permutations(messages[-3:]):
        assert legs(*messages[:-3], *tail) == found


def test_an_arrival_that_another_vessel_was_to_make_is_not_this_legs() -> None:
    before = eta("2026-11-14T06:00:00+03:00", "2026-10-21T02:00:00Z", DAWN)
    found = legs(*landed_in_singapore(), before, onward())
    assert (found[1].vessel, found[1].arrived) == (REED[0], None)


def test_once_landed_the_first_vessel_does_not_carry_on() -> None:
    before = eta("2026-11-14T06:00:00+03:00", "2026-10-21T02:00:00Z", DAWN)
    found = legs(*landed_in_singapore(), before)
    assert short(found) == [("CNNBG", "SGSIN", DAWN[0]), ("SGSIN", "KEMBA", "")]


def test_a_port_where_the_vessel_only_calls_ends_no_leg() -> None:
    call = [
        transport("ARRI", "2026-10-26T08:00:00+08:00", "SGSIN", DAWN, sequence=2),
        transport("DEPA", "2026-10-27T08:00:00+08:00", "SGSIN", DAWN, sequence=2),
        eta("2026-11-14T06:00:00+03:00", "2026-10-28T02:00:00Z"),
    ]
    assert short(legs(*until_departed(), *call)) == [("CNNBG", "KEMBA", DAWN[0])]


def test_ports_go_by_time_since_every_vessel_numbers_its_calls_alone() -> None:
    voyage = [
        transport("DEPA", "2026-09-25T22:00:00+08:00", "CNNBG", DAWN, sequence=3),
        transport("ARRI", "2026-10-05T08:00:00+08:00", "SGSIN", DAWN, sequence=5),
        transport("DEPA", "2026-10-07T22:00:00+08:00", "SGSIN", REED, sequence=2),
        transport("ARRI", "2026-10-12T08:00:00+05:30", "LKCMB", REED, sequence=4),
        transport("DEPA", "2026-10-14T22:00:00+05:30", "LKCMB", TERN, sequence=1),
        eta("2026-11-20T06:00:00+03:00", "2026-10-28T00:00:00Z", TERN),
    ]
    found = legs(*voyage)
    assert short(found) == [
        ("CNNBG", "SGSIN", DAWN[0]),
        ("SGSIN", "LKCMB", REED[0]),
        ("LKCMB", "KEMBA", TERN[0]),
    ]
    assert [leg.departed.day.day for leg in found if leg.departed] == [25, 7, 14]
    assert [leg.arrived.day.day for leg in found if leg.arrived] == [5, 12, 20]
    assert legs(*reversed(voyage)) == found


def test_calls_of_one_voyage_keep_their_numbers_when_a_late_one_upsets_the_dates() -> None:
    late = [
        transport("ARRI", "2026-11-12T08:00:00+08:00", "SGSIN", DAWN, sequence=8),
        onward(at="2026-11-13T08:00:00+08:00"),
        transport("ARRI", "2026-11-08T08:00:00+05:30", "LKCMB", REED, classifier="PLN", sequence=4),
        transport("DEPA", "2026-11-09T08:00:00+05:30", "LKCMB", TERN, classifier="PLN", sequence=1),
    ]
    assert short(legs(*until_departed(), *late)) == [
        ("CNNBG", "SGSIN", DAWN[0]),
        ("SGSIN", "LKCMB", REED[0]),
        ("LKCMB", "KEMBA", TERN[0]),
    ]


def test_an_old_plan_does_not_move_a_call_that_happened() -> None:
    calls = [
        transport("ARRI", "2026-10-22T08:00:00+08:00", "SGSIN", DAWN, classifier="PLN", sequence=5),
        transport("ARRI", "2026-10-29T08:00:00+08:00", "SGSIN", DAWN, sequence=5),
        transport("DEPA", "2026-10-27T08:00:00+07:00", "VNSGN", TERN, sequence=2),
        transport("ARRI", "2026-10-25T08:00:00+07:00", "VNSGN", DAWN, sequence=5),
    ]
    assert [leg.begin for leg in legs(*until_departed(), *calls)] == ["CNNBG", "VNSGN", "SGSIN"]


def test_numbers_that_go_round_in_a_circle_leave_the_order_to_time() -> None:
    calls = [
        transport("ARRI", "2026-10-22T08:00:00+07:00", "VNSGN", DAWN, sequence=2),
        transport("DEPA", "2026-10-23T08:00:00+07:00", "VNSGN", REED, sequence=9),
        transport("ARRI", "2026-10-26T08:00:00+08:00", "SGSIN", REED, sequence=4),
        transport("DEPA", "2026-10-27T08:00:00+08:00", "SGSIN", DAWN, sequence=7),
    ]
    assert [leg.begin for leg in legs(*until_departed(), *calls)] == ["CNNBG", "VNSGN", "SGSIN"]


def test_an_exchanged_vessel_leaves_the_last_one_named() -> None:
    planned = onward()
    later = transport(
        "DEPA",
        "2026-11-09T22:00:00+08:00",
        "SGSIN",
        TERN,
        classifier="PLN",
        created="2026-10-30T00:00:00Z",
        sequence=3,
    )
    found = legs(*landed_in_singapore(), planned, later)
    assert (found[1].vessel, found[1].departed) == (TERN[0], LegDay(date(2026, 11, 9), "PLN"))


def test_a_vessel_that_left_without_the_container_carries_no_leg() -> None:
    from tests.tools.shipment.messages import until_loaded

    missed = [*until_loaded()[:4], transport("DEPA", "2026-10-20T22:00:00+08:00", "CNNBG", DAWN)]
    assert legs(*missed) == ()


def test_a_discharge_tells_an_arrival_that_nobody_reported() -> None:
    landed = equipment("DISC", "2026-11-13T19:00:00+03:00", "KEMBA", leg=DAWN, sequence=2)
    assert legs(*until_departed(), landed)[0].arrived == LegDay(date(2026, 11, 13), "ACT")


def test_nothing_reported_is_no_leg() -> None:
    assert legs() == ()
