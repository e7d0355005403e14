"""Why a quotation comes to what it comes to, and what the buyer could do instead. Pure, like the engine:
it reads the result and the rows that the result was made from, and changes no figure of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Literal

from core.principal import Principal
from core.trade import Charge, ChargeGroup, Term
from tools.quotation.charges import ENDS_AT_POL, goods_charges, rows_for, rows_left, shipment_charges
from tools.quotation.choose import Route
from tools.quotation.customs_1039 import Rule, rule_on
from tools.quotation.engine import PRECISION
from tools.quotation.explanation.fill import Fill, fill_of
from tools.quotation.explanation.shares import LineShare, MerchantShare, line_shares, merchant_shares
from tools.quotation.explanation.tiers import NextTier, next_tiers
from tools.quotation.explanation.ways import Comparison, Weighing, compare
from tools.quotation.freight import Carriage
from tools.quotation.fx import Exchange
from tools.quotation.insurance import premium
from tools.quotation.landed import LandedLine, customs_values, landed_cost
from tools.quotation.outcome import ChargeTotal, NeedsReview, Quoted
from tools.quotation.tariff import Tariff
from tools.quotation.total import by_code, duties_of

Note = Literal[
    "sea_term_for_containers",
    "exw_needs_a_declarant",
    "destination_charges_extra",
    "ddp_needs_an_importer",
    "national_tariff_code_needed",
]
_SEA_TERMS = {Term.FOB, Term.CFR, Term.CIF}
_INTERNATIONAL_HS_DIGITS = 6


@dataclass(frozen=True, slots=True)
class ShipmentFacts:
    """`comparison` is empty where no lane is read (terms that end at the port of loading)."""

    carriage: Carriage
    fill: Fill | None
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class LandedEstimate:
    """What import would add at the destination; `total` is with what the buyer pays there. In DDP duty and
    VAT are part of the total already, and there is no estimate beside it."""

    lines: tuple[LandedLine, ...]
    duty: Decimal
    vat: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Explanation:
    """`left` are destination charges on the port's table that the term leaves to the buyer."""

    lines: tuple[LineShare, ...]
    merchants: tuple[MerchantShare, ...]
    shipments: tuple[ShipmentFacts, ...]
    next_tiers: tuple[NextTier, ...]
    left: tuple[ChargeTotal, ...]
    landed: LandedEstimate | None
    rule_1039: Rule | None
    notes: tuple[Note, ...]


def explain(result: Quoted, tariff: Tariff, caller: Principal, today: date) -> Explanation:
    """`tariff` holds at least the rows that `result` was made from; `caller` and `today` are its own."""
    with localcontext(Context(prec=PRECISION, rounding=ROUND_HALF_UP)):
        return _explain(result, tariff, caller, today)


def _explain(result: Quoted, tariff: Tariff, caller: Principal, today: date) -> Explanation:
    exchange = Exchange(tariff.fx, today)
    place = result.place.locode
    charges = [row for row in tariff.book.charges if row.pod in ("", place)]
    route = Route(
        result.term, result.place, None, rows_for(result.term, charges, today), result.currency, today
    )
    to_pol = result.term in ENDS_AT_POL
    left_rows = () if to_pol else rows_left(result.term, charges, today)
    shares = line_shares(result, tariff.book.profile)
    left = _due(left_rows, result, exchange)
    weighing = Weighing(route, left_rows, exchange)
    landed = None if to_pol else _landed(result, route, left, tariff)
    return Explanation(
        lines=shares,
        merchants=merchant_shares(shares),
        shipments=tuple(
            ShipmentFacts(
                carriage=carriage,
                fill=fill_of(carriage, tariff.book.profile),
                comparison=Comparison(()) if to_pol else compare(carriage, weighing, tariff),
            )
            for carriage in result.shipments
        ),
        next_tiers=next_tiers(result.lines, tariff, caller, today),
        left=left,
        landed=landed,
        rule_1039=rule_on(result.customs_1039.rule, today),
        notes=_notes(result, left, landed),
    )


def _due(rows: Sequence[Charge], result: Quoted, exchange: Exchange) -> tuple[ChargeTotal, ...]:
    due = [
        charge
        for carriage in result.shipments
        for charge in shipment_charges(rows, carriage, exchange, result.currency)
    ]
    return by_code(due + goods_charges(rows, result.shipments, exchange, result.currency))


def _landed(
    result: Quoted, route: Route, left: tuple[ChargeTotal, ...], tariff: Tariff
) -> LandedEstimate | None:
    """None in DDP, and where some goods have no duty rate on file."""
    if result.term is Term.DDP:
        return None
    duties = duties_of(result.lines, route, tariff)
    if isinstance(duties, NeedsReview):
        return None
    origin = sum(
        (charge.amount for charge in result.charges if charge.group is ChargeGroup.ORIGIN), Decimal(0)
    )
    insured = premium(result.goods + origin + result.freight, tariff.book.profile, result.currency)
    values = customs_values(result.goods, origin, result.freight, insured)
    lines = landed_cost(list(zip(result.lines, duties, strict=True)), values, result.currency)
    duty, vat = (
        sum((line.duty for line in lines), Decimal(0)),
        sum((line.vat for line in lines), Decimal(0)),
    )
    paid_there = sum((charge.amount for charge in left), Decimal(0))
    return LandedEstimate(lines, duty, vat, result.total + paid_there + duty + vat)


def _notes(
    result: Quoted, left: tuple[ChargeTotal, ...], landed: LandedEstimate | None
) -> tuple[Note, ...]:
    """What a forwarder would add (Incoterms 2020: FOB, CFR and CIF are for goods handed over on board;
    customs mode 1039 is declared by the registered operator, so EXW leaves nobody to declare)."""
    containers = any(way.mode is not None for way in result.shipments)  # LCL goes into them at a CFS
    taxed = landed.lines if landed else result.landed
    notes: dict[Note, bool] = {
        "sea_term_for_containers": result.term in _SEA_TERMS and containers,
        "exw_needs_a_declarant": result.term is Term.EXW,
        "destination_charges_extra": bool(left),
        "ddp_needs_an_importer": result.term is Term.DDP,
        "national_tariff_code_needed": any(
            len(line.line.order.product.hs_code) <= _INTERNATIONAL_HS_DIGITS for line in taxed
        ),
    }
    return tuple(note for note, holds in notes.items() if holds)
