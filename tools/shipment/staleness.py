"""How long a silence of the carrier is usual, and from which day on a shipment counts as not reported."""

from collections.abc import Mapping
from datetime import date

from tools.shipment.milestones import Milestone
from tools.shipment.view import Step

# Trade practice: on a crossing nothing happens to a container for a week or more, and carriers renew the
# arrival about weekly; ashore and in port it is moved, checked or loaded every few days.
AT_SEA_DAYS, ASHORE_DAYS = 10, 5
_AT_SEA = (Milestone.DEPARTED, Milestone.TS_DEPARTED)
# After gate-out the goods are with their buyer; the empty container's return is all that is left to report.
_FINISHED = (Milestone.GATE_OUT, Milestone.EMPTY_RETURN)


def silent_since(
    now: Step | None, done: Mapping[Milestone, Step], reported_on: date | None, today: date
) -> date | None:
    """The day of the last report, when it is too long ago for where the shipment is; else None."""
    if reported_on is None or any(milestone in done for milestone in _FINISHED):
        return None
    usual = AT_SEA_DAYS if now and now.milestone in _AT_SEA else ASHORE_DAYS
    return reported_on if (today - reported_on).days > usual else None
