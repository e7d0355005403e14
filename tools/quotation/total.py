"""Adds a quotation up once every row is chosen (contracts 2, steps 4 and 7 to 11)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from core.trade import ChargeBasis, ChargeGroup, Duty, Term
from tools.quotation.charges import INSURED, ChargeAmount, goods_charges, shipment_charges
from tools.quotation.choose import Route
from tools.quotation.consolidate import PricedLine
from tools.quotation.customs_1039 import CAP_CURRENCY, Verdict, judge
from tools.quotation.freight import Carriage
from tools.quotation.fx import Exchange, Pair
from tools.quotation.insurance import premium
from tools.quotation.landed import LandedLine, customs_values, find_duty, landed_cost
from tools.quotation.outcome import ChargeTotal, NeedsReview, Quoted
from tools.quotation.tariff import Tariff

_ZERO = Decimal(0)


def add_up(
    lines: tuple[PricedLine, ...],
    carriages: tuple[Carriage, ...],
    route: Route,
    tariff: Tariff,
    exchange: Exchange,
    *,
    rest: tuple[PricedLine, ...] = (),
) -> Quoted | NeedsReview:
    """A review is needed only in DDP, for goods without a duty rate. `rest` counts for mode 1039 alone."""
    profile = tariff.book.profile
    due = _charges_due(carriages, route, exchange)
    charges = by_code(due)
    goods = _sum(line.amount for line in lines)
    freight = _sum(carriage.freight for carriage in carriages)
    origin = _sum(charge.amount for charge in charges if charge.group is ChargeGroup.ORIGIN)
    insurance = premium(goods + origin + freight, profile, route.currency)
    landed: tuple[LandedLine, ...] = ()
    if route.term is Term.DDP:
        duties = duties_of(lines, route, tariff)
        if isinstance(duties, NeedsReview):
            return duties
        values = customs_values(goods, origin, freight, insurance)
        landed = landed_cost(list(zip(lines, duties, strict=True)), values, route.currency)
        charges = (*charges, *_duty_totals(landed))
    sold_insurance = insurance if route.term in INSURED else _ZERO
    declared = (*lines, *rest)
    verdict = judge(declared, profile.customs_cap_1039_usd, exchange)
    if rest:  # a merchant who sees this part alone must not read the others' goods out of a sum
        verdict = replace(verdict, reason="judged with the rest of the deal, which is sent apart")
    return Quoted(
        currency=route.currency,
        term=route.term,
        place=route.place,
        lines=lines,
        goods=goods,
        cbm=_sum(line.order.cbm for line in lines),
        gross_kg=_sum(line.order.gross_kg for line in lines),
        shipments=carriages,
        charges=charges,
        charges_due=tuple(due),
        freight=freight,
        insurance=sold_insurance,
        total=goods + _sum(charge.amount for charge in charges) + freight + sold_insurance,
        valid_until=_valid_until(lines, carriages, due, route.today, profile.quote_validity_days),
        customs_1039=verdict,
        fx=exchange.rows_for(_conversions(declared, carriages, due, route.currency, verdict)),
        landed=landed,
        rest=rest,
    )


def _charges_due(carriages: Sequence[Carriage], route: Route, exchange: Exchange) -> list[ChargeAmount]:
    """Shipment by shipment, then the percentages."""
    due = [
        charge
        for carriage in carriages
        for charge in shipment_charges(route.charges, carriage, exchange, route.currency)
    ]
    return due + goods_charges(route.charges, carriages, exchange, route.currency)


def by_code(due: Iterable[ChargeAmount]) -> tuple[ChargeTotal, ...]:
    """One total for each code and group, in the order in which they fell due."""
    totals: dict[tuple[str, ChargeGroup], ChargeTotal] = {}
    for charge in due:
        row = charge.row
        known = totals.get((row.code, row.group))
        amount = charge.amount + (known.amount if known else _ZERO)
        totals[row.code, row.group] = ChargeTotal(row.code, row.name, row.group, amount)
    return tuple(totals.values())


def duties_of(lines: Sequence[PricedLine], route: Route, tariff: Tariff) -> list[Duty] | NeedsReview:
    """The duty row of each line at the place's country; a review when some goods have none."""
    country = route.place.locode[:2]
    products = [line.order.product for line in lines]
    rows = [find_duty(product, tariff.duties.get(country, ())) for product in products]
    lacking = [product for product, row in zip(products, rows, strict=True) if row is None]
    if lacking:
        return NeedsReview("no_duty_rate", tuple(dict.fromkeys(lacking)), country)
    return [row for row in rows if row is not None]


def _duty_totals(landed: Sequence[LandedLine]) -> tuple[ChargeTotal, ChargeTotal]:
    duty, vat = _sum(line.duty for line in landed), _sum(line.vat for line in landed)
    return (
        ChargeTotal("DUTY", "Import duty, estimate", ChargeGroup.CUSTOMS, duty),
        ChargeTotal("VAT", "Import VAT, estimate", ChargeGroup.CUSTOMS, vat),
    )


def _valid_until(
    lines: Sequence[PricedLine],
    carriages: Sequence[Carriage],
    due: Sequence[ChargeAmount],
    today: date,
    validity_days: int,
) -> date:
    return min(
        today + timedelta(days=validity_days),
        *(line.price.valid_until for line in lines),
        *(carriage.lane.valid_until for carriage in carriages if carriage.lane),
        *(charge.row.valid_until for charge in due if charge.row.valid_until),
    )


def _conversions(
    lines: Sequence[PricedLine],
    carriages: Sequence[Carriage],
    due: Sequence[ChargeAmount],
    currency: str,
    verdict: Verdict,
) -> Iterator[Pair]:
    """The conversions behind the figures, in the order in which they are made."""
    yield from ((line.price.currency, currency) for line in lines)
    yield from ((carriage.lane.currency, currency) for carriage in carriages if carriage.lane)
    for charge in due:
        yield charge.row.currency, currency
        if charge.row.basis is ChargeBasis.PERCENT_OF_GOODS:
            yield currency, charge.row.currency
    if verdict.rule in ("1039-ok", "1039-cap"):
        yield from ((line.price.currency, CAP_CURRENCY) for line in lines)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, _ZERO)
