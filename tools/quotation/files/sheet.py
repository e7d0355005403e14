"""The paper as tables of ready text for the PDF template: its columns and what stands in them."""

from collections.abc import Iterator
from typing import NotRequired, TypedDict

from core.trade import ChargeGroup, QuantityUnit
from tools.quotation.consolidate import PricedLine
from tools.quotation.files import contents
from tools.quotation.files.wording import Wording, breakable, breakable_name
from tools.quotation.freight import Carriage
from tools.quotation.landed import LandedLine
from tools.quotation.paper import Paper
from tools.quotation.render import price_text

_GROUPS = (ChargeGroup.DESTINATION, ChargeGroup.CUSTOMS)


class Cell(TypedDict):
    """`figure`: numbers, codes and dates, which run left to right in every language."""

    text: str
    figure: bool
    small: NotRequired[list[str]]


class Table(TypedDict):
    head: list[str]
    rows: list[list[Cell]]
    foot: list[Cell]


class Sum(TypedDict):
    """A row of the price build-up."""

    kind: str
    label: str
    amount: str


def figure(text: str, *small: str) -> Cell:
    return {"text": text, "figure": True, "small": [item for item in small if item]}


def words_of(text: str, *small: str) -> Cell:
    return {"text": text, "figure": False, "small": [item for item in small if item]}


def line_table(paper: Paper, words: Wording) -> Table:
    result = paper.result
    keys = ("no", "goods", "hs", "cartons", "net", "gross", "cbm", "unit_price", "amount")
    head = [words[f"col_{key}"] for key in keys]
    head[2] = words.listed(head[2], words["col_origin"])
    head[-1] = words.listed(head[-1], result.currency)
    foot = [
        words_of(""),
        words_of(words["total"]),
        words_of(""),
        figure(words.number(contents.carton_total(result.lines))),
        figure(words.number(contents.net_total(result.lines), 2)),
        figure(words.number(result.gross_kg, 2)),
        figure(words.number(result.cbm, 3)),
        words_of(""),
        figure(words.amount(result.goods, result.currency)),
    ]
    rows = [_line(paper, line, at, words) for at, line in enumerate(result.lines, 1)]
    return {"head": head, "rows": rows, "foot": foot}


def _line(paper: Paper, line: PricedLine, at: int, words: Wording) -> list[Cell]:
    order, price = line.order, line.price
    product = order.product
    unit_price = words.number(price.unit_price, _decimals(price_text(price)), _decimals(price_text(price)))
    is_as_asked = order.unit is QuantityUnit.CARTON and order.asked == order.cartons
    origin = words.country(product.origin) if product.origin else ""
    return [
        figure(str(at)),
        words_of(
            breakable_name(product.name),
            breakable_name(product.name_zh),
            f"{breakable_name(product.sku)} · {breakable(contents.merchant_name(paper, line))}",
        ),
        figure(breakable_name(product.hs_code), origin),
        figure(
            words.number(order.cartons),
            f"{words.number(product.pcs_per_carton)} {words['pcs_per_carton']}",
            "" if is_as_asked else words.pair(words["col_asked"], contents.asked_text(line, words)),
        ),
        figure(words.number(contents.net_kg(line), 2)),
        figure(words.number(order.gross_kg, 2)),
        figure(words.number(order.cbm, 3)),
        figure(f"{price.currency} {unit_price}", words[f"per_{price.price_unit.value}"]),
        figure(words.amount(line.amount, paper.result.currency)),
    ]


def _decimals(number: str) -> int:
    return len(number.partition(".")[2])


def plan_table(paper: Paper, words: Wording) -> Table:
    keys = ("storage", "carriage", "cbm", "gross", "wm", "carrier", "days")
    rows = [_shipment(carriage, words) for carriage in paper.result.shipments]
    return {"head": [words[f"col_{key}"] for key in keys], "rows": rows, "foot": []}


