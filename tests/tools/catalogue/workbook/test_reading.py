"""A workbook is read exactly; what cannot be taken is named by sheet and cell."""

import random
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from core.errors import BadInput
from tests.tools.catalogue.workbook.sheets_by_hand import (
    PRICE_COLUMNS,
    part_of,
    price_cells,
    prices,
    spoilt,
    with_shared_strings,
    workbook,
)
from tools.catalogue.folder.tables import SHEETS
from tools.catalogue.workbook import WorkbookError, read_workbook
from tools.catalogue.workbook.kinds import Kind, kind_of
from tools.catalogue.workbook.package import MAX_BYTES

CHARGE_COLUMNS = ("code", "name", "group", "basis", "amount", "currency")
DUTY_COLUMNS = ("country", "hs_prefix", "duty_rate", "vat_rate", "duty_basis", "source", "source_date")


def problems(content: bytes, allowed: tuple[str, ...] | None = None) -> list[str]:
    with pytest.raises(WorkbookError) as raised:
        read_workbook(content, allowed) if allowed else read_workbook(content)
    return list(raised.value.problems)


def duty(hs_prefix: object, formats: Mapping[str, str] = MappingProxyType({})) -> bytes:
    row = ["KE", hs_prefix, 0.25, 0.16, "CIF", "desk", date(2026, 1, 1)]
    return workbook({"duties": [DUTY_COLUMNS, row]}, formats=formats)


@pytest.mark.parametrize(
    ("cell", "price"),
    [
        (12.5, "12.5"),
        (12, "12"),
        ("12.50", "12.50"),
        (0.1 + 0.2, "0.3"),
        (1.1 * 3, "3.3"),
        (1e-7, "0.0000001"),
        (123456789.12, "123456789.12"),
    ],
)
def test_a_number_is_the_one_that_a_person_sees(cell: Any, price: str) -> None:
    [row] = read_workbook(prices(price_cells(unit_price=cell))).tables.prices or ()
    assert f"{row.unit_price:f}" == price


def test_dates_are_days_whether_excel_knows_them_or_not() -> None:
    cells = price_cells(valid_from=datetime(2026, 1, 1), valid_until="2026-12-31")
    [row] = read_workbook(prices(cells)).tables.prices or ()
    assert (row.valid_from, row.valid_until) == (date(2026, 1, 1), date(2026, 12, 31))
    assert row.row == 2


def test_numbers_typed_into_text_columns_are_their_digits() -> None:
    [row] = read_workbook(prices(price_cells(price_list=2026, note=902103.0))).tables.prices or ()
    assert (row.price_list, row.note) == ("2026", "902103")


@pytest.mark.parametrize(("column", "letter"), [("merchant_id", "A"), ("sku", "B")])
def test_a_code_that_became_a_number_is_refused(column: str, letter: str) -> None:
    """00123 in a cell that is no text is 123."""
    assert problems(prices(price_cells(**{column: 123}))) == [
        f"prices!{letter}2: '123' is a number, and Excel drops the zeros that a code begins with; "
        "format the cell as text and write it again."
    ]
    [row] = read_workbook(prices(price_cells(**{column: "00123"}))).tables.prices or ()
    assert getattr(row, column) == "00123"


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("shipments", "reference"),
        ("shipments", "container_no"),
        ("shipments", "booking_no"),
        ("shipments", "bl_no"),
        ("shipments", "house_bl_no"),
        ("shipments", "merchant_ids"),
        ("shipments", "buyer_id"),
        ("users", "user_id"),
        ("charges", "code"),
    ],
)
def test_columns_of_codes_are_known_as_such(table: str, column: str) -> None:
    (found,) = [item for item in SHEETS[table].columns if item.name == column]
    assert kind_of(found) is Kind.CODE


@pytest.mark.parametrize("number_format", ["0%", "0.00%", '0.0" about"%'])
def test_a_percentage_is_refused_where_no_fraction_is_meant(number_format: str) -> None:
    """0.2 % in the amount of a charge: Excel holds 0.002, the column means 0.2."""
    row = ["HANDLING", "Handling", "origin", "percent_of_goods", 0.002, "USD"]
    content = workbook({"charges": [CHARGE_COLUMNS, row]}, formats={"E2": number_format})
    assert problems(content) == [
        "charges!E2: The cell is formatted as a percentage: it shows 0.2 % and holds 0.002; "
        "format it as a number and write it again."
    ]


@pytest.mark.parametrize("number_format", ["0.000", '0.000" %"', r"0.000\%"])
def test_a_sign_that_a_format_only_writes_is_no_percentage(number_format: str) -> None:
    row = ["HANDLING", "Handling", "origin", "percent_of_goods", 0.2, "USD"]
    content = workbook({"charges": [CHARGE_COLUMNS, row]}, formats={"E2": number_format})
    [charge] = read_workbook(content).tables.charges or ()
    assert charge.amount == Decimal("0.2")


