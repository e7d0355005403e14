"""The quotation as a workbook, read back."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from core.trade import Term
from core.words import LANGUAGES
from tests.books import book, fx, product
from tests.tools.quotation.files.papers import paper_of, tea_and_fish
from tools.quotation import Paper
from tools.quotation.files import render
from tools.quotation.files.wording import clean


def book_of(paper: Paper, language: str = "en") -> Workbook:
    return load_workbook(io.BytesIO(render(paper, "xlsx", language)))


def rows_of(paper: Paper, sheet: int) -> list[list[Any]]:
    """The cells of a sheet without the empty ones."""
    rows = book_of(paper).worksheets[sheet].iter_rows(values_only=True)
    return [[cell for cell in row if cell is not None] for row in rows]


def formulas(opened: Workbook) -> list[str]:
    cells = (cell for sheet in opened.worksheets for row in sheet.iter_rows() for cell in row)
    return [str(cell.value) for cell in cells if cell.data_type == "f"]


def test_lines_are_numbers_that_can_be_added_up() -> None:
    rows = rows_of(paper_of(), 0)
    lines = [row for row in rows if row and row[0] in (1, 2)]
    assert lines[0][:7] == [
        1,
        "Silver Heron Tea",
        "TEA",
        "Jasmine tea 250 g",
        "茉莉花茶 250克",
        "090210",
        "China",
    ]
    assert lines[0][9:] == [101, 1010, 1111, 5.05, 40, "USD", "per carton", 4040]
    assert lines[1][-4:] == [21.5, "CNY", "per kg net", 12112.68]
    assert ["Total", 501, 5010, 5511, 25.05, 16152.68] in rows
    assert sum(Decimal(str(line[-1])) for line in lines) == Decimal("16152.68")


def test_charges_add_up_to_the_total() -> None:
    rows = rows_of(paper_of(term=Term.DDP), 1)
    *parts, total = [Decimal(str(row[-1])) for row in rows[1:]]
    assert sum(parts) == total == Decimal("27053.79")
    assert ["Charges at origin", "EXPORT", "Export customs declaration", 98.6] in rows


def test_notes_hold_rates_plan_and_estimate() -> None:
    rows = rows_of(paper_of(term=Term.DDP), 2)
    assert ["USD/CNY", 7.1, datetime(2026, 10, 31), "treasury"] in rows
    assert ["frozen, -18 °C", "1 × 20RF", 20, 4400, 20, "Lanternis Line", 26] in rows
    assert any(row[:2] == ["TEA", "CIF"] and row[4] == 0.25 for row in rows)
    assert any("AI system (Quayside)" in str(row[:1]) for row in rows)


@pytest.mark.parametrize(
    ("currency", "number_format"), [("JPY", "#,##0"), ("KWD", "#,##0.000"), ("USD", "#,##0.00")]
)
def test_amounts_are_formatted_by_their_currency(currency: str, number_format: str) -> None:
    port = book(fx=(fx("USD", "JPY", "150"), fx("USD", "KWD", "0.3", row=3)))
    paper = paper_of(port, "TEA=100ctn", term=Term.EXW, place="CNNBG", currency=currency)
    sheet = book_of(paper).worksheets[1]
    assert sheet.cell(sheet.max_row, 4).number_format == number_format


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://x.example")', "+1+1", "-2", "@SUM(A1)", "=cmd|'/c calc'!A1"]
)
def test_a_name_never_becomes_a_formula(name: str) -> None:
    paper = paper_of(tea_and_fish(products=(product("TEA", name=name, name_zh=name),)), "TEA=10ctn")
    opened = book_of(paper)
    assert formulas(opened) == []
    cells = [cell for row in opened.worksheets[0].iter_rows() for cell in row if cell.value == name]
    assert len(cells) == 2
    assert all(cell.quotePrefix for cell in cells)


@settings(max_examples=25, deadline=None)
@given(name=st.text(min_size=1))
def test_any_name_is_held_as_text(name: str) -> None:
    goods = product("TEA", name=name, origin=name, hs_code=name)
    opened = book_of(paper_of(tea_and_fish(products=(goods,)), "TEA=10ctn"))
    assert formulas(opened) == []
    values = [row[3] for row in opened.worksheets[0].iter_rows(values_only=True) if row[0] == 1]
    assert (values[0] or "") == clean(name)


def test_it_is_dated_by_the_day_of_issue() -> None:
    properties = book_of(paper_of()).properties
    assert properties.created == properties.modified == datetime(2026, 11, 1)
    stored = zipfile.ZipFile(io.BytesIO(render(paper_of(), "xlsx")))
    assert {entry.date_time[:3] for entry in stored.infolist()} == {(2026, 11, 1)}


def test_dates_are_dates() -> None:
    sheet = book_of(paper_of()).worksheets[0]
    dates = [row[1] for row in sheet.iter_rows(values_only=True) if row[0] in ("Issue date", "Valid until")]
    assert [day.date() for day in dates if isinstance(day, datetime)] == [
        date(2026, 11, 1),
        date(2026, 11, 15),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_gives_three_sheets_and_the_same_bytes_twice(language: str) -> None:
    paper = paper_of()
    written = render(paper, "xlsx", language)
    assert written == render(paper, "xlsx", language)
    opened = load_workbook(io.BytesIO(written))
    assert len(opened.worksheets) == 3
    assert all(bool(sheet.sheet_view.rightToLeft) == (language == "ar") for sheet in opened.worksheets)
