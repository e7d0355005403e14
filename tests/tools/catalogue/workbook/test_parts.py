"""A small file that unpacks to millions of elements is refused before anything is made of them."""

import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from core.errors import BadInput
from tests.tools.catalogue.workbook.sheets_by_hand import (
    PRICE_COLUMNS,
    part_of,
    price_cells,
    prices,
    spoilt,
    with_shared_strings,
)
from tools.catalogue.folder.tables import Tables
from tools.catalogue.workbook import WorkbookError, read_workbook, template
from tools.catalogue.workbook.package import open_package
from tools.catalogue.workbook.parts import (
    MAX_ITEM_ATTRIBUTES,
    MAX_ITEMS,
    MAX_KEPT_MARKS,
    MAX_MARKS,
    MAX_UNPACKED,
)

SHEET, STYLES, TEXTS = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"
CONTENT = prices(price_cells())


def within(part: str, mark: bytes, added: bytes, content: bytes = CONTENT) -> bytes:
    """The workbook with `added` before the `mark` of `part`."""
    whole = part_of(content, part)
    assert mark in whole
    return spoilt(content, part, whole.replace(mark, added + mark))


def row(cells: bytes) -> bytes:
    return within(SHEET, b"</sheetData>", b"<row>" + cells + b"</row>")


MANY = 1_000_000
BOMBS = {
    "styles": lambda: within(STYLES, b"</cellXfs>", b"<xf/>" * MANY),
    "names of cells": lambda: within("xl/workbook.xml", b"</workbook>", b"<x/>" * MANY),
    "cells of a row": lambda: row(b"<c/>" * MANY),
    "runs of a text": lambda: row(b'<c t="inlineStr"><is>' + b"<r/>" * MANY + b"</is></c>"),
    "rows in a row": lambda: row(b"<row/><c/>" * MANY),
    "rows": lambda: within(SHEET, b"</sheetData>", b"<row/>" * MANY),
    "rows elsewhere": lambda: within(SHEET, b"</worksheet>", b"<row/>" * MANY),
    "rows of another kind": lambda: within(SHEET, b"</sheetData>", b'<row xmlns="urn:x"/>' * MANY),
    "texts": lambda: within(TEXTS, b"</sst>", b"<si/>" * MANY, with_shared_strings(CONTENT)),
    "one long text": lambda: row(b"<c><v>" + b"9" * 9 * MANY + b"</v></c>"),
    "long texts in comments": lambda: row(b"<c/>" + b"<!--" + b"x" * 9 * MANY + b"-->"),
    "bytes between rows": lambda: within(SHEET, b"</sheetData>", b" " * 9 * MANY),
    "a theme": lambda: spoilt(CONTENT, "xl/theme/theme1.xml", b"<a>" + b" " * 9 * MANY + b"</a>"),
}


@pytest.mark.parametrize("kind", sorted(BOMBS))
def test_more_than_any_workbook_holds_is_refused(kind: str) -> None:
    content = BOMBS[kind]()
    assert len(content) < 100_000
    with pytest.raises(BadInput, match="more than") as raised:
        read_workbook(content)
    assert not isinstance(raised.value, WorkbookError)
    assert raised.value.hint


def test_attributes_of_rows_are_counted() -> None:
    names = " ".join(f'a{n}=""' for n in range(MAX_ITEM_ATTRIBUTES + 1))
    with pytest.raises(BadInput, match="attributes"):
        read_workbook(within(SHEET, b"</sheetData>", f"<row {names}/>".encode()))


