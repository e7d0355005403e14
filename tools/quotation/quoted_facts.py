"""The facts of a quotation: total first, then its parts, the lines, the carriage and the rates used."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from core.evidence import Labelled
from core.labels import PUBLIC, Label, join
from core.trade import ChargeGroup, FxRate, Mode, PriceRow, QuantityUnit
from core.values import DateFact, NumberFact, TextFact, Value
from tools.quotation.consolidate import PricedLine
from tools.quotation.customs_1039 import GENERAL_TRADE, Verdict
from tools.quotation.freight import Carriage
from tools.quotation.labels import MERCHANT_PUBLIC, price_label
from tools.quotation.outcome import Quoted

SOURCE = "quote"
_THOUSANDTH = Decimal("0.001")
_TAXES = ("DUTY", "VAT")
# A weight is net unless the buyer says gross (contracts 2, step 1); what was understood is said.
_NET = {QuantityUnit.KG: "kg_net", QuantityUnit.TONNE: "tonne_net"}


def quoted_facts(result: Quoted, quotation_id: str) -> list[Labelled]:
    """Figures made from prices carry the prices' labels joined; freight and exchange rates are public."""
    whole = join((PUBLIC, *(price_label(line.price) for line in result.lines)))
    several = len(result.lines) > 1
    return [
        *labelled(whole, _money(result, {"total": result.total, "goods": result.goods})),
        *labelled(PUBLIC, _money(result, _nonzero({"freight": result.freight}))),
        *labelled(whole, _money(result, _nonzero(_parts(result)))),
        *(fact for line in result.lines for fact in _line(line, result.currency, several)),
        *labelled(PUBLIC, _carriages(result.shipments)),
        *labelled(MERCHANT_PUBLIC, _measures(result)),
        *labelled(whole, (DateFact(role="valid_until", day=result.valid_until),)),
        *labelled(PUBLIC, _rates(result.fx)),
        *labelled(whole, _remarks(result, quotation_id)),
    ]


def labelled(label: Label, values: Iterable[Value]) -> Iterator[Labelled]:
    return (Labelled(value=value, label=label, source=SOURCE) for value in values)


def _parts(result: Quoted) -> dict[str, Decimal]:
    def due(group: ChargeGroup) -> Decimal:
        rows = (charge for charge in result.charges if charge.group is group and charge.code not in _TAXES)
        return sum((charge.amount for charge in rows), Decimal(0))

    return {
        "insurance": result.insurance,
        "origin_charges": due(ChargeGroup.ORIGIN),
        "destination_charges": due(ChargeGroup.DESTINATION),
        "customs_charges": due(ChargeGroup.CUSTOMS),
        "duty": sum((line.duty for line in result.landed), Decimal(0)),
        "vat": sum((line.vat for line in result.landed), Decimal(0)),
    }


def _nonzero(amounts: dict[str, Decimal]) -> dict[str, Decimal]:
    return {role: amount for role, amount in amounts.items() if amount}


def _money(result: Quoted, amounts: dict[str, Decimal]) -> Iterator[Value]:
    for role, amount in amounts.items():
        yield NumberFact(role=role, amount=amount, unit=result.currency)


def _line(line: PricedLine, currency: str, several: bool) -> Iterator[Labelled]:
    order, price = line.order, line.price
    of = order.product.key if several else ""
    facts: list[Value] = [
        NumberFact(role="cartons", of=of, amount=Decimal(order.cartons), unit="carton"),
        *unit_price(price, of),
        NumberFact(role="line_amount", of=of, amount=line.amount, unit=currency),
    ]
    if order.unit is not QuantityUnit.CARTON or order.asked != order.cartons:
        unit = _NET.get(order.unit, order.unit.value)
        facts.append(NumberFact(role="asked", of=of, amount=order.asked, unit=unit))
    return labelled(price_label(price), facts)


def unit_price(price: PriceRow, of: str) -> tuple[Value, Value]:
    """The price of a line and what it is the price of: a carton, a piece or a kg."""
    return (
        NumberFact(role="unit_price", of=of, amount=price.unit_price, unit=price.currency),
        TextFact(role="price_unit", of=of, text=price.price_unit.value),
    )


def verdict_facts(verdict: Verdict) -> Iterator[Value]:
    """On customs mode 1039, with the other customs mode where it cannot be."""
    yield TextFact(role="customs_1039", text=verdict.verdict)
    if verdict.verdict == "ineligible":
        yield TextFact(role="customs_alternative", text=GENERAL_TRADE)


def _carriages(shipments: Sequence[Carriage]) -> Iterator[Value]:
    several = len(shipments) > 1
    for number, carriage in enumerate(shipments, start=1):
        yield from _carriage(carriage, f"shipment {number}" if several else "")


def _carriage(carriage: Carriage, of: str) -> Iterator[Value]:
    if carriage.mode is None:
        return
    yield TextFact(role="mode", of=of, text=carriage.mode.value)
    if carriage.mode is Mode.LCL:
        yield NumberFact(role="wm", of=of, amount=carriage.wm, unit="wm")
    else:
        yield NumberFact(role="containers", of=of, amount=Decimal(carriage.containers), unit="container")
    if carriage.payload_kg is not None:
        yield NumberFact(role="payload_kg", of=of, amount=carriage.payload_kg, unit="kg")


def _measures(result: Quoted) -> Iterator[Value]:
    for role, amount, unit in (("cbm", result.cbm, "cbm"), ("gross_kg", result.gross_kg, "kg")):
        shown = amount.quantize(_THOUSANDTH, rounding=ROUND_HALF_UP)
        yield NumberFact(role=role, amount=shown, unit=unit)


def _rates(rows: Sequence[FxRate]) -> Iterator[Value]:
    for row in rows:
        pair = f"{row.base}/{row.quote}"
        of = pair if len(rows) > 1 else ""
        yield NumberFact(role="fx_rate", of=of, amount=row.rate, unit="rate")
        yield TextFact(role="fx_pair", of=of, text=pair)
        yield DateFact(role="fx_date", of=of, day=row.date)


def _remarks(result: Quoted, quotation_id: str) -> Iterator[Value]:
    yield from verdict_facts(result.customs_1039)
    yield TextFact(role="quotation_id", text=quotation_id)
    if result.landed:
        yield TextFact(role="landed_estimate", text="estimate")
