"""The quotation as a workbook to calculate with: lines, charges, and a sheet of rates and notes.

Figures are numbers with a format, not text and not formulas; text from outside never becomes a formula.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from decimal import Decimal

from openpyxl import Workbook

from core.money import minor_digits
from tools.quotation.consolidate import PricedLine
from tools.quotation.files import contents
from tools.quotation.files.cells import Entry, Figure, Row, saved, write_rows
from tools.quotation.files.wording import Wording, clean, wording_for
from tools.quotation.paper import Paper
from tools.quotation.render import price_text

_COUNT, _KG, _CBM, _PERCENT, _RATE = "#,##0", "#,##0.00#", "#,##0.000", "0.00##%", "0.0000######"
_KEYS = (
    *("no", "merchant", "sku", "name", "name_zh", "hs", "origin", "pcs", "asked", "cartons"),
    *("net", "gross", "cbm", "unit_price", "currency", "price_unit", "amount"),
)
_WORDS_BEFORE_TOTALS = _KEYS.index("cartons") - 1
_PRICE_COLUMNS = 3


def workbook_of(paper: Paper, language: str) -> bytes:
    words = wording_for(language)
    book = Workbook()
    book.remove(book.worksheets[0])
    sheets = {
        "sheet_lines": _lines(paper, words),
        "sheet_charges": _charges(paper, words),
        "sheet_notes": _notes(paper, words),
    }
    for title, rows in sheets.items():
        sheet = book.create_sheet(words[title])
        sheet.sheet_view.rightToLeft = words.is_right_to_left
        write_rows(sheet, list(rows))
    book.properties.creator = clean(paper.profile.name)
    book.properties.title = f"{contents.title(paper, words)} {contents.reference(paper)}"
    return saved(book, datetime.combine(paper.issued, time(), UTC))


def _lines(paper: Paper, words: Wording) -> Iterator[Row]:
    yield Row([contents.title(paper, words)], bold=True)
    yield Row([contents.warning(paper, words)])
    for fact in _facts(paper, words):
        yield Row(fact)
    yield Row()
    yield _head([f"col_{key}" for key in _KEYS], words, paper.result.currency)
    for at, line in enumerate(paper.result.lines, 1):
        yield Row(_line(paper, line, at, words))
    yield Row(_totals(paper, words), bold=True)


def _head(keys: list[str], words: Wording, currency: str = "") -> Row:
    """The last column is the one with amounts in `currency`."""
    names = [words[key] for key in keys]
    return Row([*names[:-1], words.listed(names[-1], currency)], head=True)


def _facts(paper: Paper, words: Wording) -> Iterator[list[Entry]]:
    result, buyer = paper.result, paper.buyer
    yield [words["number"], clean(paper.number)]
    yield [words["revision"], paper.revision]
    yield [words["issued"], paper.issued]
    yield [words["valid_until"], result.valid_until]
    yield [words["state"], contents.state_text(paper, words)]
    for seller in paper.sellers:
        told = (seller.name, seller.name_zh, seller.city, seller.contact)
        yield [words["seller"], words.listed(*(clean(text) for text in told))]
    if buyer is None:
        yield [words["buyer"], words["buyer_unnamed"]]
    else:
        country = words.country(buyer.country) if buyer.country else ""
        yield [words["buyer"], words.listed(clean(buyer.company), clean(buyer.name), country)]
    term = f"{result.term.value} {contents.place_name(result)}"
    yield [words["term"], words.listed(term, contents.country_name(result, words), "Incoterms® 2020")]
    yield [words["pol"], ", ".join(contents.loading_ports(result))]
    if contents.has_discharge_port(result):
        yield [words["pod"], contents.place_name(result)]


def _line(paper: Paper, line: PricedLine, at: int, words: Wording) -> list[Entry]:
    order, price = line.order, line.price
    product = order.product
    return [
        at,
        contents.merchant_name(paper, line),
        clean(product.sku),
        clean(product.name),
        clean(product.name_zh),
        clean(product.hs_code),
        words.country(product.origin) if product.origin else "",
        product.pcs_per_carton,
        contents.asked_text(line, words),
        Figure(Decimal(order.cartons), _COUNT),
        Figure(contents.net_kg(line), _KG),
        Figure(order.gross_kg, _KG),
        Figure(order.cbm, _CBM),
        Figure(price.unit_price, _decimals(len(price_text(price).partition(".")[2]))),
        price.currency,
        words[f"per_{price.price_unit.value}"],
        _amount(line.amount, paper.result.currency),
    ]


def _totals(paper: Paper, words: Wording) -> list[Entry]:
    result = paper.result
    return [
        words["total"],
        *[""] * _WORDS_BEFORE_TOTALS,
        Figure(Decimal(contents.carton_total(result.lines)), _COUNT),
        Figure(contents.net_total(result.lines), _KG),
        Figure(result.gross_kg, _KG),
        Figure(result.cbm, _CBM),
        *[""] * _PRICE_COLUMNS,
        _amount(result.goods, result.currency),
    ]


def _charges(paper: Paper, words: Wording) -> Iterator[Row]:
    """The parts of the total, in the order in which the engine adds them."""
    result = paper.result
    currency = result.currency
    yield _head(["col_group", "col_code", "col_name", "col_amount"], words, currency)
    yield Row([words["goods"], "", "", _amount(result.goods, currency)])
    for charge in result.charges:
        group, name = words[f"group_{charge.group.value}"], contents.charge_name(charge, words)
        yield Row([group, clean(charge.code), name, _amount(charge.amount, currency)])
    yield Row([words["freight"], "", "", _amount(result.freight, currency)])
    yield Row([words["insurance"], "", _cover(paper, words), _amount(result.insurance, currency)])
    yield Row([words["total"], "", "", _amount(result.total, currency)], bold=True)


def _cover(paper: Paper, words: Wording) -> str:
    insured = contents.insured_sum(paper)
    if insured is None:
        return ""
    told = words.pair(words["insured_sum"], words.money(insured, paper.result.currency))
    share = words.percent(paper.profile.insured_share)
    return words.listed(contents.CLAUSES[paper.result.term], share, told)


def _notes(paper: Paper, words: Wording) -> Iterator[Row]:
    yield from _rates(paper, words)
    yield from _plan(paper, words)
    yield from _landed(paper, words)
    yield Row([words["not_included"], contents.left_out(paper, words)])
    customs = contents.customs_text(paper, words)
    yield Row([words["customs_1039"], customs, contents.customs_source(paper, words)])
    yield Row([words["price_lists"], contents.price_lists(paper)])
    for key in contents.TO_BE_AGREED:
        yield Row([words[key], words["to_be_agreed"]])
    for text in (words["trademark"], words["ai_line"], paper.url):
        yield Row([text])


def _rates(paper: Paper, words: Wording) -> Iterator[Row]:
    if not paper.result.fx:
        return
    yield _head(["rates", "col_rate", "col_date", "col_source"], words)
    for rate in paper.result.fx:
        pair = f"{rate.base}/{rate.quote}"
        yield Row([pair, Figure(rate.rate, _RATE), rate.date, clean(rate.source)])
    yield Row()


def _plan(paper: Paper, words: Wording) -> Iterator[Row]:
    keys = ("plan", "col_carriage", "col_cbm", "col_gross", "col_wm", "col_carrier", "col_days")
    yield _head(list(keys), words)
    for carriage in paper.result.shipments:
        lane, load = carriage.lane, carriage.consignment
        yield Row(
            [
                contents.storage_text(carriage, words),
                contents.carriage_text(carriage, words),
                Figure(load.cbm, _CBM),
                Figure(load.gross_kg, _KG),
                Figure(carriage.wm, _CBM),
                clean(lane.carrier) if lane else "",
                lane.transit_days if lane and lane.transit_days is not None else "",
            ]
        )
    yield Row()


def _landed(paper: Paper, words: Wording) -> Iterator[Row]:
    if not paper.result.landed:
        return
    yield Row([words["landed"]], bold=True)
    keys = ("sku", "basis", "customs_value", "duty", "rate", "vat", "rate", "source", "date")
    yield _head([f"col_{key}" for key in keys], words)
    for landed in paper.result.landed:
        row, currency = landed.duty_row, paper.result.currency
        yield Row(
            [
                clean(landed.line.order.product.sku),
                row.duty_basis.value,
                _amount(landed.value, currency),
                _amount(landed.duty, currency),
                Figure(row.duty_rate, _PERCENT),
                _amount(landed.vat, currency),
                Figure(row.vat_rate, _PERCENT),
                clean(row.source),
                row.source_date,
            ]
        )
    yield Row()


def _amount(amount: Decimal, currency: str) -> Figure:
    return Figure(amount, _decimals(minor_digits(currency)))


def _decimals(digits: int) -> str:
    return "#,##0." + "0" * digits if digits else "#,##0"
