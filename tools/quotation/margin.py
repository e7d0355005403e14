"""What a merchant earns on its own lines: list price against unit cost. For that merchant's staff alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from core.money import round_minor
from core.trade import CostRow
from core.turns import JsonObject
from tools.quotation.consolidate import PricedLine
from tools.quotation.engine import PRECISION
from tools.quotation.fx import Exchange, NoExchangeRate
from tools.quotation.outcome import Quoted
from tools.quotation.render import amount_text, price_text

_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class LineMargin:
    """`row` is None where no cost is on file, `cost` where no exchange rate leads to it. `cost` is in the
    quotation's currency, rounded in the cost's own and again when converted, as prices are."""

    line: PricedLine
    row: CostRow | None
    cost: Decimal | None


def margins(
    result: Quoted, costs: Sequence[CostRow], merchant_id: str, exchange: Exchange
) -> tuple[LineMargin, ...]:
    """The lines of `merchant_id`; `costs` are that merchant's, each of a carton whatever unit the list
    prices (docs/catalogue.md)."""
    rows = {cost.sku: cost for cost in costs if cost.merchant_id == merchant_id}
    with localcontext(Context(prec=PRECISION, rounding=ROUND_HALF_UP)):
        return tuple(
            _line_margin(line, rows.get(line.order.product.sku), exchange, result.currency)
            for line in result.lines
            if line.order.product.merchant_id == merchant_id
        )


def margin_json(lines: Iterable[LineMargin], currency: str) -> JsonObject:
    """Amounts in `currency`; `percent` is of the price. The sum is over the lines whose cost is known."""
    shown = tuple(lines)
    known = [(line.line.amount, line.cost) for line in shown if line.cost is not None]
    amount = sum((amount for amount, _ in known), Decimal(0))
    cost = sum((cost for _, cost in known), Decimal(0))
    return {
        "currency": currency,
        "lines": [_line_json(line, currency) for line in shown],
        "sum": _figures(amount, cost, currency) if known else None,
        "lines_without_cost": len(shown) - len(known),
    }


def _line_margin(line: PricedLine, row: CostRow | None, exchange: Exchange, currency: str) -> LineMargin:
    if row is None:
        return LineMargin(line, None, None)
    own = round_minor(row.unit_cost * line.order.cartons, row.currency)
    try:
        return LineMargin(line, row, exchange.convert(own, row.currency, currency))
    except NoExchangeRate:
        return LineMargin(line, row, None)


def _line_json(margin: LineMargin, currency: str) -> JsonObject:
    line, row = margin.line, margin.row
    document: JsonObject = {
        "sku": line.order.product.sku,
        "cartons": line.order.cartons,
        "unit_price": price_text(line.price),
        "price_unit": line.price.price_unit.value,
        "price_currency": line.price.currency,
    }
    if row is not None:
        document |= {"unit_cost": f"{row.unit_cost:f}", "cost_currency": row.currency}
    if margin.cost is None:
        reason = "no_cost" if row is None else "no_exchange_rate"
        return document | {"amount": amount_text(line.amount, currency), "missing": reason}
    return document | _figures(line.amount, margin.cost, currency)


def _figures(amount: Decimal, cost: Decimal, currency: str) -> JsonObject:
    return {
        "amount": amount_text(amount, currency),
        "cost": amount_text(cost, currency),
        "margin": amount_text(amount - cost, currency),
        "percent": _percent(amount - cost, amount),
    }


def _percent(part: Decimal, whole: Decimal) -> str | None:
    """To 2 decimals, half up; None of nothing."""
    if not whole:
        return None
    with localcontext(Context(prec=PRECISION, rounding=ROUND_HALF_UP)):
        return f"{(part / whole * 100).quantize(_HUNDREDTH, rounding=ROUND_HALF_UP):f}"
