"""What a fired alert tells its owner, as plain JSON: decimals and dates are text."""

from datetime import date
from decimal import Decimal

from core.prices import ListRow
from core.trade import FxRate, PortBook
from core.turns import JsonObject
from tools.watch.check import Fires
from tools.watch.price import list_row


def notice_facts(fires: Fires, book: PortBook, today: date) -> JsonObject:
    """`old` and `new` are list prices. `price` is what was compared with `below`, in `currency` a `unit`:
    the new list price or, with a `term`, the delivered price. `fx` are the rates it was converted by."""
    alert, priced = fires.alert, fires.priced
    product = next(item for item in book.products if (item.merchant_id, item.sku) == _named(fires))
    merchant = next((item for item in book.merchants if item.merchant_id == alert.merchant_id), None)
    return {
        "merchant_id": alert.merchant_id,
        "merchant": merchant.name if merchant else "",
        "merchant_zh": merchant.name_zh if merchant else "",
        "sku": alert.sku,
        "product": product.name,
        "product_zh": product.name_zh,
        "date": today.isoformat(),
        "below": plain(alert.below),
        "currency": alert.currency,
        "unit": priced.unit.value,
        "price": plain(priced.amount),
        "old": _shown(alert.seen) if alert.seen else None,
        "new": _shown(list_row(priced.row)),
        "cartons": priced.cartons,
        "valid_from": priced.row.valid_from.isoformat(),
        "valid_until": priced.row.valid_until.isoformat(),
        "term": alert.term.value if alert.term else None,
        "place": alert.place.model_dump(mode="json") if alert.place else None,
        "fx": [_rate(row) for row in priced.fx],
    }


def plain(amount: Decimal) -> str:
    return f"{amount:f}"


def _named(fires: Fires) -> tuple[str, str]:
    return (fires.alert.merchant_id, fires.alert.sku)


def _shown(row: ListRow) -> JsonObject:
    return {
        "price_list": row.price_list,
        "min_cartons": row.min_cartons,
        "unit_price": plain(row.unit_price),
        "currency": row.currency,
        "price_unit": row.price_unit.value,
    }


def _rate(row: FxRate) -> JsonObject:
    return {
        "date": row.date.isoformat(),
        "base": row.base,
        "quote": row.quote,
        "rate": plain(row.rate),
        "source": row.source,
    }