def _shipment(carriage: Carriage, words: Wording) -> list[Cell]:
    lane = carriage.lane
    payload = carriage.payload_kg
    full = "" if payload is None else words.pair(words["by_weight"], words.number(payload))
    carried = contents.carriage_text(carriage, words)
    return [
        words_of(contents.storage_text(carriage, words)),
        words_of(carried, full) if carriage.mode is None else figure(carried, full),
        figure(words.number(carriage.consignment.cbm, 3)),
        figure(words.number(carriage.consignment.gross_kg, 2)),
        figure(words.number(carriage.wm, 3)),
        words_of(breakable_name(lane.carrier) if lane and lane.carrier else "–"),
        figure(words.number(lane.transit_days) if lane and lane.transit_days is not None else "–"),
    ]


def sums(paper: Paper, words: Wording) -> list[Sum]:
    """Goods first and the total last, in the order of the way that the goods take."""
    result = paper.result

    def row(kind: str, label: str, amount: str = "") -> Sum:
        return {"kind": kind, "label": label, "amount": amount}

    def group(name: ChargeGroup) -> Iterator[Sum]:
        charges = contents.charges_in(result, name)
        if charges:
            yield row("head", words[f"group_{name.value}"])
        for charge in charges:
            label = f"{contents.charge_name(charge, words)} ({breakable_name(charge.code)})"
            yield row("part", label, words.amount(charge.amount, result.currency))

    built = [row("row", words["goods"], words.amount(result.goods, result.currency))]
    built += group(ChargeGroup.ORIGIN)
    if contents.has_discharge_port(result):
        built.append(row("row", words["freight"], words.amount(result.freight, result.currency)))
    insured = contents.insured_sum(paper)
    if insured is not None:
        built.append(row("row", words["insurance"], words.amount(result.insurance, result.currency)))
        clause, share = contents.CLAUSES[result.term], words.percent(paper.profile.insured_share)
        cover = words.pair(words["cover"], words.listed(words.isolated(clause), share))
        sum_insured = words.pair(words["insured_sum"], words.money(insured, result.currency))
        built += [row("note", cover), row("note", sum_insured)]
    for name in _GROUPS:
        built += group(name)
    where = words.isolated(f"{result.term.value} {breakable_name(result.place.name)}")
    total = words.listed(words["total"], where)
    return [*built, row("total", total, words.money(result.total, result.currency))]


def landed_table(paper: Paper, words: Wording) -> Table | None:
    if not paper.result.landed:
        return None
    head = [words[f"col_{key}"] for key in ("no", "sku", "basis", "customs_value", "duty", "vat", "source")]
    head[3] = words.listed(head[3], paper.result.currency)
    rows = [_landed(paper, line, at, words) for at, line in enumerate(paper.result.landed, 1)]
    return {"head": head, "rows": rows, "foot": []}


def _landed(paper: Paper, landed: LandedLine, at: int, words: Wording) -> list[Cell]:
    row, currency = landed.duty_row, paper.result.currency
    return [
        figure(str(at)),
        words_of(breakable_name(landed.line.order.product.sku)),
        figure(row.duty_basis.value),
        figure(words.amount(landed.value, currency)),
        figure(words.amount(landed.duty, currency), words.percent(row.duty_rate)),
        figure(words.amount(landed.vat, currency), words.percent(row.vat_rate)),
        words_of(breakable_name(row.source), words.isolated(row.source_date.isoformat())),
    ]


def rate_table(paper: Paper, words: Wording) -> Table | None:
    if not paper.result.fx:
        return None
    rows = [
        [
            figure(f"1 {rate.base} = {words.number(rate.rate, 0, 10)} {rate.quote}"),
            figure(rate.date.isoformat()),
            words_of(breakable_name(rate.source)),
        ]
        for rate in paper.result.fx
    ]
    return {"head": [words[f"col_{key}"] for key in ("rate", "date", "source")], "rows": rows, "foot": []}