def test_a_part_that_is_read_again_and_again_counts_each_time() -> None:
    package = open_package(spoilt(CONTENT, "xl/again.xml", b"<a>" + b" " * 7_000_000 + b"</a>"))
    for _ in range(MAX_UNPACKED // 7_000_010):
        package.read("xl/again.xml")
    with pytest.raises(BadInput, match="bytes to read"):
        package.read("xl/again.xml")


def test_elements_of_all_parts_are_counted_together() -> None:
    package = open_package(CONTENT)
    package.read("xl/workbook.xml")
    package.marks_left = MAX_MARKS - package.marks_left
    package.read("xl/workbook.xml")
    with pytest.raises(BadInput, match="one too many"):
        package.read("xl/workbook.xml")


@pytest.mark.parametrize("name", ["sheet1.dat", "sheet1.png", "SHEET1"])
def test_a_document_type_is_refused_whatever_the_parts_name(name: str) -> None:
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    sheet = part_of(CONTENT, SHEET).replace(b"<worksheet", entity + b"<worksheet", 1)
    content = spoilt(CONTENT, f"xl/worksheets/{name}", sheet)
    for part in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        renamed = part_of(content, part).replace(b"sheet1.xml", name.encode())
        content = spoilt(content, part, renamed)
    with pytest.raises(BadInput, match="declares a document type"):
        read_workbook(content)


@pytest.mark.parametrize("part", [STYLES, "xl/workbook.xml", SHEET])
def test_a_part_in_an_encoding_of_its_own_is_refused(part: str) -> None:
    """Two parsers may read it in two ways."""
    text = part_of(CONTENT, part).partition(b"?>")[2] or part_of(CONTENT, part)
    content = spoilt(CONTENT, part, b'<?xml version="1.0" encoding="IBM037"?>' + text)
    with pytest.raises(BadInput, match=r"is not UTF-8|is broken"):
        read_workbook(content)


def test_two_parts_of_one_name_are_refused() -> None:
    out = io.BytesIO(CONTENT)
    with zipfile.ZipFile(out, "a") as package, pytest.warns(UserWarning, match="Duplicate name"):
        package.writestr(SHEET, part_of(CONTENT, SHEET))
    with pytest.raises(BadInput, match="two parts of one name"):
        read_workbook(out.getvalue())


def test_parts_that_are_not_read_may_be_anything() -> None:
    """The settings of a printer are in UTF-16; pictures and macros are no XML."""
    content = spoilt(CONTENT, "xl/printerSettings/printerSettings1.bin", "Printer".encode("utf-16"))
    content = spoilt(content, "xl/pivotCache/records1.xml", b"<r>" + b"<x/>" * 2 * MAX_KEPT_MARKS + b"</r>")
    assert read_workbook(content).tables == read_workbook(CONTENT).tables


def test_a_sheet_that_is_a_chart_is_left_out() -> None:
    book: Any = Workbook()
    book.active.title = "prices"
    book.active.append(PRICE_COLUMNS)
    book.create_chartsheet("chart")
    content = io.BytesIO()
    book.save(content)
    assert read_workbook(content.getvalue()).tables.prices == ()


@pytest.mark.parametrize(
    "cells",
    [price_cells(unit_price="x" * 1_000_000), price_cells(sku="/" * 1_000_000)],
)
def test_a_message_names_the_beginning_of_a_long_value(cells: list[Any]) -> None:
    with pytest.raises(WorkbookError) as raised:
        read_workbook(with_shared_strings(prices(cells)))
    assert len(str(raised.value)) < 400


def test_unknown_columns_and_broken_parts_are_told_in_short() -> None:
    long = "y" * 1_000_000
    header = part_of(CONTENT, SHEET).replace(b">note<", b">" + long.encode() + b"<")
    told = read_workbook(spoilt(CONTENT, SHEET, header)).warnings
    assert ["yyy" in warning and len(warning) < 200 for warning in told] == [True]
    broken = part_of(CONTENT, SHEET).replace(b'r="A2"', b'r="%s"' % long.encode())
    with pytest.raises(BadInput) as raised:
        read_workbook(spoilt(CONTENT, SHEET, broken))
    assert len(str(raised.value)) < 600


def test_no_workbook_is_written_that_could_not_be_read_back() -> None:
    [price] = read_workbook(CONTENT).tables.prices or ()
    with pytest.raises(BadInput, match=r"above the limit of .*port folder"):
        template(("prices",), Tables(prices=(price,) * MAX_ITEMS))
    with pytest.raises(BadInput, match="rows of fx"):
        template(("fx",), Tables(fx=(object(),) * MAX_ITEMS))  # type: ignore[arg-type]  # only counted
