"""One quotation from beginning to end. Pure: no input or output, no clock, Decimal only."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Context, localcontext

from core.principal import Principal
from core.trade import PriceRow
from tools.quotation.cartons import OrderLine
from tools.quotation.charges import rows_for
from tools.quotation.checks import price_order, take_order
from tools.quotation.choose import Route, choose_carriages, unreached
from tools.quotation.consolidate import PricedLine, consolidate
from tools.quotation.freight import Carriage
from tools.quotation.fx import Exchange, NoExchangeRate
from tools.quotation.outcome import NeedsReview, Quoted, QuoteResult, RateExpired, Refusal, UnservedLane
from tools.quotation.price import line_amount
from tools.quotation.request import QuoteRequest
from tools.quotation.tariff import Tariff
from tools.quotation.total import add_up

PRECISION = 50


def quote(request: QuoteRequest, tariff: Tariff, caller: Principal, today: date) -> QuoteResult:
    """What `request` comes to for `caller` on `today`, a day in the port's time zone."""
    with localcontext(Context(prec=PRECISION, rounding=ROUND_HALF_UP)):
        try:
            return _quote(request, tariff, caller, today)
        except NoExchangeRate as missing:
            return NeedsReview("no_exchange_rate", currencies=missing.pair)


def _quote(request: QuoteRequest, tariff: Tariff, caller: Principal, today: date) -> QuoteResult:
    order = take_order(request, tariff, caller)
    if isinstance(order, Refusal):
        return order
    prices = price_order(order.lines, tariff, caller, today)
    if isinstance(prices, Refusal):
        return prices
    exchange = Exchange(tariff.fx, today)
    currency = request.currency or tariff.book.profile.currency
    lines = tuple(_priced(line, prices[line.product.key], exchange, currency) for line in order.lines)
    charges = rows_for(order.term, tariff.book.charges, today)
    route = Route(order.term, order.place, request.mode, charges, currency, today)
    carriages = _carry(lines, route, tariff, exchange)
    if isinstance(carriages, RateExpired | UnservedLane):
        return carriages
    rest = _apart(request, tariff, caller, today)
    return add_up(lines, carriages, route, tariff, exchange, rest=rest)


def _apart(request: QuoteRequest, tariff: Tariff, caller: Principal, today: date) -> tuple[PricedLine, ...]:
    """The rest of the deal, at its own prices; nothing where it could not be sold."""
    if not request.rest:
        return ()
    sold = _quote(replace(request, lines=request.rest, rest=()), tariff, caller, today)
    return sold.lines if isinstance(sold, Quoted) else ()


def _priced(line: OrderLine, price: PriceRow, exchange: Exchange, currency: str) -> PricedLine:
    own = line_amount(line, price)
    return PricedLine(line, price, own, exchange.convert(own, price.currency, currency))


def _carry(
    lines: Sequence[PricedLine], route: Route, tariff: Tariff, exchange: Exchange
) -> tuple[Carriage, ...] | RateExpired | UnservedLane:
    consignments = consolidate(lines)
    refused = unreached(consignments, route, tariff)
    return refused or choose_carriages(consignments, route, tariff, exchange)
