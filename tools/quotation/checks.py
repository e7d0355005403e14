"""The checks before any sum, in their order: caller, product, quantity, place, dangerous goods, price."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.principal import Principal, Role
from core.trade import PriceRow, Product, Term
from core.values import PlaceRef, PlaceValue
from tools.quotation.cartons import OrderLine, lacks_pallet_size, order_line
from tools.quotation.outcome import (
    AmbiguousPlace,
    AmbiguousProduct,
    BelowMoq,
    Incomplete,
    Missing,
    NeedsReview,
    NoPrice,
    NotPermitted,
    PriceExpired,
    Refusal,
)
from tools.quotation.price import Expired, MoqMiss, PriceMiss, Unpriced, audiences, find_price
from tools.quotation.products import resolve
from tools.quotation.request import QuoteRequest
from tools.quotation.tariff import Tariff


@dataclass(frozen=True, slots=True)
class Order:
    """A request with everything said and understood. A place nobody knows keeps the buyer's word."""

    lines: tuple[OrderLine, ...]
    term: Term
    place: PlaceRef


def take_order(request: QuoteRequest, tariff: Tariff, caller: Principal) -> Order | Refusal:
    if not audiences(caller):
        return NotPermitted("an auditor may not quote")
    found = [resolve(line, tariff) for line in request.lines]
    if caller.role is Role.MERCHANT and any(_is_foreign(products, caller) for products in found):
        return NotPermitted("another merchant's goods")
    for line, candidates in zip(request.lines, found, strict=True):
        if len(candidates) != 1:
            return AmbiguousProduct(line.asked, candidates)
    products = [product for (product,) in found]
    return _complete(request, products)


def price_order(
    lines: Sequence[OrderLine], tariff: Tariff, caller: Principal, today: date
) -> dict[str, PriceRow] | Refusal:
    """The price row of each product, by key, for its total over all lines."""
    totals: defaultdict[str, int] = defaultdict(int)
    for line in lines:
        totals[line.product.key] += line.cartons
    found = {
        key: find_price(tariff.by_key[key], cartons, tariff, caller, today)
        for key, cartons in totals.items()
    }
    rows = {key: row for key, row in found.items() if isinstance(row, PriceRow)}
    misses = [miss for miss in found.values() if not isinstance(miss, PriceRow)]
    return _refuse(misses) if misses else rows


def _is_foreign(products: Sequence[Product], caller: Principal) -> bool:
    return len(products) == 1 and products[0].merchant_id != caller.merchant_id


def _complete(request: QuoteRequest, products: Sequence[Product]) -> Order | Refusal:
    missing = _missing(request)
    pairs = list(zip(request.lines, products, strict=True))
    lacking = next((product for line, product in pairs if lacks_pallet_size(line.unit, product)), None)
    if lacking is not None:
        return Incomplete(("cartons_per_pallet", *missing), lacking)
    if missing or request.term is None or request.place is None:
        return Incomplete(missing)
    if len(request.place.candidates) > 1:
        return AmbiguousPlace(request.place.asked, request.place.candidates)
    if dangerous := [product for product in dict.fromkeys(products) if product.dangerous]:
        return NeedsReview("dangerous_goods", tuple(dangerous))
    lines = tuple(
        order_line(product, line.quantity, line.unit)
        for line, product in pairs
        if line.quantity is not None
    )
    return Order(lines, request.term, _place(request.place))


def _missing(request: QuoteRequest) -> tuple[Missing, ...]:
    missing: list[Missing] = []
    if any(line.quantity is None for line in request.lines):
        missing.append("quantity")
    if request.place is None:
        missing.append("place")
    if request.term is None:
        missing.append("term")
    return tuple(missing)


def _place(place: PlaceValue) -> PlaceRef:
    if place.candidates:
        return place.candidates[0]
    return PlaceRef(locode=place.asked, name=place.asked, country="")


def _refuse(misses: Sequence[PriceMiss]) -> Refusal:
    """The first miss decides; others of its kind are told with it."""
    match misses[0]:
        case MoqMiss():
            return BelowMoq(tuple(miss for miss in misses if isinstance(miss, MoqMiss)))
        case Expired():
            return PriceExpired(tuple(miss for miss in misses if isinstance(miss, Expired)))
        case Unpriced():
            return NoPrice(tuple(miss for miss in misses if isinstance(miss, Unpriced)))
