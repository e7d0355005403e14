"""Which price row a caller gets, and what a line costs by it (contracts 2, steps 2 and 3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.money import round_minor
from core.principal import Principal, Role
from core.trade import PriceRow, Product
from tools.quotation.cartons import OrderLine
from tools.quotation.tariff import Tariff


@dataclass(frozen=True, slots=True)
class MoqMiss:
    """`moq_cartons` is the larger of the product's MOQ and the lowest tier; `price` is the row at it."""

    product: Product
    cartons: int
    moq_cartons: int
    price: PriceRow


@dataclass(frozen=True, slots=True)
class Expired:
    product: Product
    expired_on: date


@dataclass(frozen=True, slots=True)
class Unpriced:
    """`valid_from` is the first day of the next list, when there is one."""

    product: Product
    valid_from: date | None


PriceMiss = MoqMiss | Expired | Unpriced


def audiences(caller: Principal) -> tuple[str, ...]:
    """The audiences whose rows `caller` may see, best price first."""
    match caller.role:
        case Role.BUYER:
            return (f"buyer:{caller.user_id}", "registered", "public")
        case Role.MERCHANT | Role.ADMIN:
            return ("registered", "public")
        case Role.VISITOR:
            return ("public",)
        case Role.AUDITOR:
            return ()


def visible_rows(product: Product, tariff: Tariff, caller: Principal) -> list[PriceRow]:
    seen = audiences(caller)
    return [row for row in tariff.prices.get(product.key, ()) if row.audience in seen]


def find_price(
    product: Product, cartons: int, tariff: Tariff, caller: Principal, today: date
) -> PriceRow | PriceMiss:
    """The row for `cartons` of `product`, the product's total over the request."""
    rows = visible_rows(product, tariff, caller)
    valid = [row for row in rows if row.valid_from <= today <= row.valid_until]
    if not valid:
        return _no_valid_row(product, rows, today)
    least = max(product.moq_cartons, min(row.min_cartons for row in valid))
    row = _best(valid, max(cartons, least), audiences(caller))
    return row if cartons >= least else MoqMiss(product, cartons, least, row)


def line_amount(line: OrderLine, price: PriceRow) -> Decimal:
    """In the list's currency, rounded to its minor unit."""
    units = line.cartons * line.product.units_per_carton(price.price_unit)
    return round_minor(price.unit_price * units, price.currency)


def _no_valid_row(product: Product, rows: Sequence[PriceRow], today: date) -> Expired | Unpriced:
    expired = [row.valid_until for row in rows if row.valid_until < today]
    if expired:
        return Expired(product, max(expired))
    return Unpriced(product, min((row.valid_from for row in rows), default=None))


def _best(rows: Sequence[PriceRow], cartons: int, seen: Sequence[str]) -> PriceRow:
    return min(
        (row for row in rows if row.min_cartons <= cartons),
        key=lambda row: (
            seen.index(row.audience),
            -row.min_cartons,
            -row.valid_from.toordinal(),
            row.row,
        ),
    )
