"""Results as the JSON of contracts 3: amounts are strings with the currency's decimals."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import assert_never

from core.money import minor_digits, round_minor
from core.trade import Mode, PriceRow, PriceUnit, Product
from core.turns import JsonObject
from tools.quotation.consolidate import PricedLine
from tools.quotation.freight import Carriage
from tools.quotation.landed import LandedLine
from tools.quotation.outcome import (
    AmbiguousPlace,
    AmbiguousProduct,
    BelowMoq,
    ChargeTotal,
    Incomplete,
    NeedsReview,
    NoPrice,
    NotPermitted,
    PriceExpired,
    Quoted,
    QuoteResult,
    RateExpired,
    UnservedLane,
)
from tools.quotation.price import MoqMiss

_THOUSANDTH = Decimal("0.001")
_UNIT_PRICE_DIGITS = 4


def to_json(result: QuoteResult) -> JsonObject:
    """The document of contracts 3; its first key is `outcome`."""
    match result:
        case Quoted():
            return _quoted(result)
        case Incomplete(missing, product):
            return {
                "outcome": "incomplete",
                "missing": list(missing),
                **(_named(product) if product else {}),
            }
        case BelowMoq(lines):
            return {"outcome": "below_moq", "lines": [_moq_miss(line) for line in lines]}
        case PriceExpired(lines):
            expired = [
                {**_named(line.product), "expired_on": line.expired_on.isoformat()} for line in lines
            ]
            return {"outcome": "price_expired", "lines": expired}
        case NoPrice(lines):
            return {
                "outcome": "no_price",
                "lines": [
                    _named(line.product)
                    | ({"valid_from": line.valid_from.isoformat()} if line.valid_from else {})
                    for line in lines
                ],
            }
        case RateExpired(place, served):
            return {"outcome": "rate_expired", "place": place, "served": list(served)}
        case UnservedLane():
            return _unserved(result)
        case AmbiguousPlace(asked, places):
            candidates = [{"locode": place.locode, "country": place.country} for place in places]
            return {"outcome": "ambiguous_place", "asked": asked, "candidates": candidates}
        case AmbiguousProduct(asked, products):
            named = [{**_named(product), "name": product.name} for product in products]
            return {"outcome": "ambiguous_product", "asked": asked, "candidates": named}
        case NeedsReview():
            return _review(result)
        case NotPermitted(reason):
            return {"outcome": "not_permitted", "reason": reason}
        case _:
            assert_never(result)


def amount_text(amount: Decimal, currency: str) -> str:
    return f"{round_minor(amount, currency):f}"


def price_text(price: PriceRow) -> str:
    """Prices a carton in minor units, prices a piece or kg to 4 decimals; never fewer than the list has."""
    digits = minor_digits(price.currency) if price.price_unit is PriceUnit.CARTON else _UNIT_PRICE_DIGITS
    listed = -int(price.unit_price.normalize().as_tuple().exponent)
    return f"{price.unit_price:.{max(digits, listed)}f}"


def thousandths_text(amount: Decimal) -> str:
    return f"{amount.quantize(_THOUSANDTH, rounding=ROUND_HALF_UP):f}"


def _quoted(result: Quoted) -> JsonObject:
    currency = result.currency
    document: JsonObject = {
        "outcome": "quoted",
        "currency": currency,
        "term": result.term.value,
        "place": result.place.locode,
        "lines": [_line(line, currency) for line in result.lines],
        "goods": amount_text(result.goods, currency),
        "cbm": thousandths_text(result.cbm),
        "gross_kg": thousandths_text(result.gross_kg),
        "shipments": [_shipment(carriage, currency) for carriage in result.shipments],
        "charges": [_charge(charge, currency) for charge in result.charges],
        "freight": amount_text(result.freight, currency),
        "insurance": amount_text(result.insurance, currency),
        "total": amount_text(result.total, currency),
        "valid_until": result.valid_until.isoformat(),
        "customs_1039": {
            "verdict": result.customs_1039.verdict,
            "rule": result.customs_1039.rule,
            "reason": result.customs_1039.reason,
        },
        "fx": [
            {
                "date": row.date.isoformat(),
                "base": row.base,
                "quote": row.quote,
                "rate": f"{row.rate:f}",
                "source": row.source,
            }
            for row in result.fx
        ],
    }
    if result.landed:
        document["landed"] = {
            "estimate": True,
            "lines": [landed_line(line, currency) for line in result.landed],
        }
    return document


def _line(line: PricedLine, currency: str) -> JsonObject:
    order, price = line.order, line.price
    return {
        **_named(order.product),
        "asked": {"qty": f"{order.asked:f}", "unit": order.unit.value},
        "cartons": order.cartons,
        "unit_price": price_text(price),
        "price_unit": price.price_unit.value,
        "price_currency": price.currency,
        "amount": amount_text(line.amount, currency),
    }


def _shipment(carriage: Carriage, currency: str) -> JsonObject:
    return {
        "storage": carriage.consignment.storage.value,
        "mode": carriage.mode.value if carriage.mode else None,
        "containers": carriage.containers if carriage.mode else None,
        "wm": thousandths_text(carriage.wm) if carriage.mode is Mode.LCL else None,
        "freight": amount_text(carriage.freight, currency),
    }


def _charge(charge: ChargeTotal, currency: str) -> JsonObject:
    amount = amount_text(charge.amount, currency)
    return {"code": charge.code, "group": charge.group.value, "amount": amount}


def landed_line(landed: LandedLine, currency: str) -> JsonObject:
    row = landed.duty_row
    return {
        "sku": landed.line.order.product.sku,
        "basis": row.duty_basis.value,
        "value": amount_text(landed.value, currency),
        "duty_rate": f"{row.duty_rate:f}",
        "vat_rate": f"{row.vat_rate:f}",
        "duty": amount_text(landed.duty, currency),
        "vat": amount_text(landed.vat, currency),
        "source": row.source,
        "source_date": row.source_date.isoformat(),
    }


def _moq_miss(miss: MoqMiss) -> JsonObject:
    return {
        **_named(miss.product),
        "cartons": miss.cartons,
        "moq_cartons": miss.moq_cartons,
        "unit_price": price_text(miss.price),
        "price_unit": miss.price.price_unit.value,
        "currency": miss.price.currency,
    }


def _unserved(result: UnservedLane) -> JsonObject:
    document: JsonObject = {"outcome": "unserved_lane", "place": result.place}
    if result.storage is not None:
        document |= {"storage": result.storage.value, "modes": [mode.value for mode in result.modes]}
    return document | {"served": list(result.served)}


def _review(result: NeedsReview) -> JsonObject:
    document: JsonObject = {"outcome": "needs_review", "reason": result.reason}
    if result.country:
        document["country"] = result.country
    if result.currencies:
        document["currencies"] = list(result.currencies)
    return document | ({"lines": _products(result.products)} if result.products else {})


def _products(products: Sequence[Product]) -> list[JsonObject]:
    return [_named(product) for product in products]


def _named(product: Product) -> JsonObject:
    return {"merchant_id": str(product.merchant_id), "sku": product.sku}
