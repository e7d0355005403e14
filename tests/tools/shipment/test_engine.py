from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from core.turns import JsonObject
from tests.tools.shipment.messages import (
    DAWN,
    REED,
    SHIPMENT,
    equipment,
    eta,
    papers,
    transport,
    until_departed,
    until_discharged,
    until_loaded,
)
from tools.shipment import ShipmentView, follow
from tools.shipment.card import shipment_card
from tools.shipment.facts import view_facts

TODAY = date(2026, 11, 1)


def view(*messages: object) -> ShipmentView:
    return follow(SHIPMENT, messages, TODAY)


def milestones(found: ShipmentView) -> list[str]:
    return [step.milestone.value for step in found.timeline]


def test_codes_become_milestones_by_place_and_load() -> None:
    found = view(*until_departed())
    assert milestones(found) == [
        "booked",
        "empty_out",
        "stuffed",
        "gate_in",
        "customs_released",
        "loaded",
        "departed",
    ]
    assert found.now is not None
    assert (found.now.milestone, found.now.day) == ("departed", date(2026, 10, 20))


def test_a_day_is_that_of_the_place_and_not_of_utc() -> None:
    found = view(transport("ARRI", "2026-11-14T01:30:00+03:00", "KEMBA"))
    assert found.arrived_on == date(2026, 11, 14)


def test_a_delay_keeps_every_date_told_and_the_last_reason() -> None:
    found = view(
        *until_departed(),
        eta("2026-11-14T06:00:00+03:00", "2026-10-21T02:00:00Z"),
        eta("2026-11-14T09:00:00+03:00", "2026-10-22T02:00:00Z"),
        eta("2026-11-18T06:00:00+03:00", "2026-10-28T02:00:00Z", changeRemark="Port closed by wind"),
    )
    assert [version.day.day for version in found.eta_versions] == [14, 18]
    assert found.eta == date(2026, 11, 18)
    assert found.eta_versions[-1].reason == "Port closed by wind"


def test_an_update_of_the_same_event_is_a_new_version_of_it() -> None:
    first = transport(
        "ARRI",
        "2026-11-14T06:00:00+03:00",
        "KEMBA",
        classifier="EST",
        created="2026-10-21T02:00:00Z",
        event_id="e",
    )
    second = transport(
        "ARRI",
        "2026-11-16T06:00:00+03:00",
        "KEMBA",
        classifier="EST",
        created="2026-10-25T02:00:00Z",
        event_id="e",
    )
    for order in permutations([first, second]):
        assert [version.day.day for version in view(*order).eta_versions] == [14, 16]
        assert view(*order).timeline[-1].day == date(2026, 11, 16)


def test_a_delay_code_without_a_remark_is_put_in_words() -> None:
    found = view(
        eta("2026-11-14T06:00:00+03:00", "2026-10-21T02:00:00Z"),
        eta("2026-11-18T06:00:00+03:00", "2026-10-28T02:00:00Z", delayReasonCode="WEA"),
    )
    assert found.eta_versions[-1].reason == "bad weather"


def test_what_happened_beats_every_estimate_and_plan_even_if_told_earlier() -> None:
    actual = transport("DEPA", "2026-10-20T22:00:00+08:00", "CNNBG")
    plan = transport(
        "DEPA", "2026-10-25T20:00:00+08:00", "CNNBG", classifier="PLN", created="2026-10-29T00:00:00Z"
    )
    found = view(*until_loaded(), actual, plan)
    assert [(s.day.day, s.classifier) for s in found.timeline if s.milestone == "departed"] == [(20, "ACT")]
    assert found.departure_planned is None


def test_before_departure_the_planned_day_is_told() -> None:
    plan = transport(
        "DEPA", "2026-11-05T20:00:00+08:00", "CNNBG", classifier="PLN", created="2026-10-27T00:00:00Z"
    )
    found = view(papers("CONF", "BKG", "2026-10-27T10:00:00+08:00"), plan)
    assert found.departure_planned == date(2026, 11, 5)
    assert found.now is not None
    assert found.now.milestone == "booked"


def test_without_any_date_from_the_carrier_the_ports_own_stands() -> None:
    assert view(*until_loaded()).eta == SHIPMENT.eta


def test_an_arrival_day_that_passed_without_arrival_is_overdue() -> None:
    told = eta("2026-10-30T06:00:00+03:00", "2026-10-21T02:00:00Z")
    assert view(*until_departed(), told).overdue
    assert not view(*until_discharged()).overdue


