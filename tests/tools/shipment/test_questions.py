"""Questions that buyers ask, as the tool has to handle them."""

from dataclasses import replace
from datetime import date

import pytest

from core.trade import Shipment
from core.turns import JsonObject, ToolResult
from tests.tools.shipment.messages import SHIPMENT, equipment, eta, transport, until_departed
from tests.tools.shipment.test_tool import ANA, BEN, ask, roles
from tools.reading.references import check_digit
from tools.shipment import follow

DUE_MONDAY = eta("2026-11-09T06:00:00+03:00", "2026-10-21T02:00:00Z")
MOVED = eta(
    "2026-11-16T06:00:00+03:00",
    "2026-10-30T02:00:00Z",
    delayReasonCode="WEA",
    changeRemark="Gale off Socotra",
)


def where_is_it(*messages: JsonObject) -> ToolResult:
    return ask("CSQU3054383", ANA, [*until_departed(), *messages])


# "Where is my container MSCU1234567? It was due Monday"


def test_a_number_whose_check_digit_fails_is_asked_about_and_nothing_is_guessed() -> None:
    assert check_digit("MSCU123456") != 7
    result = ask("MSCU1234567", ANA, until_departed(), valid=False)
    assert (result.outcome, result.ask, result.card) == ("invalid_number", True, None)


def test_the_last_actual_event_is_told_with_its_time_and_the_arrival_as_it_moved() -> None:
    result = where_is_it(DUE_MONDAY, MOVED)
    said = roles(result)
    assert (said["milestone"], said["milestone_date"]) == ("departed", "2026-10-20")
    assert (said["eta_before"], said["eta"], said["eta_days_later"]) == ("2026-11-09", "2026-11-16", "7")
    assert said["eta_reason"] == "Gale off Socotra"
    assert result.card is not None
    assert result.card["milestone_at"] == "2026-10-20T22:00:00+08:00"
    assert result.card["eta_delta_days"] == 7
    assert result.card["eta_history"][-1] == {
        "day": "2026-11-16",
        "told": "2026-10-30",
        "told_at": "2026-10-30T02:00:00+00:00",
        "classifier": "EST",
        "delta_days": 7,
        "reason": "Gale off Socotra",
    }


def test_an_arrival_that_comes_nearer_is_told_as_earlier() -> None:
    sooner = eta("2026-11-07T06:00:00+03:00", "2026-10-30T02:00:00Z")
    said = roles(where_is_it(DUE_MONDAY, sooner))
    assert said["eta_days_earlier"] == "2"
    assert "eta_days_later" not in said


def test_a_silence_is_told_and_the_old_date_not_as_an_expectation() -> None:
    said = roles(where_is_it(replace_created(DUE_MONDAY, "2026-10-15T02:00:00Z")))
    assert said["not_reported_since"] == "2026-10-20"
    assert said["eta_last_told"] == "2026-11-09"
    assert "eta" not in said


def test_somebody_elses_container_is_one_that_does_not_exist() -> None:
    foreign = ask("CSQU3054383", BEN, until_departed())
    missing = ask("CSQU3054383", BEN, shipments=())
    assert foreign.model_dump() == missing.model_dump()


# "Send half now, half later"


def halves() -> tuple[Shipment, Shipment]:
    later = replace(
        SHIPMENT, reference="TP-26-1004", container_no="MSKU6011672", booking_no="KLB2610999", bl_no=""
    )
    return SHIPMENT, later


def test_two_halves_are_two_shipments_and_asked_about() -> None:
    result = ask(None, ANA, shipments=halves())
    assert (result.outcome, result.ask) == ("which", True)
    assert [fact.value.model_dump()["text"] for fact in result.facts] == ["TP-26-1001", "TP-26-1004"]


@pytest.mark.parametrize(
    ("number", "reference"), [("KLB2610417", "TP-26-1001"), ("KLB2610999", "TP-26-1004")]
)
def test_each_half_goes_by_its_own_numbers(number: str, reference: str) -> None:
    assert ask(number, ANA, shipments=halves()).args == {"reference": reference}


def test_each_half_has_its_own_voyage_and_free_time() -> None:
    first, second = halves()
    landed = [
        transport("ARRI", "2026-11-13T05:00:00+03:00", "KEMBA", sequence=2),
        equipment("DISC", "2026-11-13T19:00:00+03:00", "KEMBA"),
    ]
    today = date(2026, 11, 14)
    there = follow(first, [*until_departed(), *landed], today)
    waiting = follow(second, [], today)
    assert there.free_time.demurrage_last_day == date(2026, 11, 18)
    assert (waiting.now, waiting.legs, waiting.arrived_on) == (None, (), None)


def replace_created(event: JsonObject, created: str) -> JsonObject:
    return event | {"eventCreatedDateTime": created}
