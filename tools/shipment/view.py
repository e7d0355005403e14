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


@dataclass(frozen=True, slots=True)
class EtaVersion:
    """An arrival date as told at `told`; `reason` is the carrier's remark, or what its code means."""

    day: date
    told: datetime
    classifier: Classifier
    reason: str = ""


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
class FreeTime:
    """Free days, counted from the day after discharge (demurrage) and after gate-out (detention).

    `estimated`: the discharge is not reported yet, so the last day follows from the expected arrival.
    """

    demurrage_days: int | None = None
    detention_days: int | None = None
    demurrage_last_day: date | None = None
    detention_last_day: date | None = None
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class ShipmentView:
    """`now` is None when no milestone is reported; `eta_versions` go from the first told to the last.

    `departure_planned` is the next departure that has not happened; `kept_out` counts unusable messages.
    """

    now: Step | None
    timeline: tuple[Step, ...]
    eta_versions: tuple[EtaVersion, ...]
    vessel: str
    voyage: str
    free_time: FreeTime
    departure_planned: date | None = None
    arrived_on: date | None = None
    hold: Hold | None = None
    rollover: Rollover | None = None
    reported_on: date | None = None
    overdue: bool = False
    kept_out: int = 0

    @property
    def eta(self) -> date | None:
        return self.eta_versions[-1].day if self.eta_versions else None