DUE_IN_OCTOBER = eta("2026-10-30T06:00:00+03:00", "2026-10-21T02:00:00Z", changeRemark="Gale")
COLLECTED = equipment("GTOT", "2026-10-31T09:00:00+03:00", "KEMBA")
RETURNED = equipment("GTIN", "2026-10-31T09:00:00+03:00", "KEMBA", empty=True)


@pytest.mark.parametrize("last", [COLLECTED, RETURNED])
def test_what_has_been_collected_is_neither_overdue_nor_expected(last: JsonObject) -> None:
    found = view(*until_departed(), DUE_IN_OCTOBER, last)
    assert (found.is_there, found.overdue, found.arrived_on) == (True, False, None)
    roles = {fact.value.model_dump()["role"] for fact in view_facts(SHIPMENT, found)}
    assert not roles & {"eta", "eta_last_told", "eta_reason", "arrived_on", "departure_planned"}
    card = shipment_card(SHIPMENT, found)
    assert not card.keys() & {"eta", "eta_reason", "overdue", "arrived_on"}
    assert card["eta_history"][-1]["day"] == "2026-10-30"


def test_a_gate_at_an_inland_depot_before_the_voyage_is_not_one_after_it() -> None:
    out = equipment("GTOT", "2026-10-15T09:00:00+08:00", "CNHGH")
    dropped = equipment("DROP", "2026-10-12T09:00:00+08:00", "CNHGH", empty=True)
    found = view(*until_loaded()[:1], dropped, out)
    assert not found.is_there
    assert not {"gate_out", "empty_return"} & set(milestones(found))


def test_a_hold_lasts_until_the_same_papers_are_released() -> None:
    held = papers("HOLD", "CUS", "2026-10-17T09:00:00+08:00", "Origin to be confirmed")
    found = view(held)
    assert found.hold is not None
    assert (found.hold.on, found.hold.reason) == ("customs", "Origin to be confirmed")
    assert view(held, papers("RELS", "CUS", "2026-10-18T09:00:00+08:00")).hold is None
    assert view(held, papers("RELS", "TRD", "2026-10-18T09:00:00+08:00")).hold is not None


def test_a_stated_roll_names_the_new_vessel_and_keeps_the_reason() -> None:
    found = view(
        *until_loaded()[:4],
        transport("DEPA", "2026-10-20T22:00:00+08:00", "CNNBG", DAWN),
        transport(
            "DEPA",
            "2026-10-28T22:00:00+08:00",
            "CNNBG",
            REED,
            classifier="PLN",
            created="2026-10-21T00:00:00Z",
        ),
        papers("CONF", "BKG", "2026-10-21T11:00:00+08:00", "Rolled to KELPWICK REED: no space"),
        eta("2026-11-22T06:00:00+03:00", "2026-10-21T02:00:00Z", REED),
    )
    assert found.now is not None
    assert found.now.milestone == "gate_in"
    assert (found.vessel, found.voyage) == REED
    assert found.departure_planned == date(2026, 10, 28)
    assert found.rollover is not None
    assert found.rollover.stated
    assert found.rollover.reason == "Rolled to KELPWICK REED: no space"


def test_a_vessel_that_left_without_a_loading_report_is_suspected_of_a_roll() -> None:
    found = view(*until_loaded()[:4], transport("DEPA", "2026-10-20T22:00:00+08:00", "CNNBG"))
    assert found.rollover is not None
    assert not found.rollover.stated
    assert (found.rollover.vessel, found.rollover.voyage) == DAWN
    assert "departed" not in milestones(found)


def test_an_exchanged_vessel_is_suspected_of_a_roll() -> None:
    planned = [
        transport(
            "DEPA",
            "2026-10-20T22:00:00+08:00",
            "CNNBG",
            DAWN,
            classifier="PLN",
            created="2026-10-01T00:00:00Z",
        ),
        transport(
            "DEPA",
            "2026-10-28T22:00:00+08:00",
            "CNNBG",
            REED,
            classifier="PLN",
            created="2026-10-19T00:00:00Z",
        ),
    ]
    found = view(*planned)
    assert found.rollover is not None
    assert "KELPWICK REED 043W" in found.rollover.reason
    assert (found.vessel, found.voyage) == REED


def test_a_carrier_that_never_reports_equipment_is_not_suspected() -> None:
    found = view(transport("DEPA", "2026-10-20T22:00:00+08:00", "CNNBG"))
    assert found.rollover is None
    assert milestones(found) == ["departed"]


def test_loading_ends_the_roll() -> None:
    assert view(*until_departed()).rollover is None