def test_a_fraction_may_be_shown_as_a_percentage() -> None:
    [row] = read_workbook(duty("0902", formats={"C2": "0%", "D2": "0%"})).tables.duties or ()
    assert (row.duty_rate, row.vat_rate) == (Decimal("0.25"), Decimal("0.16"))


def test_a_customs_code_without_its_leading_zero_is_refused() -> None:
    [row] = read_workbook(duty(902103.0)).tables.duties or ()
    assert row.hs_prefix == "902103"
    assert read_workbook(duty("0902")).tables.duties[0].hs_prefix == "0902"  # type: ignore[index]
    [problem] = problems(duty(902))
    assert problem.startswith("duties!B2: '902' is a number, and Excel drops its leading zero")


@pytest.mark.parametrize(
    ("column", "cell", "told"),
    [
        ("unit_price", "12,50", "prices!G2: '12,50' is not a plain decimal number such as 12.50."),
        ("unit_price", "=F2*2", "prices!G2: The cell holds a formula; copy it and paste its value."),
        ("unit_price", -1, "prices!G2: '-1' must not be less than 0."),
        ("unit_price", True, "prices!G2: 'true' is not a plain decimal number such as 12.50."),
        ("unit_price", date(2026, 1, 1), "prices!G2: Excel made the date 2026-01-01 of this; format"),
        ("unit_price", "#REF!", "prices!G2: The cell holds the error #REF!."),
        ("sku", date(2026, 1, 2), "prices!B2: Excel made the date 2026-01-02 of this; format"),
        ("sku", 1234567890123456, "prices!B2: '1234567890123456' has more digits than Excel keeps"),
        ("sku", None, "prices!B2: The cell is empty."),
        ("valid_from", 46023, "prices!H2: '46023' is a number, not a date; write it YYYY-MM-DD."),
        ("valid_from", datetime(2026, 1, 1, 8), "prices!H2: '2026-01-01 08:00:00' is a time of day"),
        ("valid_from", time(8), "prices!H2: '08:00:00' is a time of day, which no column holds."),
        ("valid_from", "1.2.2026", "prices!H2: '1.2.2026' is not a day written YYYY-MM-DD."),
        ("min_cartons", 1.5, "prices!F2: '1.5' is not a whole number."),
        ("price_unit", "box", "prices!E2: 'box' is not one of carton, piece, kg."),
        ("currency", "USX", "prices!D2: 'USX' is not an ISO 4217 currency code."),
    ],
)
def test_every_problem_names_its_cell(column: str, cell: Any, told: str) -> None:
    [problem] = problems(prices(price_cells(**{column: cell})))
    assert problem.startswith(told)


def test_all_problems_are_told_at_once_and_by_moved_columns() -> None:
    header = [PRICE_COLUMNS[-1], *PRICE_COLUMNS[:-1]]
    rows = [[None, *price_cells(sku="a/b", unit_price="x")[:-1]], [], [None, *price_cells()[:-1]]]
    found = problems(workbook({"prices": [header, *rows, rows[2]]}))
    assert [problem.partition(":")[0] for problem in found] == ["prices!C2", "prices!H2", "prices, row 5"]


def test_unknown_columns_and_sheets_are_warnings_and_their_formulas_nobodys_business() -> None:
    content = workbook(
        {"Prices": [(*PRICE_COLUMNS, "margin"), [*price_cells(), "=G2-1"]], "Notes": [["call Ann"]]}
    )
    read = read_workbook(content)
    assert len(read.tables.prices or ()) == 1
    assert read.warnings == (
        "prices!L1: The column 'margin' is unknown and was ignored.",
        "Notes: The sheet is none of the catalogue's tables and was ignored.",
    )


def test_hidden_sheets_are_left_out() -> None:
    sheets: dict[str, list[Any]] = {"prices": [PRICE_COLUMNS, price_cells()], "costs": [["nonsense"]]}
    read = read_workbook(workbook(sheets, hidden=("costs",)))
    assert (read.tables.costs, read.warnings) == (None, ())


def test_a_sheet_that_is_not_there_is_not_an_empty_one() -> None:
    read = read_workbook(workbook({"prices": [PRICE_COLUMNS]}))
    assert (read.tables.prices, read.tables.products) == ((), None)


def test_a_table_of_somebody_else_is_refused() -> None:
    content = workbook({"prices": [PRICE_COLUMNS], "users": [["user_id", "name", "role"]]})
    assert problems(content, ("products", "prices")) == [
        "users: You may not edit this table; yours are products, prices."
    ]


