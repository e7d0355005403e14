"""Which price alerts fire: a pure decision over the alerts that wait and the port as it is today.

An alert fires once, when the price is below its sum and the list has fallen since the row that it saw last
(`has_fallen`), also when it is about a delivered price. So a move of the exchange rate or of freight,
another name of the list, other dates or a dearer list tell nobody anything. One whose price was below its
sum already waits for a further fall; one that was set without a valid price, for the first below the sum.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.alerts import Alert
from core.prices import ListRow
from core.principal import Principal
from core.trade import PortBook, PriceUnit
from tools.quotation.tariff import Tariff
from tools.watch.price import (
    Market,
    NoValidPrice,
    Priced,
    Wanted,
    has_fallen,
    list_row,
    price_today,
    watched_tariff,
)


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
    market = Market(tariff, owner, today)
    priced = price_today(wanted(alert), market)
    if isinstance(priced, NoValidPrice):
        return Waits(alert, alert.seen, alert.unit, priced.reason)
    row = list_row(priced.row)
    if priced.amount < alert.below and _has_fallen(alert, row, market):
        return Fires(alert, priced)
    return Waits(alert, row, priced.unit)


def _has_fallen(alert: Alert, row: ListRow, market: Market) -> bool:
    """Without a row seen, the first valid price counts as a fall when there was none at first, and not for
    an alert from before rows were remembered, which has no trouble either."""
    if alert.seen is None:
        return bool(alert.trouble)
    return has_fallen(alert.seen, row, wanted(alert), market)


def _key(alert: Alert) -> str:
    return f"{alert.merchant_id}/{alert.sku}"
