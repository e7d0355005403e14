"""Writes the catalogue's workbook: a sheet a table, empty or filled, and how to fill it in."""

import io
import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from core.errors import BadInput
from tools.catalogue.folder.rows import Column
from tools.catalogue.folder.tables import SHEETS, TableRow, Tables, cell_text
from tools.catalogue.workbook.guide import GUIDE_COLUMNS, GUIDE_SHEET, RULES, comment_of, guide_rows
from tools.catalogue.workbook.kinds import Kind, kind_of, words_of
from tools.catalogue.workbook.package import MAX_BYTES
from tools.catalogue.workbook.parts import MAX_CELLS, MAX_ITEMS

VendorSheet = Any
"""openpyxl's WriteOnlyWorksheet: the published types of openpyxl leave out most of what it can do."""
VendorCell = Any
_LAST_ROW = 1_048_576
_REQUIRED, _OPTIONAL = "FF1F4E78", "FF8EA9C1"
_FORMATS = {
    Kind.NUMBER: "General",
    Kind.FRACTION: "General",
    Kind.WHOLE: "0",
    Kind.DAY: "yyyy-mm-dd",
    Kind.FLAG: "General",
}
_AS_TEXT = "@"
# XML 1.0, production 2: what no XML file can hold.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def template(names: tuple[str, ...], tables: Tables | None = None) -> bytes:
    """An XLSX with a sheet for each of the tables `names`, filled with the rows of `tables`. Raises
    BadInput for more than could be read back."""
    from openpyxl import Workbook

    _check_size(names, tables)

    book = Workbook(write_only=True)
    for name in names:
        sheet = book.create_sheet(name)
        _lay_out(sheet, name)
        for row in (tables.rows(name) if tables else None) or ():
            sheet.append(_cells(sheet, name, row))
    _guide(book.create_sheet(GUIDE_SHEET), names)
    content = io.BytesIO()
    book.save(content)
    if content.tell() > MAX_BYTES:
        raise _too_large(f"{content.tell()} bytes", f"{MAX_BYTES}")
    return content.getvalue()


def _check_size(names: tuple[str, ...], tables: Tables | None) -> None:
    counts = {name: len((tables.rows(name) if tables else None) or ()) for name in names}
    cells = sum((1 + count) * (1 + len(SHEETS[name].columns)) for name, count in counts.items())
    if cells > MAX_CELLS:
        raise _too_large(f"{cells} cells", f"{MAX_CELLS}")
    for name, count in counts.items():
        if count >= MAX_ITEMS:
            raise _too_large(f"{count} rows of {name}", f"{MAX_ITEMS - 1}")


def _too_large(what: str, limit: str) -> BadInput:
    return BadInput(
        f"A workbook of this catalogue would have {what}, above the limit of {limit}.",
        hint="Export a port folder instead, edit that and import it.",
    )


def _lay_out(sheet: VendorSheet, name: str) -> None:
    """Widths, formats and validations of whole columns, and the row of names. Formats reach below the rows
    that are there: a code typed into a new row has to stay text."""
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    columns = SHEETS[name].columns
    for place, column in enumerate(columns, start=1):
        letters = get_column_letter(place)
        sheet.column_dimensions[letters].width = max(12, len(column.name) + 3)
        sheet.column_dimensions[letters].number_format = _FORMATS.get(kind_of(column), _AS_TEXT)
        if words := words_of(column):
            sheet.data_validations.append(_validation(words, f"{letters}2:{letters}{_LAST_ROW}", column))
    sheet.append([_header(sheet, column.name, column, name) for column in columns])


def _validation(words: tuple[str, ...], area: str, column: Column) -> object:
    from openpyxl.worksheet.datavalidation import DataValidation

    return DataValidation(
        type="list",
        formula1=f'"{",".join(words)}"',
        allow_blank=not column.required,
        sqref=area,
        showErrorMessage=True,
        errorTitle=column.name,
        error=f"One of: {', '.join(words)}",
    )


def _header(sheet: VendorSheet, text: str, column: Column, table: str) -> VendorCell:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill

    cell = _cell(sheet, text, _AS_TEXT)
    cell.font = Font(bold=True, color="FFFFFFFF" if column.required else "FF000000")
    cell.fill = PatternFill("solid", fgColor=_REQUIRED if column.required else _OPTIONAL)
    cell.comment = Comment(comment_of(table, column), "Quayside", height=120, width=320)
    return cell


def _cells(sheet: VendorSheet, name: str, row: TableRow) -> Iterator[VendorCell]:
    for column in SHEETS[name].columns:
        yield _value_cell(sheet, getattr(row, column.name))


def _value_cell(sheet: VendorSheet, value: object) -> VendorCell:
    match value:
        case None | "" | ():
            return None
        case bool():
            return _typed(sheet, value, "General")
        case int():
            return _typed(sheet, value, "0")
        case Decimal() if _survives(value):
            return _typed(sheet, float(value), _digits(value))
        case date():
            return _typed(sheet, value, "yyyy-mm-dd")
        case _:
            return _cell(sheet, cell_text(value), _AS_TEXT)


def _survives(value: Decimal) -> bool:
    """Whether Excel, which keeps 15 digits, shows this number; else it is written as text."""
    return Decimal(f"{float(value):.15g}") == value


def _digits(value: Decimal) -> str:
    """A format that shows the number's own digits: 12.50, not 12.5."""
    places = -int(value.as_tuple().exponent)
    return f"0.{'0' * places}" if places > 0 else "0"


def _typed(sheet: VendorSheet, value: bool | float | date, number_format: str) -> VendorCell:
    from openpyxl.cell import WriteOnlyCell

    cell: VendorCell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # a date is taken too
    cell.number_format = number_format
    return cell


def _cell(sheet: VendorSheet, text: str, number_format: str) -> VendorCell:
    """A text cell, whatever it begins with: openpyxl would make a formula of `=1+1`, and Excel of `+1` or
    `@a` once somebody edits the cell, but for the quote prefix (OWASP, CSV injection)."""
    from openpyxl.cell import WriteOnlyCell

    cell: VendorCell = WriteOnlyCell(sheet, _NOT_XML.sub(" ", text))
    cell.data_type = "s"
    cell.number_format = number_format
    if text.startswith(("=", "+", "-", "@", "\t", "\r")):
        cell.quotePrefix = True
    return cell


def _guide(sheet: VendorSheet, names: tuple[str, ...]) -> None:
    from openpyxl.styles import Font

    for letters, width in zip("ABCDEFG", (14, 22, 10, 18, 18, 44, 90), strict=True):
        sheet.column_dimensions[letters].width = width
    lines: Iterable[tuple[str, ...]] = [*((rule,) for rule in RULES), (), *guide_rows(names)]
    for number, line in enumerate(lines):
        if number == len(RULES) + 1:
            head = [_cell(sheet, text, _AS_TEXT) for text in GUIDE_COLUMNS]
            for cell in head:
                cell.font = Font(bold=True)
            sheet.append(head)
        sheet.append([_cell(sheet, text, _AS_TEXT) for text in line])
