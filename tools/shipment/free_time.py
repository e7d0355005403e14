"""Free days before demurrage (discharge to gate-out) and detention (gate-out to the empty's return)."""

from collections.abc import Mapping
from datetime import date, timedelta

from babel import Locale, UnknownLocaleError

from core.trade import Shipment
from tools.shipment.milestones import Milestone
from tools.shipment.view import FreeTime, Step

WORKING_DAYS = "WD"


def free_time(shipment: Shipment, done: Mapping[Milestone, Step], expected: date | None) -> FreeTime:
    """`done` are the actual milestones; `expected` the expected arrival, used until discharge is reported.

    Days are counted from the day after the event. Working days (WD) leave out the weekend of the country of
    discharge (CLDR); its public holidays are not known here.
    """
    landed = done.get(Milestone.DISCHARGED) or done.get(Milestone.ARRIVED)
    collected = done.get(Milestone.GATE_OUT)
    begins = landed.day if landed else expected
    return FreeTime(
        demurrage_days=shipment.free_days_demurrage,
        detention_days=shipment.free_days_detention,
        demurrage_last_day=None if collected else _last_day(begins, shipment.free_days_demurrage, shipment),
        detention_last_day=_last_day(
            collected.day if collected and Milestone.EMPTY_RETURN not in done else None,
            shipment.free_days_detention,
            shipment,
        ),
        estimated=Milestone.DISCHARGED not in done,
    )


def _last_day(begins: date | None, days: int | None, shipment: Shipment) -> date | None:
    if begins is None or days is None:
        return None
    if shipment.day_kind.upper() != WORKING_DAYS:
        return begins + timedelta(days=days)
    weekend = _weekend(shipment.pod[:2])
    last, left = begins, days
    while left > 0:
        last += timedelta(days=1)
        left -= last.weekday() not in weekend
    return last


def _weekend(country: str) -> frozenset[int]:
    """Weekdays (Monday is 0) not worked in `country` (ISO 3166-1); Saturday and Sunday by default."""
    try:
        locale = Locale.parse(f"und_{country}")
    except (UnknownLocaleError, ValueError):
        return frozenset({5, 6})
    first, last = locale.weekend_start, locale.weekend_end
    return frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))
