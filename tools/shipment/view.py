"""What is known of a shipment, ready to be told. Dates are local to the place of each event."""

from dataclasses import dataclass
from datetime import date, datetime

from tools.shipment.events import Classifier
from tools.shipment.milestones import Milestone


@dataclass(frozen=True, slots=True)
class Step:
    """One milestone of the timeline. `locode` may be empty."""

    milestone: Milestone
    day: date
    classifier: Classifier
    locode: str = ""
    vessel: str = ""
    voyage: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LegDay:
    day: date
    classifier: Classifier


@dataclass(frozen=True, slots=True)
class Leg:
    """One vessel's part of the voyage, from port `begin` to port `end` (UN/LOCODE, may be empty)."""

    begin: str
    end: str
    vessel: str = ""
    voyage: str = ""
    departed: LegDay | None = None
    arrived: LegDay | None = None


@dataclass(frozen=True, slots=True)
class EtaVersion:
    """An arrival date as told at `told`; `reason` is the carrier's remark, or what its code means.

    `delta_days` from the date told before it, later is positive; None for the first.
    """

    day: date
    told: datetime
    classifier: Classifier
    reason: str = ""
    delta_days: int | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """An open hold. `on` says which papers (customs); `reason` is the carrier's wording."""

    on: str
    reason: str
    since: date


@dataclass(frozen=True, slots=True)
class Rollover:
    """The shipment missed its vessel. `stated`: the carrier says so in `reason`; else it is inferred."""

    vessel: str
    voyage: str
    stated: bool
    reason: str


@dataclass(frozen=True, slots=True)
class NotLoaded:
    """The vessel left and the container was not ready for it: `to_fix` (vgm, customs, seal, documents,
    dangerous_goods, out_of_gauge, cargo_survey) comes before a new booking. `reason` is the carrier's."""

    vessel: str
    voyage: str
    to_fix: str
    reason: str
    since: date


@dataclass(frozen=True, slots=True)
class FreeTime:
    """Free days, counted from the day after discharge (demurrage) and after gate-out (detention).

    `estimated`: the discharge is not reported yet, so demurrage follows from the expected arrival. Days
    over are calendar days after the last free day. `holidays_known` is None where no working days are
    counted; `holidays_estimated`: a holiday that counted has a calculated date, and may move by a day.
    """

    demurrage_days: int | None = None
    detention_days: int | None = None
    demurrage_last_day: date | None = None
    detention_last_day: date | None = None
    estimated: bool = False
    demurrage_days_over: int | None = None
    detention_days_over: int | None = None
    holidays_known: bool | None = None
    holidays_estimated: bool = False


@dataclass(frozen=True, slots=True)
class ShipmentView:
    """`now` is None when no milestone is reported; `eta_versions` go from the first told to the last.

    `departure_planned` is the next departure that has not happened; `kept_out` counts unusable messages.
    `silent_since` is the day of the last report when that is too long ago: then no date ahead is fresh.
    `is_there`: it has come to its port of discharge; `arrived_on` is None all the same when nobody reported
    the day, as with a container whose gate-out is the first news of it.
    """

    now: Step | None
    timeline: tuple[Step, ...]
    eta_versions: tuple[EtaVersion, ...]
    vessel: str
    voyage: str
    free_time: FreeTime
    departure_planned: date | None = None
    arrived_on: date | None = None
    is_there: bool = False
    hold: Hold | None = None
    rollover: Rollover | None = None
    not_loaded: NotLoaded | None = None
    legs: tuple[Leg, ...] = ()
    silent_since: date | None = None
    reported_on: date | None = None
    overdue: bool = False
    kept_out: int = 0

    @property
    def eta(self) -> date | None:
        return self.eta_versions[-1].day if self.eta_versions else None

    @property
    def eta_delta_days(self) -> int | None:
        """How much later (or, negative, earlier) the last date is than the one told before it."""
        return self.eta_versions[-1].delta_days if self.eta_versions else None
