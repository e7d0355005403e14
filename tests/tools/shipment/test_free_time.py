"""Free time over weekends and holidays, and the days beyond it.

Holidays are those that the package holds for 2026: China's Spring Festival from 15 to 23 February, with 14
February worked for it; Eid al-Fitr from 19 March in the Emirates and in Saudi Arabia.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.trade import Shipment
from tests.tools.shipment.messages import DAWN, SHIPMENT, equipment, eta, until_departed, until_discharged
from tools.shipment import ShipmentView, follow
from tools.shipment.calendars import calendar_of
from tools.shipment.card import shipment_card

TODAY = date(2026, 11, 1)


def shipment(pod: str, days: int, day_kind: str = "WD") -> Shipment:
    return replace(SHIPMENT, pod=pod, free_days_demurrage=days, day_kind=day_kind)


def landed(held: Shipment, day: str, today: date = TODAY) -> ShipmentView:
    return follow(held, [equipment("DISC", f"{day}T15:00:00+00:00", held.pod, leg=DAWN)], today)


@pytest.mark.parametrize(
    ("pod", "discharged", "days", "last"),
    [
        (
            "CNSHA",
            "2026-02-13",
            3,
            date(2026, 2, 25),
        ),  # the Saturday worked for it, then after the festival
        ("AEJEA", "2026-03-18", 2, date(2026, 3, 24)),  # Eid al-Fitr; Saturday and Sunday rest
        ("SAJED", "2026-03-18", 2, date(2026, 3, 26)),  # Eid al-Fitr; Friday and Saturday rest
        ("KEMBA", "2026-12-24", 1, date(2026, 12, 28)),  # Christmas, Boxing Day, a Sunday
        ("LYTIP", "2026-11-11", 2, date(2026, 11, 15)),  # Thursday, and the Sunday after the weekend
        ("KWSWK", "2026-11-11", 3, date(2026, 11, 16)),  # likewise
    ],
)
def test_working_days_leave_out_weekends_and_public_holidays(
    pod: str, discharged: str, days: int, last: date
) -> None:
    free = landed(shipment(pod, days), discharged).free_time
    assert free.demurrage_last_day == last
    assert free.holidays_known


def test_calendar_days_run_through_holidays() -> None:
    free = landed(shipment("KEMBA", 3, "CD"), "2026-12-24").free_time
    assert free.demurrage_last_day == date(2026, 12, 27)
    assert free.holidays_known is None


def test_a_country_that_is_not_known_has_its_weekend_only_and_the_card_says_so() -> None:
    held = shipment("XXABC", 2)
    found = landed(held, "2026-12-24")
    assert found.free_time.demurrage_last_day == date(2026, 12, 28)
    assert shipment_card(held, found)["holidays_known"] is False


def test_a_holiday_that_waits_for_the_moon_is_marked() -> None:
    free = landed(shipment("AEJEA", 2), "2028-02-25").free_time
    assert free.holidays_estimated
    assert not landed(shipment("AEJEA", 2), "2026-03-18").free_time.holidays_estimated


def test_days_beyond_the_last_free_day_are_counted() -> None:
    assert (
        landed(shipment("KEMBA", 5, "CD"), "2026-11-13", date(2026, 11, 18)).free_time.demurrage_days_over
        == 0
    )
    assert (
        landed(shipment("KEMBA", 5, "CD"), "2026-11-13", date(2026, 11, 25)).free_time.demurrage_days_over
        == 7
    )


def test_demurrage_ends_with_gate_out_and_detention_with_the_empty() -> None:
    out = equipment("GTOT", "2026-11-20T09:00:00+03:00", "KEMBA")
    back = equipment("GTIN", "2026-11-30T09:00:00+03:00", "KEMBA", empty=True)
    found = follow(SHIPMENT, [*until_discharged(), out], date(2026, 12, 5)).free_time
    assert (found.demurrage_days_over, found.detention_days_over) == (2, 8)
    returned = follow(SHIPMENT, [*until_discharged(), out, back], date(2026, 12, 5)).free_time
    assert (returned.demurrage_days_over, returned.detention_days_over) == (2, 3)


def test_what_follows_from_an_expected_discharge_is_an_estimate() -> None:
    told = eta("2026-11-14T06:00:00+03:00", "2026-10-28T00:00:00Z")
    found = follow(SHIPMENT, [*until_departed(), told], date(2026, 11, 22))
    card = shipment_card(SHIPMENT, found)
    assert (card["demurrage_days_over"], card["demurrage_estimated"]) == (3, True)
    assert card["demurrage_last_free_day_expected"] == "2026-11-19"
    assert "demurrage_last_free_day" not in card


def test_no_free_days_at_all_are_known_too() -> None:
    held = shipment("KEMBA", 0, "CD")
    card = shipment_card(held, landed(held, "2026-11-13", date(2026, 11, 14)))
    assert (card["free_days_demurrage"], card["demurrage_days_over"]) == (0, 1)
    assert card["demurrage_last_free_day"] == "2026-11-13"


@given(
    st.sampled_from(["CNSHA", "AEJEA", "SAJED", "KEMBA", "LYTIP", "XXABC"]),
    st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    st.integers(1, 30),
)
def test_the_last_free_day_is_worked_and_never_before_the_calendar_days_end(
    pod: str, day: date, days: int
) -> None:
    last = landed(shipment(pod, days), day.isoformat()).free_time.demurrage_last_day
    longer = landed(shipment(pod, days + 1), day.isoformat()).free_time.demurrage_last_day
    assert last is not None
    assert longer is not None
    assert day + timedelta(days=days) <= last < longer
    assert calendar_of(pod[:2]).works(last)
