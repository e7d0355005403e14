"""The alert desk and the price desk of a fake house: alerts, notices and one history, all Zola's."""

from datetime import date

from core.errors import NotFound, NotPermitted
from core.principal import Principal, Role
from core.turns import JsonObject

ROW: JsonObject = {
    "price_list": "L2",
    "audience": "registered",
    "min_cartons": 1200,
    "price_unit": "carton",
    "currency": "USD",
    "unit_price": "9.00",
}
TODAY: JsonObject = {**ROW, "valid_from": "2026-01-01", "valid_until": "2026-12-31"}


class FakeAlerts:
    """One alert waits and one has fired; the newer of two notices is not read yet."""

    def __init__(self, product: str = "Tea", **changed: object) -> None:
        self.product, self.changed = product, changed
        self.cancelled: list[str] = []
        self.read: list[str] = []

    def alerts(self, principal: Principal) -> list[JsonObject]:
        if principal.role is not Role.BUYER:
            raise NotPermitted("This account has no price alerts.")
        if principal.reader != "zola":
            return []
        fired = {"id": "W-0", "state": "fired", "ended_at": "2026-11-01T04:00:00+00:00"}
        return [self._alert() | self.changed, self._alert() | fired]

    def cancel(self, alert_id: str, principal: Principal) -> None:
        self._own(alert_id, "W-1", principal)
        self.cancelled.append(alert_id)

    def notices(self, principal: Principal, *, unread: bool = False) -> list[JsonObject]:
        told = [
            self._notice() | {"id": "T-1", "alert": "W-0", "read_at": "now" if self.read else None},
            self._notice() | {"id": "T-0", "alert": "W-gone", "read_at": "2026-11-01T04:00:00+00:00"},
        ]
        return told[:1] if unread else told

    def mark_read(self, notice_id: str, principal: Principal) -> None:
        self._own(notice_id, "T-1", principal)
        self.read.append(notice_id)

    def _own(self, found: str, own: str, principal: Principal) -> None:
        if (found, principal.reader) != (own, "zola"):
            raise NotFound(f"There is no {found!r} of yours.")

    def _alert(self) -> JsonObject:
        return {
            **self._goods(),
            "id": "W-1",
            "below": "9.50",
            "currency": "USD",
            "unit": "carton",
            "cartons": None,
            "term": None,
            "place": None,
            "set_at": "2026-10-01T04:00:00+00:00",
            "expires": "2027-03-30",
            "state": "waiting",
            "reason": "",
            "ended_at": None,
            "seen": ROW | {"unit_price": "9.80"},
        }

    def _notice(self) -> JsonObject:
        return {
            **self._goods(),
            "date": "2026-11-01",
            "below": "9.50",
            "currency": "USD",
            "unit": "carton",
            "price": "9.00",
            "old": ROW | {"unit_price": "9.80"},
            "new": ROW,
            "cartons": 1200,
            "term": None,
            "place": None,
            "fx": [],
        }

    def _goods(self) -> JsonObject:
        return {
            "merchant_id": "M1",
            "sku": "TEA",
            "product": self.product,
            "product_zh": "茶",
            "merchant": "Harrow",
            "merchant_zh": "",
        }


class FakePrices:
    """The history of any SKU that is called TEA or begins with it."""

    def __init__(self, product: str = "Tea", audience: str = "registered") -> None:
        self.product, self.audience = product, audience

    def history(self, merchant_id: str, sku: str, principal: Principal) -> JsonObject:
        self._see(sku)
        row = TODAY | {"audience": self.audience}
        gone = row | {"unit_price": None, "seen_at": "2026-10-02T04:00:00+00:00"}
        return {
            "merchant_id": merchant_id,
            "merchant": "Harrow",
            "sku": sku,
            "product": self.product,
            "points": [row | {"seen_at": "2026-10-01T04:00:00+00:00"}, gone],
            "current": [row],
            "ranges": [{"currency": "USD", "price_unit": "carton", "lowest": "9.00", "highest": "9.80"}],
        }

    def chart(self, merchant_id: str, sku: str, principal: Principal, currency: str | None) -> str:
        self._see(sku)
        return f'<svg xmlns="http://www.w3.org/2000/svg"><title>{sku} {currency}</title></svg>'

    def moves(self, principal: Principal, since: date | None, *, limit: int = 1000) -> JsonObject:
        if principal.role is not Role.MERCHANT:
            raise NotPermitted("Moves of a list are for its merchant's staff.")
        return {"since": since.isoformat() if since else "", "moves": [], "more": False}

    def _see(self, sku: str) -> None:
        if not sku.startswith("TEA"):
            raise NotFound(f"There are no prices of {sku!r} to see.")