def transhipped() -> list[JsonObject]:
    return [
        *until_departed(),
        transport("ARRI", "2026-10-26T08:00:00+08:00", "SGSIN", DAWN, sequence=2),
        equipment("DISC", "2026-10-27T01:00:00+08:00", "SGSIN", leg=DAWN, sequence=2),
        transport(
            "DEPA",
            "2026-11-03T22:00:00+08:00",
            "SGSIN",
            REED,
            classifier="EST",
            created="2026-10-28T00:00:00Z",
            sequence=3,
        ),
        eta("2026-11-20T06:00:00+03:00", "2026-10-28T00:00:00Z", REED),
    ]


def test_a_transhipment_port_is_neither_end_of_the_voyage() -> None:
    found = view(*transhipped())
    assert milestones(found)[-4:] == ["ts_arrived", "ts_discharged", "ts_departed", "arrived"]
    assert found.now is not None
    assert (found.now.milestone, found.now.locode) == ("ts_discharged", "SGSIN")
    assert found.arrived_on is None


def test_ashore_between_vessels_the_next_one_is_named() -> None:
    found = view(*transhipped())
    assert (found.vessel, found.voyage) == REED
    assert found.departure_planned == date(2026, 11, 3)


def test_on_board_the_first_vessel_the_second_is_not_named_yet() -> None:
    found = view(*until_departed(), eta("2026-11-20T06:00:00+03:00", "2026-10-28T00:00:00Z", REED))
    assert (found.vessel, found.voyage) == DAWN


def test_two_transhipments_are_two_legs() -> None:
    second = [
        equipment("LOAD", "2026-11-03T10:00:00+08:00", "SGSIN", leg=REED, sequence=3),
        equipment("DISC", "2026-11-10T10:00:00+05:30", "LKCMB", leg=REED, sequence=4),
    ]
    found = view(*transhipped()[:-2], *second)
    assert [s.locode for s in found.timeline if s.milestone == "ts_discharged"] == ["SGSIN", "LKCMB"]
    assert found.now is not None
    assert found.now.locode == "LKCMB"


def test_another_code_of_the_same_port_is_the_same_port() -> None:
    found = view(transport("DEPA", "2026-10-20T22:00:00+08:00", "CNNGB"))
    assert milestones(found) == ["departed"]


def test_calendar_days_are_counted_from_the_day_after_discharge() -> None:
    free = view(*until_discharged()).free_time
    assert free.demurrage_last_day == date(2026, 11, 18)
    assert not free.estimated


def test_working_days_leave_out_the_weekend() -> None:
    shipment = replace(SHIPMENT, day_kind="WD")
    free = follow(shipment, until_discharged(), TODAY).free_time
    assert free.demurrage_last_day == date(2026, 11, 20)  # 13 November 2026 is a Friday


def test_working_days_follow_the_weekend_of_the_country() -> None:
    shipment = replace(SHIPMENT, pod="LYTIP", day_kind="WD", free_days_demurrage=2)
    arrived = transport(
        "ARRI", "2026-11-11T05:00:00+02:00", "LYTIP"
    )  # a Wednesday; Friday and Saturday rest
    landed = equipment("DISC", "2026-11-11T15:00:00+02:00", "LYTIP", leg=DAWN)
    assert follow(shipment, [arrived, landed], TODAY).free_time.demurrage_last_day == date(2026, 11, 15)


def test_before_discharge_free_time_follows_the_expected_arrival_and_says_so() -> None:
    free = view(*until_departed(), eta("2026-11-16T06:00:00+03:00", "2026-10-28T00:00:00Z")).free_time
    assert free.demurrage_last_day == date(2026, 11, 21)
    assert free.estimated


def test_after_gate_out_detention_runs_until_the_empty_is_back() -> None:
    out = equipment("GTOT", "2026-11-16T09:00:00+03:00", "KEMBA")
    free = view(*until_discharged(), out).free_time
    assert free.demurrage_last_day is None
    assert free.detention_last_day == date(2026, 11, 23)
    back = equipment("GTIN", "2026-11-20T09:00:00+03:00", "KEMBA", empty=True)
    found = view(*until_discharged(), out, back)
    assert found.free_time.detention_last_day is None
    assert milestones(found)[-1] == "empty_return"


def test_messages_that_are_none_are_kept_out_and_counted() -> None:
    found = view(*until_departed(), None, {"eventType": "DANCE"}, "text", 7)
    assert found.kept_out == 4
    assert found.now is not None


def test_without_events_nothing_is_reported() -> None:
    found = view()
    assert (found.now, found.reported_on, found.timeline) == (None, None, ())


def test_the_order_of_messages_does_not_matter() -> None:
    messages = transhipped()
    assert view(*messages) == view(*reversed(messages))
