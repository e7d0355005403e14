"""Prices of an edit that look like a slip: a large jump, or below what the goods cost. They are told to the
merchant's own staff and never refused: a price is the merchant's to make."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.trade import CostRow, PriceRow, PriceUnit, Product
from tools.catalogue.changes import TableChanges, name_of, percent
from tools.catalogue.folder.tables import Tables

LARGEST_JUMP = Decimal(30)
"""In percent, up or down."""
Goods = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PriceMove:
    """A price and the one that it takes the place of or follows (another valid_from)."""

    old: PriceRow
    new: PriceRow

    @property
    def percent(self) -> Decimal | None:
        """None where the two are not of the same money and unit."""
        if (self.old.currency, self.old.price_unit) != (self.new.currency, self.new.price_unit):
            return None
        return percent(self.old.unit_price, self.new.unit_price)


def price_moves(prices: TableChanges, present: Iterable[PriceRow]) -> Iterator[PriceMove]:
    """Each price that changed, and each new one that follows another of its list, audience and tier."""
    for change in prices.changed:
        if isinstance(change.old, PriceRow) and isinstance(change.new, PriceRow):
            yield PriceMove(change.old, change.new)
    earlier: dict[tuple[object, ...], PriceRow] = {}
    for row in sorted(present, key=lambda row: row.valid_from):
        earlier[_series(row)] = row
    for added in prices.added:
        if isinstance(added, PriceRow) and _series(added) in earlier:
            yield PriceMove(earlier[_series(added)], added)


def price_warnings(
    moves: Iterable[PriceMove], touched: Iterable[PriceRow], after: Tables
) -> tuple[str, ...]:
    """Sentences on `moves` and on the new and changed prices `touched`. `after` are the products and the
    costs as they would be; without costs nothing is said of them."""
    products: dict[Goods, Product] = {(row.merchant_id, row.sku): row for row in after.products or ()}
    costs: dict[Goods, CostRow] = {(row.merchant_id, row.sku): row for row in after.costs or ()}
    return tuple(dict.fromkeys([*_jumps(moves), *_losses(touched, products, costs)]))


def _jumps(moves: Iterable[PriceMove]) -> Iterator[str]:
    for move in moves:
        by = move.percent
        if by is not None and abs(by) > LARGEST_JUMP:
            yield (
                f"{name_of(move.new)}: the price goes from {move.old.unit_price:f} to "
                f"{move.new.unit_price:f} {move.new.currency} ({by:+} %)."
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
    match price.price_unit:
        case PriceUnit.CARTON:
            return price.unit_price
        case PriceUnit.PIECE:
            return price.unit_price * product.pcs_per_carton
        case PriceUnit.KG:
            return price.unit_price * product.carton_nw_kg


def _series(row: PriceRow) -> tuple[object, ...]:
    """What prices that follow each other share."""
    return (row.merchant_id, row.sku, row.price_list, row.audience, row.min_cartons)
