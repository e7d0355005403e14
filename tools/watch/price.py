"""What a watched product costs its owner today, by the list or, for a term, delivered; and whether the
list fell."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from core.money import round_minor
from core.prices import ListRow
from core.principal import Principal
from core.trade import FxRate, PortBook, PriceRow, PriceUnit, Product, Term
from core.values import PlaceRef, PlaceValue
from tools.quotation.engine import PRECISION, quote
from tools.quotation.fx import Exchange, NoExchangeRate
from tools.quotation.outcome import Quoted
from tools.quotation.price import Expired, MoqMiss, Unpriced, find_price
from tools.quotation.render import to_json
from tools.quotation.request import Line, QuoteRequest
from tools.quotation.tariff import Tariff, index_book

_STEP = Decimal("0.0001")  # unit prices have four places (ISO 4217 minor units are for sums)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is watched. `tier` None: the lowest that the owner can have; `unit` None: the list's own, with a
    `term` a carton."""

    key: str
    currency: str
    unit: PriceUnit | None = None
    tier: int | None = None
    term: Term | None = None
    place: PlaceRef | None = None


@dataclass(frozen=True, slots=True)
class Market:
    """The port's prices as one owner may see them on a day."""

    tariff: Tariff
    owner: Principal
    today: date


@dataclass(frozen=True, slots=True)
class Priced:
    """`amount` is in the wanted currency a `unit`, for `cartons`; `row` is the list row that decides.
    `fx` are the rates used, none when nothing was converted."""

    row: PriceRow
    cartons: int
    unit: PriceUnit
    amount: Decimal
    fx: tuple[FxRate, ...]


@dataclass(frozen=True, slots=True)
class NoValidPrice:
    """`reason` is the outcome that a quotation would come to, or `not_listed`, or `no_exchange_rate`."""

    reason: str


def watched_tariff(book: PortBook, keys: Collection[str]) -> Tariff:
    """The book indexed with nothing but the products of `keys` and their prices."""
    products = tuple(product for product in book.products if product.key in keys)
    prices = tuple(row for row in book.prices if f"{row.merchant_id}/{row.sku}" in keys)
    return index_book(replace(book, products=products, prices=prices))


def price_today(wanted: Wanted, market: Market) -> Priced | NoValidPrice:
    """By the best row that the owner may see, of those valid today."""
    product = market.tariff.by_key.get(wanted.key)
    if product is None:
        return NoValidPrice("not_listed")
    match find_price(product, wanted.tier or 1, market.tariff, market.owner, market.today):
        case Expired():
            return NoValidPrice("price_expired")
        case Unpriced():
            return NoValidPrice("no_price")
        case MoqMiss(moq_cartons=cartons, price=row):
            pass
        case row:
            cartons = wanted.tier or 1
    with localcontext(Context(prec=PRECISION, rounding=ROUND_HALF_UP)):
        if wanted.term is not None:
            return _delivered(wanted, row, cartons, product, market)
        exchange = Exchange(market.tariff.fx, market.today)
        return _listed(wanted, row, cartons, product, exchange)


def list_row(row: PriceRow) -> ListRow:
    return ListRow(
        price_list=row.price_list,
        audience=row.audience,
        min_cartons=row.min_cartons,
        price_unit=row.price_unit,
        currency=row.currency,
        unit_price=row.unit_price,
    )


def in_unit(amount: Decimal, unit: PriceUnit, wanted: PriceUnit, product: Product) -> Decimal:
    """A price a `unit` as a price a `wanted`, exactly (contracts 2, step 3)."""
    if unit is wanted:
        return amount
    return amount * product.units_per_carton(unit) / product.units_per_carton(wanted)


def has_fallen(before: ListRow, now: ListRow, wanted: Wanted, market: Market) -> bool:
    """Whether the list is lower than it was. In the same currency and unit the two figures are compared as
    they stand. Else both are taken a carton, as it is packed today, in the new currency at today's rate,
    rounded to the minor unit: so neither what the rate did since nor the rounding of a list that was
    written anew counts as a fall. Without a rate between the two currencies no fall is known."""
    if (before.currency, before.price_unit) == (now.currency, now.price_unit):
        return now.unit_price < before.unit_price
    product = market.tariff.by_key[wanted.key]
    with localcontext(Context(prec=PRECISION, rounding=ROUND_HALF_UP)):
        old, new = (row.unit_price * product.units_per_carton(row.price_unit) for row in (before, now))
        try:
            old = Exchange(market.tariff.fx, market.today).rate(before.currency, now.currency).apply(old)
        except NoExchangeRate:
            return False
        return round_minor(new, now.currency) < round_minor(old, now.currency)


def _listed(
    wanted: Wanted, row: PriceRow, cartons: int, product: Product, exchange: Exchange
) -> Priced | NoValidPrice:
    unit = wanted.unit or row.price_unit
    own = in_unit(row.unit_price, row.price_unit, unit, product)
    try:
        rate = exchange.rate(row.currency, wanted.currency)
    except NoExchangeRate:
        return NoValidPrice("no_exchange_rate")
    amount = rate.apply(own)
    shown = row.unit_price if amount == row.unit_price else amount.quantize(_STEP)
    return Priced(row, cartons, unit, shown, tuple(leg.row for leg in rate.legs))


def _delivered(
    wanted: Wanted, row: PriceRow, cartons: int, product: Product, market: Market
) -> Priced | NoValidPrice:
    named = wanted.place
    request = QuoteRequest(
        lines=(Line(wanted.key, Decimal(cartons), candidates=(wanted.key,)),),
        term=wanted.term,
        place=PlaceValue(asked=named.name, candidates=(named,)) if named else None,
        currency=wanted.currency,
    )
    result = quote(request, market.tariff, market.owner, market.today)
    if not isinstance(result, Quoted):
        return NoValidPrice(str(to_json(result)["outcome"]))
    carton, unit = result.total / cartons, wanted.unit or PriceUnit.CARTON
    if unit is PriceUnit.CARTON:
        return Priced(row, cartons, unit, round_minor(carton, result.currency), result.fx)
    amount = in_unit(carton, PriceUnit.CARTON, unit, product)
    return Priced(row, cartons, unit, amount.quantize(_STEP), result.fx)
