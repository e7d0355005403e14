"""XLSX: a table a sheet, values as last computed. Hidden sheets, rows and columns are left out."""

import io
import re
import warnings
from datetime import date, datetime
from decimal import Decimal
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from core.errors import DocumentError
from knowledge.extraction.block import Block
from knowledge.extraction.draft import Draft
from knowledge.extraction.office import check_package

_PERCENT = re.compile(r"0(?:\.(0+))?\s*%")
_MAX_CELLS = 2_000_000


def read(content: bytes) -> list[Block]:
    check_package(content, "xl/workbook.xml", "XLSX")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that it drops
            book = load_workbook(io.BytesIO(content), data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError, ParseError) as error:
        raise DocumentError(
            f"The XLSX cannot be read: {error}.", hint="Open it, save it anew and try again."
        ) from None
    draft = Draft()
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            _sheet(draft, sheet, named=len(book.worksheets) > 1)
    return draft.blocks


def _sheet(draft: Draft, sheet: Worksheet, *, named: bool) -> None:
    if sheet.max_row * sheet.max_column > _MAX_CELLS:
        raise DocumentError(
            f"The sheet {sheet.title!r} spans {sheet.max_row} rows and {sheet.max_column} columns.",
            hint=f"Delete empty rows and columns; at most {_MAX_CELLS} cells are read.",
        )
    if named:
        draft.heading(1, sheet.title)
    merged = _merged(sheet)
    columns = [
        column
        for column in range(1, sheet.max_column + 1)
        if not sheet.column_dimensions[get_column_letter(column)].hidden
    ]
    draft.table(
        [
            [_shown(merged.get((row, column), sheet.cell(row, column))) for column in columns]
            for row in range(1, sheet.max_row + 1)
            if not sheet.row_dimensions[row].hidden
        ]
    )


def _merged(sheet: Worksheet) -> dict[tuple[int, int], Cell | MergedCell]:
    """(row, column) of each covered cell to the cell whose value it shows."""
    return {
        (row, column): sheet.cell(area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }


def _shown(cell: Cell | MergedCell) -> str:
    """The value as the sheet shows it, as far as it changes the meaning: percentages and days."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _number(value, str(getattr(cell, "number_format", "")))
    return str(value)


def _number(value: int | float, number_format: str) -> str:
    # 12 digits: what a sheet shows of 0.1 + 0.2
    exact = Decimal(f"{value:.12g}")
    if match := _PERCENT.search(number_format):
        places = Decimal(1).scaleb(-len(match[1] or ""))
        return f"{(exact * 100).quantize(places)} %"
    return f"{exact:f}"
