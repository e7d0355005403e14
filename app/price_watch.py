"""Price alerts of a house: a look at the prices after each import, at the start and once a day."""

import logging
from datetime import date, datetime

from app.bootstrap import House
from app.looking import Looking
from core.alerts import Alert, AlertChange
from core.clock import today
from core.errors import NotFound, QuaysideError
from core.records import AuditLeaf
from core.trade import PortBook
from core.turns import JsonObject
from tools.quotation.requests import caller_of
from tools.watch import Ends, Fires, Verdict, Waits, check, notice_facts
from tools.watch.price import list_row

EVERY_S = 60.0
_log = logging.getLogger(__name__)


def check_alerts(house: House) -> JsonObject:
    """Looks at every alert that waits; what fires is told. Looking again changes nothing.

    The report: `checked`, `fired` and `expired`, and of those that wait `without_price`. Raises NotFound
    before the first import.
    """
    alerts = house.alerts
    waiting, book = alerts.active(), house.port.book()
    now, day = house.clock.now(), today(house.clock, book.profile.timezone)
    users = {alert.owner: caller_of(alert.owner, book) for alert in waiting}
    owners = {name: user for name, user in users.items() if user is not None}
    verdicts = check(waiting, owners, book, day)
    changes = [change for verdict in verdicts if (change := _change(verdict, book, day, now))]
    fired = alerts.settle(changes, now) if changes else []
    return {
        "checked": len(waiting),
        "fired": len(fired),
        "expired": sum(isinstance(verdict, Ends) for verdict in verdicts),
        "without_price": sum(isinstance(verdict, Waits) and bool(verdict.trouble) for verdict in verdicts),
    }


class PriceWatch:
    """Looks at the alerts at first, on each new day of the port, and when another process has imported.
    What goes wrong is logged and tried again."""

    def __init__(self, house: House, every_s: float = EVERY_S) -> None:
        self._house, self._every_s = house, every_s
        self._seen: tuple[str, date] | None = None

    def look(self) -> None:
        """Looks at the alerts unless nothing has changed since the last look."""
        port = self._house.port
        try:
            now = (port.revision(), today(self._house.clock, self._house.timezone()))
            if now != self._seen:
                check_alerts(self._house)
                self._seen = now
        except NotFound:
            return  # no port yet
        except QuaysideError as error:
            _log.error("the price alerts were not looked at: %s", error)

    def watching(self) -> Looking:
        """Looks again and again in a thread, from the start to the end of a `with` block."""
        return Looking("price-watch", self.look, self._every_s, at_once=True)


def _change(verdict: Verdict, book: PortBook, day: date, now: datetime) -> AlertChange | None:
    """What is to be written; None when the alert saw what it had seen before."""
    alert = verdict.alert
    match verdict:
        case Fires(priced=priced):
            facts = notice_facts(verdict, book, day)
            return AlertChange(
                watch_id=alert.watch_id,
                seen=list_row(priced.row),
                unit=priced.unit,
                ended="fired",
                facts=facts,
                leaf=_leaf(alert, day, now),
            )
        case Ends():
            return AlertChange(alert.watch_id, alert.seen, alert.unit, alert.trouble, ended="expired")
        case Waits():
            news = AlertChange(alert.watch_id, verdict.seen, verdict.unit, verdict.trouble)
            return news if verdict.is_news else None


def _leaf(alert: Alert, day: date, now: datetime) -> AuditLeaf:
    """Without a sum: auditors read the log, and may see neither a buyer's prices nor their aims."""
    return AuditLeaf(
        at=now,
        actor="system",
        role="system",
        action="notify",
        resource=f"Alert/{alert.watch_id}",
        decision="allow",
        rule="the list moved and the price is below the alert's sum",
        detail={"merchant_id": alert.merchant_id, "sku": alert.sku, "day": day.isoformat()},
    )
