"""Which price alerts fire: a pure decision over the alerts that wait and the port as it is today.

An alert fires once, when the price is below its sum and the list row is another than the one that it saw
last. So a move of the exchange rate, of freight, or of a row's dates alone tells nobody anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.alerts import Alert
from core.prices import ListRow
from core.principal import Principal
from core.trade import PortBook, PriceUnit
from tools.quotation.tariff import Tariff
from tools.watch.price import Market, NoValidPrice, Priced, Wanted, list_row, price_today, watched_tariff


@dataclass(frozen=True, slots=True)
class Fires:
    alert: Alert
    priced: Priced


@dataclass(frozen=True, slots=True)
class Waits:
    """What the alert saw this time. `trouble` says why there is no valid price; `seen` is then the last."""

    alert: Alert
    seen: ListRow | None
    unit: PriceUnit | None
    trouble: str = ""

    @property
    def is_news(self) -> bool:
        """Whether the alert has to remember anything."""
        alert = self.alert
        return (self.seen, self.unit, self.trouble) != (alert.seen, alert.unit, alert.trouble)


@dataclass(frozen=True, slots=True)
class Ends:
    """Its last day has passed."""

    alert: Alert


Verdict = Fires | Waits | Ends


def check(
    alerts: Sequence[Alert], owners: Mapping[str, Principal], book: PortBook, today: date
) -> list[Verdict]:
    """A verdict for each alert. `owners` are by reader id; for who has left the port there is no price."""
    tariff = watched_tariff(book, {_key(alert) for alert in alerts})
    return [_look(alert, owners.get(alert.owner), tariff, today) for alert in alerts]


def wanted(alert: Alert) -> Wanted:
    return Wanted(_key(alert), alert.currency, alert.unit, alert.tier, alert.term, alert.place)


def _look(alert: Alert, owner: Principal | None, tariff: Tariff, today: date) -> Verdict:
    if alert.expires is not None and today > alert.expires:
        return Ends(alert)
    if owner is None:
        return Waits(alert, alert.seen, alert.unit, "unknown_owner")
    priced = price_today(wanted(alert), Market(tariff, owner, today))
    if isinstance(priced, NoValidPrice):
        return Waits(alert, alert.seen, alert.unit, priced.reason)
    row = list_row(priced.row)
    if row != alert.seen and not _is_first_look(alert) and priced.amount < alert.below:
        return Fires(alert, priced)
    return Waits(alert, row, priced.unit)


def _is_first_look(alert: Alert) -> bool:
    """Alerts from before rows were remembered. One that was set without a valid price has its trouble."""
    return alert.seen is None and not alert.trouble


def _key(alert: Alert) -> str:
    return f"{alert.merchant_id}/{alert.sku}"
