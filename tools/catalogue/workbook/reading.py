"""Reads a workbook through the same columns as the CSV files: every problem in it, or all of its rows."""

import warnings
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from core.errors import BadInput
from tools.catalogue.folder.findings import Findings
from tools.catalogue.folder.rows import Refused, Rows, Sheet, read_records
from tools.catalogue.folder.tables import SHEETS, Tables
from tools.catalogue.workbook.cell_texts import text_of
from tools.catalogue.workbook.findings import Places, WorkbookError, told
from tools.catalogue.workbook.guide import GUIDE_SHEET
from tools.catalogue.workbook.kinds import Kind, kind_of
from tools.catalogue.workbook.package import open_package
from tools.catalogue.workbook.parts import MAX_CELLS, SAVE_ANEW, SMALLER

VendorSheet = Any
"""openpyxl's ReadOnlyWorksheet, whose published types do not fit it."""
MAX_ROWS = 1_048_576
"""The rows of a sheet (Excel's own limit): a file that numbers a row beyond it is not read on."""
Record = tuple[int, list[str | Refused]]


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook that was read without a problem. A row's `row` is its row in the sheet; `places` tells
    the letters of a column; `warnings` name what was ignored."""

    tables: Tables
    places: Places
    warnings: tuple[str, ...]


def read_workbook(content: bytes, allowed: Collection[str] = tuple(SHEETS)) -> Workbook:
    """The tables that the workbook has sheets of. Hidden sheets are left out; a sheet that is no table is
    ignored with a warning, one that is none of `allowed` is a problem. Raises WorkbookError, or BadInput
    for what is no workbook."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that it drops
        return _read(content, allowed)


def _read(content: bytes, allowed: Collection[str]) -> Workbook:
    findings = Findings()
    places: dict[tuple[str, str], str] = {}
    tables: dict[str, Rows[Any]] = {}
    budget = _Budget()
    for name, sheet in _visible_sheets(content):
        if name in tables:
            findings.problem(name, "There are two sheets of this name.")
        elif name not in SHEETS:
            findings.warn(sheet.title, "The sheet is none of the catalogue's tables and was ignored.")
        elif name not in allowed:
            findings.problem(name, f"You may not edit this table; yours are {', '.join(allowed)}.")
        else:
            tables[name] = _read_sheet(sheet, name, places, budget, findings)
    if not tables and not findings.problems:
        raise BadInput(
            "The workbook has no sheet of the catalogue.", hint=f"Name the sheets {', '.join(allowed)}."
        )
    if findings.problems:
        raise WorkbookError(findings.problems, places)
    rows = {name: found.rows for name, found in tables.items()}
    warned = tuple(told(warning, places) for warning in findings.warned)
    return Workbook(Tables(**rows), places, warned)


class _Budget:
    """Cells that may still be read, over all sheets."""

    def __init__(self) -> None:
        self._left = MAX_CELLS

    def spend(self, cells: int) -> None:
        # an empty row costs something too: a file may be made of nothing else
        self._left -= cells + 1
        if self._left < 0:
            raise BadInput(
                f"The workbook has more than {MAX_CELLS} cells.",
                hint=f"Delete empty rows and columns. {SMALLER}",
            )


def _visible_sheets(content: bytes) -> list[tuple[str, VendorSheet]]:
    """(name in lower case, sheet) of each sheet that is not hidden, the guide left out."""
    from tools.catalogue.workbook.opening import open_book

    package = open_package(content)
    try:
        book = open_book(package)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in sheets:
            sheet.reset_dimensions()  # what a file says of its size may be wrong
    except Exception as error:  # openpyxl breaks with anything on a file that is not as it should be
        raise _unreadable(error) from error
    return [(sheet.title.strip().lower(), sheet) for sheet in sheets if sheet.title != GUIDE_SHEET]


def _rows(sheet: VendorSheet) -> Iterator[tuple[Any, ...]]:
    """The rows of a sheet from the first on, cells of openpyxl."""
    rows = sheet.iter_rows(max_row=MAX_ROWS)
    while True:
        try:
            row = next(rows, None)
        except Exception as error:  # as above
            raise _unreadable(error) from error
        if row is None:
            return
        yield row


def _unreadable(error: Exception) -> BadInput:
    if isinstance(error, BadInput):
        return error
    return BadInput(f"The workbook cannot be read: {error!s:.200}.", hint=SAVE_ANEW)


def _read_sheet(
    sheet: VendorSheet,
    name: str,
    places: dict[tuple[str, str], str],
    budget: _Budget,
    findings: Findings,
) -> Rows[Any]:
    specification = replace(SHEETS[name], file=name)
    records = _records(sheet, specification, places, budget)
    first = next(records, None)
    if first is None:
        findings.problem(name, "The sheet is empty; a row of column names is needed.")
        return Rows((), None)
    return read_records(chain((first,), records), specification, findings)


def _records(
    sheet: VendorSheet,
    specification: Sheet[Any],
    places: dict[tuple[str, str], str],
    budget: _Budget,
) -> Iterator[Record]:
    """The first row with content gives the columns; those without a name are left out."""
    from openpyxl.utils import get_column_letter

    kinds = {column.name: kind_of(column) for column in specification.columns}
    header: list[tuple[int, Kind | None]] | None = None
    for number, row in enumerate(_rows(sheet), start=1):
        budget.spend(len(row))
        if header is None:
            names = {n: str(cell.value).strip() for n, cell in enumerate(row) if cell.value is not None}
            if names:
                for n, name in names.items():
                    places.setdefault((specification.file, name), get_column_letter(n + 1))
                header = [(n, kinds.get(name)) for n, name in names.items()]
                yield number, list(names.values())
            continue
        texts = [_text(row, n, kind) for n, kind in header]
        if any(isinstance(text, Refused) or text.strip() for text in texts):
            yield number, texts


def _text(row: tuple[Any, ...], place: int, kind: Kind | None) -> str | Refused:
    """Cells of unknown columns (`kind` None) are not looked at."""
    if kind is None or place >= len(row) or row[place].value is None:
        return ""
    cell = row[place]
    if cell.data_type != "n":
        return text_of(cell.value, cell.data_type, kind)
    try:
        number_format = cell.number_format
    except Exception as error:  # a style that is not there
        raise _unreadable(error) from error
    return text_of(cell.value, cell.data_type, kind, number_format)
