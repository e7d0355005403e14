"""A silence that is too long is told, and nothing ahead of it passes for fresh."""

from dataclasses import replace
from datetime import date

import pytest

from core.turns import JsonObject
from tests.tools.shipment.messages import (
    SHIPMENT,
    equipment,
    eta,
    papers,
    transport,
    until_departed,
    until_discharged,
    until_loaded,
)
from tools.shipment import follow
from tools.shipment.card import shipment_card
from tools.shipment.facts import view_facts

ETA = eta("2026-11-14T06:00:00+03:00", "2026-10-21T02:00:00Z")
AT_SEA, ASHORE, LANDED = [*until_departed(), ETA], until_loaded()[:4], until_discharged()


@pytest.mark.parametrize(
    ("messages", "today", "since"),
    [
        (AT_SEA, date(2026, 10, 31), None),
        (AT_SEA, date(2026, 11, 1), date(2026, 10, 21)),
        (ASHORE, date(2026, 10, 21), None),
        (ASHORE, date(2026, 10, 22), date(2026, 10, 16)),
        ([ETA], date(2026, 10, 27), date(2026, 10, 21)),
        ([], date(2026, 10, 27), None),
    ],
)
def test_ten_days_at_sea_and_five_ashore_are_usual(
    messages: list[JsonObject], today: date, since: date | None
) -> None:
    assert follow(SHIPMENT, messages, today).silent_since == since


def booked(leaves: str) -> list[JsonObject]:
    planned = transport("DEPA", leaves, "CNNBG", classifier="PLN", created="2026-10-01T02:00:00Z")
    return [papers("CONF", "BKG", "2026-10-01T10:00:00+08:00"), planned]


@pytest.mark.parametrize(
    ("today", "since"),
    [
        (date(2026, 10, 7), None),
        (date(2026, 10, 25), None),
        (date(2026, 10, 26), date(2026, 10, 1)),
    ],
)
def test_a_booking_is_quiet_until_its_vessel_was_to_leave(today: date, since: date | None) -> None:
    messages = booked("2026-10-25T20:00:00+08:00")
    assert follow(SHIPMENT, messages, today).silent_since == since
    assert follow(SHIPMENT, messages[:1], date(2026, 10, 7)).silent_since == date(2026, 10, 1)


def test_with_the_empty_container_out_a_planned_departure_excuses_no_silence() -> None:
    out = equipment("GTOT", "2026-10-02T09:00:00+08:00", "CNNBG", empty=True)
    messages = [*booked("2026-10-25T20:00:00+08:00"), out]
    assert follow(SHIPMENT, messages, date(2026, 10, 8)).silent_since == date(2026, 10, 2)


@pytest.mark.parametrize(
    ("free_days", "today", "since"),
    [
        (5, date(2026, 11, 23), None),
        (5, date(2026, 11, 24), date(2026, 11, 13)),
        (14, date(2026, 12, 2), None),
        (None, date(2026, 11, 18), None),
        (None, date(2026, 11, 19), date(2026, 11, 13)),
    ],
)
def test_a_landed_box_may_wait_out_its_free_days(
    free_days: int | None, today: date, since: date | None
) -> None:
    shipment = replace(SHIPMENT, free_days_demurrage=free_days)
    assert follow(shipment, LANDED, today).silent_since == since


def test_a_shipment_that_its_buyer_has_collected_is_not_missing() -> None:
    out = equipment("GTOT", "2026-11-16T09:00:00+03:00", "KEMBA")
    assert follow(SHIPMENT, [*LANDED, out], date(2027, 3, 1)).silent_since is None


def test_after_a_silence_the_last_event_and_the_last_date_told_are_facts_of_their_own_kind() -> None:
    view = follow(SHIPMENT, AT_SEA, date(2026, 11, 9))
    said = {fact.value.model_dump()["role"]: fact.value.model_dump() for fact in view_facts(SHIPMENT, view)}
    assert said["not_reported"]["text"] == "not_reported"
    assert said["not_reported_since"]["day"] == date(2026, 10, 21)
    assert said["milestone"]["text"] == "departed"
    assert said["milestone_date"]["day"] == date(2026, 10, 20)
    assert said["eta_last_told"]["day"] == date(2026, 11, 14)
    assert "eta" not in said


def test_while_reports_come_the_arrival_is_an_expectation() -> None:
    view = follow(SHIPMENT, AT_SEA, date(2026, 10, 25))
    roles = {fact.value.model_dump()["role"] for fact in view_facts(SHIPMENT, view)}
    assert "eta" in roles
    assert not {"not_reported", "not_reported_since", "eta_last_told"} & roles


def test_the_card_says_since_when() -> None:
    stale = shipment_card(SHIPMENT, follow(SHIPMENT, AT_SEA, date(2026, 11, 9)))
    fresh = shipment_card(SHIPMENT, follow(SHIPMENT, AT_SEA, date(2026, 10, 25)))
    assert (stale["not_reported_since"], stale["eta"]) == ("2026-10-21", "2026-11-14")
    assert "not_reported_since" not in fresh


def test_the_setpoint_of_a_reefer_is_on_the_card_and_a_fact() -> None:
    from decimal import Decimal

    reefer = replace(SHIPMENT, setpoint_c=Decimal("-18.0"))
    view = follow(reefer, AT_SEA, date(2026, 10, 25))
    facts = {fact.value.model_dump()["role"]: fact.value.model_dump() for fact in view_facts(reefer, view)}
    assert shipment_card(reefer, view)["setpoint_c"] == "-18.0"
    assert (facts["setpoint_c"]["amount"], facts["setpoint_c"]["unit"]) == (Decimal("-18.0"), "celsius")
    zero = replace(SHIPMENT, setpoint_c=Decimal(0))
    assert shipment_card(zero, view)["setpoint_c"] == "0"
    assert "setpoint_c" not in shipment_card(SHIPMENT, view)
