"""The next price break of each product: how many cartons more, and how much less each then costs."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from core.principal import Principal
from core.trade import PriceRow, Product
from tools.quotation.consolidate import PricedLine
from tools.quotation.price import find_price, visible_rows
from tools.quotation.tariff import Tariff

_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class NextTier:
    """With `more_cartons` on top, `price` holds, `percent_less` below the price now (one decimal)."""

    product: Product
    more_cartons: int
    price: PriceRow
    percent_less: Decimal


def next_tiers(
    lines: Sequence[PricedLine], tariff: Tariff, caller: Principal, today: date
) -> tuple[NextTier, ...]:
    """One for each product that has a break ahead, in the order of the lines."""
    totals: defaultdict[str, int] = defaultdict(int)
    prices: dict[str, PriceRow] = {}
    for line in lines:
        totals[line.order.product.key] += line.order.cartons
        prices[line.order.product.key] = line.price
    found = (
        next_tier(tariff.by_key[key], cartons, prices[key], tariff=tariff, caller=caller, today=today)
        for key, cartons in totals.items()
    )
    return tuple(tier for tier in found if tier is not None)


def next_tier(
    product: Product, cartons: int, now: PriceRow, *, tariff: Tariff, caller: Principal, today: date
) -> NextTier | None:
    """The first break above `cartons` that is cheaper than `now`, among the rows that `caller` may see."""
    rows = visible_rows(product, tariff, caller)
    for step in sorted({row.min_cartons for row in rows if row.min_cartons > cartons}):
        row = find_price(product, step, tariff, caller, today)
        if isinstance(row, PriceRow) and _is_cheaper(row, now):
            return NextTier(product, step - cartons, row, _percent_less(row, now))
    return None


def _is_cheaper(row: PriceRow, now: PriceRow) -> bool:
    alike = (row.currency, row.price_unit) == (now.currency, now.price_unit)
    return alike and row.unit_price < now.unit_price


def _percent_less(row: PriceRow, now: PriceRow) -> Decimal:
    less = (1 - row.unit_price / now.unit_price) * 100
    return less.quantize(_TENTH, rounding=ROUND_HALF_UP)
