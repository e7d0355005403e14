"""A template says what it wants; what was written is read back as it was, and no cell is a formula."""

import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.trade import PriceRow, Product
from tests.books import price, product
from tools.catalogue.folder import read_port_folder
from tools.catalogue.folder.tables import OFFICE_TABLES, SHEETS, STAFF_TABLES, Tables
from tools.catalogue.workbook import read_workbook, template
from tools.catalogue.workbook.guide import GUIDE_SHEET, meanings

DEMO = Path(__file__).parents[4] / "demo" / "port"
# What a CSV cell can hold: no control characters, nothing blank at its ends.
TEXTS = st.builds(
    lambda head, text: (head + text).strip() or "x",
    st.sampled_from(["", "=", "+", "-", "@", "0", "'", "=HYPERLINK(1)"]),
    st.text(
        st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufffe\uffff"),
        max_size=12,
    ),
)
SKUS = TEXTS.filter(lambda text: not set("/=") & set(text))
AMOUNTS = st.decimals(min_value=0, max_value=10**12, places=4, allow_nan=False) | st.sampled_from(
    [Decimal("12345678901234567.123456789012"), Decimal("0.000000000001"), Decimal("12.50")]
)


def opened(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


def test_the_demo_port_comes_back_as_it_was() -> None:
    tables = read_port_folder(DEMO).tables
    read = read_workbook(template(tuple(SHEETS), tables))
    assert read.warnings == ()
    for name, rows in tables:
        back = read.tables.rows(name) or ()
        assert [replace(row, row=0) for row in back] == [replace(row, row=0) for row in rows], name


@given(sku=SKUS, text=TEXTS, amount=AMOUNTS)
@settings(max_examples=40, deadline=None)
def test_whatever_a_cell_can_hold_is_read_back(sku: str, text: str, amount: Decimal) -> None:
    goods = product(sku, name=text, name_zh=text, aliases=(), stackable=True, setpoint_c=-amount)
    costs = price(sku, str(amount), note=text)
    read = read_workbook(template(STAFF_TABLES, Tables(products=(goods,), prices=(costs,))))
    assert (read.tables.products, read.tables.prices) == ((goods,), (costs,))


def test_no_cell_is_a_formula() -> None:
    goods: Product = product(name="=1+1", name_zh="+1", category="@SUM(A1)", origin="-2")
    sheet = opened(template(("products",), Tables(products=(goods,))))["products"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "f" not in {cell.data_type for cell in cells}
    risky = [cell for cell in cells if str(cell.value)[0] in "=+-@"]
    assert len(risky) == 4
    assert {(cell.data_type, cell.number_format, cell.quotePrefix) for cell in risky} == {("s", "@", True)}


def test_a_template_is_laid_out_for_people() -> None:
    book = opened(template(STAFF_TABLES))
    assert book.sheetnames == ["products", "prices", "costs", GUIDE_SHEET]
    sheet = book["prices"]
    assert sheet.freeze_panes == "A2"
    header = {cell.value: cell for cell in sheet[1]}
    assert [cell.font.b for cell in header.values()] == [True] * len(header)
    assert header["sku"].fill.fgColor.rgb != header["note"].fill.fgColor.rgb
    assert "Required." in header["sku"].comment.text
    assert "One of: carton, piece, kg." in header["price_unit"].comment.text
    assert sheet.column_dimensions["B"].number_format == "@"
    assert sheet.column_dimensions["H"].number_format == "yyyy-mm-dd"
    [listed] = sheet.data_validations.dataValidation
    assert (str(listed.sqref), listed.formula1) == ("E2:E1048576", '"carton,piece,kg"')


def test_numbers_show_their_own_digits_and_dates_are_dates() -> None:
    row: PriceRow = price(unit_price="12.50")
    sheet = opened(template(("prices",), Tables(prices=(row,))))["prices"]
    assert (sheet["G2"].value, sheet["G2"].number_format) == (12.5, "0.00")
    assert sheet["H2"].is_date


def test_the_guide_tells_every_column_of_the_sheets_that_are_there() -> None:
    guide = opened(template(("costs",)))[GUIDE_SHEET]
    lines = [[cell.value for cell in row] for row in guide.iter_rows()]
    told = [(line[0], line[1], line[2]) for line in lines if line[1]]
    assert told == [
        ("sheet", "column", "required"),
        ("costs", "merchant_id", "required"),
        ("costs", "sku", "required"),
        ("costs", "unit_cost", "required"),
        ("costs", "currency", "required"),
    ]


def test_every_column_has_a_meaning_and_no_meaning_lacks_its_column() -> None:
    columns = {(name, column.name) for name, sheet in SHEETS.items() for column in sheet.columns}
    assert set(meanings()) == columns


def test_costs_are_no_table_of_the_office() -> None:
    assert set(SHEETS) - set(OFFICE_TABLES) == {"costs"}
