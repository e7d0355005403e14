"""The goods desk: the catalogue outside a conversation, by the policy's filter on prices, without costs."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date

from app.desks.records import Recorder
from core.clock import Clock, today
from core.errors import NotFound
from core.filters import matches
from core.ports import GoodsSearch, PolicyEngine, RetrievalScope
from core.principal import Principal
from core.trade import PortBook, PriceRow, Product
from core.turns import JsonObject
from tools.quotation import CurrentTariff, Tariff


class GoodsDesk:
    """Implements api.services.GoodsDesk. `warm_up` makes the vectors of goods."""

    def __init__(
        self,
        goods: GoodsSearch,
        tariff: CurrentTariff,
        policy: PolicyEngine,
        clock: Clock,
        recorder: Recorder,
        *,
        warm_up: Callable[[], object],
    ) -> None:
        self._goods, self._tariff, self._policy = goods, tariff, policy
        self._clock, self._recorder = clock, recorder
        self._warm_up = warm_up

    def search(self, text: str, principal: Principal, limit: int = 8) -> JsonObject:
        _, tariff = self._tariff()
        found = self._goods.search(text, self._scope(principal, tariff), limit)
        return {
            "candidates": [asdict(candidate) for candidate in found],
            "by_meaning": "ready" if self._goods.by_meaning else "not ready",
        }

    def product(self, merchant_id: str, sku: str, principal: Principal) -> JsonObject:
        _, tariff = self._tariff()
        scope, key = self._scope(principal, tariff), f"{merchant_id}/{sku}"
        product = tariff.by_key.get(key)
        seen = [row for row in tariff.prices.get(key, ()) if matches(scope.rule, _attributes(row))]
        if product is None or not seen:
            raise NotFound(f"There is no product {key!r}.", hint="Search the catalogue for it.")
        self._recorder.shown(principal, f"Product/{product.key}")
        return _facts(product, tariff.book) | {"prices": _prices(seen, principal, scope.today)}

    def warm_up(self) -> None:
        self._warm_up()

    def _scope(self, principal: Principal, tariff: Tariff) -> RetrievalScope:
        rule = self._policy.filter(principal, "list", "Price")
        return RetrievalScope(principal, rule, today(self._clock, tariff.book.profile.timezone))


def _attributes(row: PriceRow) -> dict[str, object]:
    """Those that the policy's schema gives a Price."""
    return {"merchant_id": str(row.merchant_id), "audience": row.audience}


def _facts(product: Product, book: PortBook) -> JsonObject:
    """Figures are strings as the port wrote them; what the port does not say is left out."""
    merchant = next((m for m in book.merchants if m.merchant_id == product.merchant_id), None)
    facts: JsonObject = {
        "merchant_id": product.merchant_id,
        "merchant": merchant.name if merchant else None,
        "sku": product.sku,
        "name": product.name,
        "name_zh": product.name_zh,
        "aliases": list(product.aliases),
        "category": product.category,
        "pcs_per_carton": product.pcs_per_carton,
        "carton_cm": [
            f"{side:f}" for side in (product.carton_l_cm, product.carton_w_cm, product.carton_h_cm)
        ],
        "carton_cbm": f"{product.carton_cbm.normalize():f}",
        "carton_nw_kg": f"{product.carton_nw_kg:f}",
        "carton_gw_kg": f"{product.carton_gw_kg:f}",
        "cartons_per_pallet": _plain(product.cartons_per_pallet),
        "moq_cartons": product.moq_cartons,
        "storage": product.storage.value,
        "setpoint_c": _plain(product.setpoint_c),
        "shelf_life_days": product.shelf_life_days,
        "hs_code": product.hs_code,
        "origin": product.origin,
        "dangerous": product.dangerous,
        "customs_1039": product.customs_1039.value if product.customs_1039 else None,
    }
    return {name: value for name, value in facts.items() if value not in (None, "", [])}


def _prices(rows: Sequence[PriceRow], principal: Principal, day: date) -> list[JsonObject]:
    """Rows in force or to come; what an expired one said is told to nobody."""
    kept = sorted(
        (row for row in rows if row.valid_until >= day),
        key=lambda row: (row.valid_from, row.min_cartons, row.row),
    )
    return [
        {
            "audience": "yours" if row.audience == f"buyer:{principal.user_id}" else row.audience,
            "currency": row.currency,
            "unit_price": f"{row.unit_price:f}",
            "price_unit": row.price_unit.value,
            "min_cartons": row.min_cartons,
            "valid_from": row.valid_from.isoformat(),
            "valid_until": row.valid_until.isoformat(),
        }
        for row in kept
    ]


def _plain(figure: object) -> str | None:
    return None if figure is None else f"{figure:f}"
