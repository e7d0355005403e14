"""How long a silence of the carrier is usual, and from which day on a shipment counts as not reported."""

from collections.abc import Mapping
from datetime import date, timedelta

from tools.shipment.milestones import COLLECTED, ORDER, Milestone
from tools.shipment.view import Step

# Trade practice: on a crossing nothing happens to a container for a week or more, and carriers renew the
# arrival about weekly; ashore and in port it is moved, checked or loaded every few days. A booking waits
# for its vessel's turn, and a landed box for its buyer until the free days are over: neither is reported.
AT_SEA_DAYS, ASHORE_DAYS = 10, 5
_AT_SEA = (Milestone.DEPARTED, Milestone.TS_DEPARTED)


def silent_since(
    now: Step | None,
    done: Mapping[Milestone, Step],
    reported_on: date | None,
    today: date,
    *,
    leaves: date | None,
    free_until: date | None,
) -> date | None:
    """The day of the last report, when it is too long ago for where the shipment is; else None.

    `leaves` is the next departure planned, `free_until` the last day free of demurrage.
    """
    # After gate-out the goods are with their buyer; the empty box's return is all that is left to report.
    if reported_on is None or not COLLECTED.isdisjoint(done):
        return None
    if _is_only_booked(now) and leaves and leaves >= today:
        return None
    usual = AT_SEA_DAYS if now and now.milestone in _AT_SEA else ASHORE_DAYS
    landed = now is not None and now.milestone is Milestone.DISCHARGED
    quiet_from = max(reported_on, free_until) if landed and free_until else reported_on
    return reported_on if today > quiet_from + timedelta(days=usual) else None


def _is_only_booked(now: Step | None) -> bool:
    return now is None or ORDER[now.milestone] < ORDER[Milestone.EMPTY_OUT]