def test_missing_and_doubled_columns_are_problems() -> None:
    assert problems(workbook({"prices": [PRICE_COLUMNS[1:]]})) == [
        "prices, row 1, column merchant_id: The required column is missing."
    ]
    assert problems(workbook({"prices": [(*PRICE_COLUMNS, "sku")]})) == [
        "prices!B1: The column is there twice."
    ]
    assert problems(workbook({"prices": []})) == [
        "prices: The sheet is empty; a row of column names is needed."
    ]


def test_a_workbook_without_a_table_says_which_sheets_there_are() -> None:
    with pytest.raises(BadInput, match="no sheet of the catalogue") as raised:
        read_workbook(workbook({"Sheet1": [["hello"]]}), ("products", "prices"))
    assert "products, prices" in raised.value.hint


def test_wrong_dimensions_and_far_rows_neither_hide_rows_nor_cost_memory() -> None:
    content = prices(price_cells())
    sheet = part_of(content, "xl/worksheets/sheet1.xml")
    lying = sheet.replace(b'ref="A1:K2"', b'ref="A1:XFD1048576"').replace(
        b"</sheetData>", b'<row r="999999999"><c r="A999999999"><v>1</v></c></row></sheetData>'
    )
    assert lying != sheet
    read = read_workbook(spoilt(content, "xl/worksheets/sheet1.xml", lying))
    assert len(read.tables.prices or ()) == 1


def test_too_many_cells_are_refused() -> None:
    content = prices(price_cells())
    sheet = part_of(content, "xl/worksheets/sheet1.xml")
    wide = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (n, n) for n in range(3, 500))
    filled = spoilt(
        content, "xl/worksheets/sheet1.xml", sheet.replace(b"</sheetData>", wide + b"</sheetData>")
    )
    with pytest.raises(BadInput, match="more than 5000000 cells"):
        read_workbook(filled)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no workbook"),
        (b"PK\x03\x04 and nothing", "no workbook"),
        (b"merchant_id,sku\n", "no workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password or is in the old format"),
        (b"P" * (MAX_BYTES + 1), "above the limit"),
    ],
)
def test_what_is_no_workbook_is_refused_with_what_to_do(content: bytes, told: str) -> None:
    with pytest.raises(BadInput, match=told) as raised:
        read_workbook(content)
    assert raised.value.hint


def test_a_zip_of_something_else_is_no_workbook() -> None:
    content = prices()
    renamed = content.replace(b"xl/workbook.xml", b"xl/workshop.xml")
    with pytest.raises(BadInput, match="no Excel workbook"):
        read_workbook(renamed)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = spoilt(prices(), "xl/media/image1.png", bytes(300 * 1024 * 1024))
    assert len(bomb) < 1024 * 1024
    with pytest.raises(BadInput, match="unpacks to"):
        read_workbook(bomb)


@pytest.mark.parametrize(
    "part",
    [
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>',
        '<?xml version="1.0"?><!DOCTYPE x><x/>'.encode("utf-16"),
        '<?xml version="1.0" encoding="UTF-16BE"?><!DOCTYPE x><x/>'.encode("utf-16-be"),
    ],
)
def test_entities_are_refused_in_any_encoding(part: bytes) -> None:
    with pytest.raises(BadInput, match=r"declares a document type|is not UTF-8"):
        read_workbook(spoilt(prices(price_cells()), "xl/styles.xml", part))


def test_texts_in_a_table_of_their_own_are_the_same_texts() -> None:
    content = prices(price_cells(note="for Ann & Ben"))
    shared = with_shared_strings(content)
    assert b"inlineStr" not in part_of(shared, "xl/worksheets/sheet1.xml")
    assert read_workbook(shared).tables == read_workbook(content).tables


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"]
)
def test_a_damaged_part_is_bad_input_or_read_and_never_a_fault(part: str) -> None:
    content, chance = prices(price_cells()), random.Random(7)
    whole = part_of(content, part)
    for _ in range(60):
        damaged = bytearray(whole)
        start = chance.randrange(len(damaged))
        damaged[start : start + chance.choice([0, 1, 5])] = chance.choice([b"<", b'"', b"-9", b"999999999"])
        with suppress(BadInput):
            read_workbook(spoilt(content, part, bytes(damaged)))


def test_broken_xml_is_told_and_not_a_fault() -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_workbook(spoilt(prices(price_cells()), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData>"))


def test_exact_decimals_of_text_cells_are_kept() -> None:
    [row] = (
        read_workbook(prices(price_cells(unit_price="123456789012345678.123456789012"))).tables.prices or ()
    )
    assert row.unit_price == Decimal("123456789012345678.123456789012")
