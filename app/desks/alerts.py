"""The alert desk: a buyer's own price alerts and what they told."""

from app.desks.records import Recorder
from core.alerts import Alert, Notice
from core.errors import NotPermitted
from core.ports import PolicyEngine, PortData, Resource
from core.principal import Principal
from core.turns import JsonObject, ToolName
from store.notices import SqlNotices
from store.watches import SqlWatchStore

_OWN = "an alert of one's own, outside a conversation"


class AlertDesk:
    """Implements api.services.Alerts."""

    def __init__(
        self,
        alerts: SqlWatchStore,
        notices: SqlNotices,
        port: PortData,
        policy: PolicyEngine,
        recorder: Recorder,
    ) -> None:
        self._alerts, self._notices, self._port = alerts, notices, port
        self._policy, self._recorder = policy, recorder

    def alerts(self, principal: Principal) -> list[JsonObject]:
        self._permit(principal)
        found = self._alerts.alerts_of(principal.reader)
        names = self._names(found)
        return [names.get((alert.merchant_id, alert.sku), {}) | _shown(alert) for alert in found]

    def cancel(self, alert_id: str, principal: Principal) -> None:
        leaf = self._recorder.leaf(principal, "cancel", f"Alert/{alert_id}", rule=_OWN)
        self._alerts.cancel(principal.reader, alert_id, leaf.at, [leaf])

    def notices(self, principal: Principal, *, unread: bool = False) -> list[JsonObject]:
        self._permit(principal)
        return [_told(notice) for notice in self._notices.notices_of(principal.reader, unread=unread)]

    def mark_read(self, notice_id: str, principal: Principal) -> None:
        leaf = self._recorder.leaf(principal, "read", f"Notice/{notice_id}", rule=_OWN)
        self._notices.read(principal.reader, notice_id, leaf.at, [leaf])

    def _permit(self, principal: Principal) -> None:
        """Whoever may set alerts may see their own; whose they are is part of every query."""
        tool = Resource("Tool", ToolName.PRICE_WATCH.value)
        if not self._policy.decide(principal, "use", tool, {}).allowed:
            raise NotPermitted("This account has no price alerts.", hint="Sign in as a buyer.")

    def _names(self, alerts: list[Alert]) -> dict[tuple[str, str], JsonObject]:
        """Product and merchant by merchant and SKU; nothing for what the port no longer lists."""
        if not alerts:
            return {}
        book = self._port.book()
        merchants = {merchant.merchant_id: merchant for merchant in book.merchants}
        wanted = {(alert.merchant_id, alert.sku) for alert in alerts}
        found: dict[tuple[str, str], JsonObject] = {}
        for product in book.products:
            if (product.merchant_id, product.sku) not in wanted:
                continue
            merchant = merchants.get(product.merchant_id)
            found[product.merchant_id, product.sku] = {
                "product": product.name,
                "product_zh": product.name_zh,
                "merchant": merchant.name if merchant else "",
                "merchant_zh": merchant.name_zh if merchant else "",
            }
        return found


def _shown(alert: Alert) -> JsonObject:
    """`state` is waiting, no_valid_price (`reason` says why), fired, cancelled or expired."""
    return {
        "id": alert.watch_id,
        "merchant_id": alert.merchant_id,
        "sku": alert.sku,
        "below": f"{alert.below:f}",
        "currency": alert.currency,
        "unit": alert.unit.value if alert.unit else None,
        "cartons": alert.tier,
        "term": alert.term.value if alert.term else None,
        "place": alert.place.model_dump(mode="json") if alert.place else None,
        "set_at": alert.set_at.isoformat() if alert.set_at else None,
        "expires": alert.expires.isoformat() if alert.expires else None,
        "state": alert.ended or ("no_valid_price" if alert.trouble else "waiting"),
        "reason": "" if alert.ended else alert.trouble,
        "ended_at": alert.ended_at.isoformat() if alert.ended_at else None,
        "seen": alert.seen.model_dump(mode="json") if alert.seen else None,
    }


def _told(notice: Notice) -> JsonObject:
    return {
        "id": notice.notice_id,
        "alert": notice.watch_id,
        "at": notice.at.isoformat(),
        "read_at": notice.read_at.isoformat() if notice.read_at else None,
        **notice.facts,
    }
