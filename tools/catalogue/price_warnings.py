"""Prices of an edit that look like a slip: a large jump, or below what the goods cost. They are told to the
merchant's own staff and never refused: a price is the merchant's to make."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.money import percent_change
from core.trade import CostRow, PriceRow, Product
from tools.catalogue.changes import TableChanges, name_of
from tools.catalogue.folder.tables import Tables

LARGEST_JUMP = Decimal(30)
"""In percent, up or down."""
Goods = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Repricing:
    """A price and the one that it takes the place of or follows (another valid_from)."""

    old: PriceRow
    new: PriceRow

    @property
    def percent(self) -> Decimal | None:
        """Rounded to 0.01; None where the two differ in money or unit, or the old one is nothing."""
        old, new = self.old, self.new
        if (old.currency, old.price_unit) != (new.currency, new.price_unit) or not old.unit_price:
            return None
        return percent_change(old.unit_price, new.unit_price)

    @property
    def is_jump(self) -> bool:
        """By the prices themselves: a rounded figure may say 30.00 of what is above it."""
        moved = abs(self.new.unit_price - self.old.unit_price)
        return self.percent is not None and moved * 100 > LARGEST_JUMP * self.old.unit_price


def repricings(prices: TableChanges, present: Iterable[PriceRow]) -> Iterator[Repricing]:
    """Each price that changed, and each new one that follows another of its list, audience and tier."""
    for change in prices.changed:
        if isinstance(change.old, PriceRow) and isinstance(change.new, PriceRow):
            yield Repricing(change.old, change.new)
    earlier: dict[tuple[object, ...], PriceRow] = {}
    for row in sorted(present, key=lambda row: row.valid_from):
        earlier[_series(row)] = row
    for added in prices.added:
        if isinstance(added, PriceRow) and _series(added) in earlier:
            yield Repricing(earlier[_series(added)], added)


def price_warnings(
    moves: Iterable[Repricing], touched: Iterable[PriceRow], after: Tables
) -> tuple[str, ...]:
    """Sentences on `moves` and on the new and changed prices `touched`. `after` are the products and the
    costs as they would be; without costs nothing is said of them."""
    products: dict[Goods, Product] = {(row.merchant_id, row.sku): row for row in after.products or ()}
    costs: dict[Goods, CostRow] = {(row.merchant_id, row.sku): row for row in after.costs or ()}
    return tuple(dict.fromkeys([*_jumps(moves), *_losses(touched, products, costs)]))


def _jumps(moves: Iterable[Repricing]) -> Iterator[str]:
    for move in moves:
        if move.is_jump:
            yield (
                f"{name_of(move.new)}: the price goes from {move.old.unit_price:f} to "
                f"{move.new.unit_price:f} {move.new.currency} ({move.percent:+} %)."
            )


def _losses(
    touched: Iterable[PriceRow], products: Mapping[Goods, Product], costs: Mapping[Goods, CostRow]
) -> Iterator[str]:
    for price in touched:
        goods = (price.merchant_id, price.sku)
        product, cost = products.get(goods), costs.get(goods)
        if product is None or cost is None or cost.currency != price.currency:
            continue
        carton = carton_price(price, product)
        if carton < cost.unit_cost:
            yield (
                f"{name_of(price)}: a carton sells at {carton.normalize():f} {price.currency} and costs "
                f"{cost.unit_cost:f}."
            )


def carton_price(price: PriceRow, product: Product) -> Decimal:
    """What a carton comes to; costs are by the carton."""
    return price.unit_price * product.units_per_carton(price.price_unit)


def _series(row: PriceRow) -> tuple[object, ...]:
    """What prices that follow each other share."""
    return (row.merchant_id, row.sku, row.price_list, row.audience, row.min_cartons)
