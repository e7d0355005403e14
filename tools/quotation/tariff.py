"""A port's book, indexed for quoting. Built once for each book and shared by all quotations."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from core.folding import folded
from core.trade import Duty, FxRate, Lane, PortBook, PriceRow, Product

Row = TypeVar("Row")
Key = TypeVar("Key", bound=Hashable)
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Tariff:
    """`by_name` knows each SKU, name and alias, folded; `lanes` are by POD, `duties` by country, `fx` by
    (base, quote), newest first."""

    book: PortBook
    by_key: Mapping[str, Product]
    by_name: Mapping[str, tuple[Product, ...]]
    prices: Mapping[str, tuple[PriceRow, ...]]
    lanes: Mapping[str, tuple[Lane, ...]]
    duties: Mapping[str, tuple[Duty, ...]]
    fx: Mapping[Pair, tuple[FxRate, ...]]


def index_book(book: PortBook) -> Tariff:
    newest_first = sorted(book.fx, key=lambda rate: (-rate.date.toordinal(), rate.row))
    return Tariff(
        book=book,
        by_key={product.key: product for product in book.products},
        by_name=_names(book.products),
        prices=_grouped(book.prices, lambda row: f"{row.merchant_id}/{row.sku}"),
        lanes=_grouped(book.lanes, lambda row: row.pod),
        duties=_grouped(book.duties, lambda row: row.country),
        fx=_grouped(newest_first, lambda row: (row.base, row.quote)),
    )


def _grouped(rows: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, tuple[Row, ...]]:
    groups: defaultdict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return {key: tuple(rows) for key, rows in groups.items()}


def _names(products: Iterable[Product]) -> dict[str, tuple[Product, ...]]:
    """Also under MERCHANT/SKU and MERCHANT/name, which are never ambiguous between merchants."""
    named: defaultdict[str, dict[str, Product]] = defaultdict(dict)
    for product in products:
        for name in (product.sku, product.name, product.name_zh, *product.aliases):
            if name:
                named[folded(name)][product.key] = product
                named[folded(f"{product.merchant_id}/{name}")][product.key] = product
    return {name: tuple(products.values()) for name, products in named.items()}
