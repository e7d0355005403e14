"""Free days before demurrage (discharge to gate-out) and detention (gate-out to the empty's return).

DCSA Arrival Notice 1.0, `FreeTime`: types DEM and DET, units CD (calendar days) and WD (working days). Its
`calculationBasis` is free text; the basis here is the commonest: days count from the day after the event.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.trade import Shipment
from tools.shipment.calendars import Calendar, calendar_of
from tools.shipment.milestones import Milestone
from tools.shipment.view import FreeTime, Step

WORKING_DAYS = "WD"


def free_time(
    shipment: Shipment, done: Mapping[Milestone, Step], expected: date | None, today: date
) -> FreeTime:
    """`done` are the actual milestones; `expected` the expected arrival, used until discharge is reported.

    Working days leave out the weekend and the public holidays of the country of discharge. Days over are
    calendar days up to the end of the use or `today`: a box that is late is charged for weekends too.
    """
    landed = done.get(Milestone.DISCHARGED) or done.get(Milestone.ARRIVED)
    collected, returned = done.get(Milestone.GATE_OUT), done.get(Milestone.EMPTY_RETURN)
    counting = _counting(shipment)
    demurrage = counting.end(landed.day if landed else expected, shipment.free_days_demurrage)
    detention = counting.end(collected.day if collected else None, shipment.free_days_detention)
    return FreeTime(
        demurrage_days=shipment.free_days_demurrage,
        detention_days=shipment.free_days_detention,
        demurrage_last_day=None if collected else demurrage.last,
        detention_last_day=None if returned else detention.last,
        estimated=Milestone.DISCHARGED not in done,
        demurrage_days_over=demurrage.days_over(collected.day if collected else today),
        detention_days_over=detention.days_over(returned.day if returned else today),
        holidays_known=counting.calendar.known if counting.calendar else None,
        holidays_estimated=demurrage.estimated or detention.estimated,
    )


@dataclass(frozen=True, slots=True)
class _End:
    """`last` is the last free day; `estimated`: a holiday of calculated date was counted as one."""

    last: date | None = None
    estimated: bool = False

    def days_over(self, until: date) -> int | None:
        return max(0, (until - self.last).days) if self.last else None


@dataclass(frozen=True, slots=True)
class _Counting:
    """How free days are counted: without a calendar every day is one."""

    calendar: Calendar | None

    def end(self, begins: date | None, days: int | None) -> _End:
        if begins is None or days is None:
            return _End()
        if self.calendar is None:
            return _End(begins + timedelta(days=days))
        last, left, estimated = begins, days, False
        while left > 0:
            last += timedelta(days=1)
            left -= self.calendar.works(last)
            estimated = estimated or self.calendar.is_estimate(last)
        return _End(last, estimated)


def _counting(shipment: Shipment) -> _Counting:
    in_working_days = shipment.day_kind.upper() == WORKING_DAYS
    return _Counting(calendar_of(shipment.pod[:2]) if in_working_days else None)
