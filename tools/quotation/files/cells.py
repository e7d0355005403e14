"""Rows of plain values written to a worksheet; saved so that the same rows give the same bytes."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

_HEAD_FILL = PatternFill("solid", start_color="EEF2F7")
_BEGINS_A_FORMULA = ("=", "+", "-", "@")
_NARROWEST, _WIDEST = 8, 44
_DAY_FORMAT = "yyyy-mm-dd"
_PROPERTIES = "docProps/core.xml"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the format that Excel shows it in."""

    value: Decimal
    number_format: str


Entry = str | int | date | Figure


@dataclass(frozen=True, slots=True)
class Row:
    entries: Sequence[Entry] = ()
    bold: bool = False
    head: bool = False


def write_rows(sheet: Worksheet, rows: Sequence[Row]) -> None:
    widths: dict[int, int] = {}
    for at, row in enumerate(rows, 1):
        for column, entry in enumerate(row.entries, 1):
            cell = sheet.cell(at, column)
            assert isinstance(cell, Cell), "nothing is merged"
            _write(cell, entry)
            _style(cell, row)
            if len(row.entries) > 1:
                widths[column] = max(widths.get(column, _NARROWEST), len(_shown(entry)) + 2)
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = min(width, _WIDEST)


def saved(book: Workbook, at: datetime) -> bytes:
    """`at` (UTC) stands for the time of making everywhere; openpyxl itself would stamp the clock's."""
    book.properties.created = book.properties.modified = at.replace(tzinfo=None)
    properties = tostring(book.properties.to_tree())
    written, steady = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, properties if name == _PROPERTIES else source.read(name))
    return steady.getvalue()


def _write(cell: Cell, entry: Entry) -> None:
    match entry:
        case Figure(value, number_format):
            cell.value, cell.number_format = value, number_format
        case str():
            _write_text(cell, entry)
        case date():
            cell.value, cell.number_format = entry, _DAY_FORMAT
        case _:
            cell.value = entry


def _write_text(cell: Cell, text: str) -> None:
    """Text stays text: quoted as by an apostrophe, also when somebody edits the cell."""
    if not text:
        return
    cell.value = text
    cell.data_type = "s"
    if text.startswith(_BEGINS_A_FORMULA):
        cell.quotePrefix = True


def _style(cell: Cell, row: Row) -> None:
    cell.alignment = Alignment(vertical="top", wrap_text=row.head)
    if row.bold or row.head:
        cell.font = Font(bold=True)
    if row.head:
        cell.fill = _HEAD_FILL


def _shown(entry: Entry) -> str:
    return f"{entry.value:,.3f}" if isinstance(entry, Figure) else str(entry)
