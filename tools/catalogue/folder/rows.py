"""CSV files (RFC 4180, UTF-8) into rows of a given type, by a table of columns."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Generic, TypeVar

from tools.catalogue.folder.cells import Cell
from tools.catalogue.folder.findings import Findings, shown

Row = TypeVar("Row")
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A required column must be in the header and filled in every row; an empty optional cell keeps
    the row type's default."""

    name: str
    parse: Cell
    required: bool = True


@dataclass(frozen=True, slots=True)
class Sheet(Generic[Row]):
    """One CSV file: `make` builds a row from `row` (its line) and the columns by name.

    `key` names the columns that no two rows may share; empty: no two rows may be equal.
    """

    file: str
    make: Callable[..., Row]
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A cell that holds nothing that could be read as text, and why. Only a workbook has such cells."""

    why: str


@dataclass(frozen=True, slots=True)
class Rows(Generic[Row]):
    """`keys` are the keys of all rows, those with another cell refused too, so that one bad cell does
    not make every reference to its row look dangling; None when the file could not be read."""

    rows: tuple[Row, ...]
    keys: frozenset[Key] | None


def read_rows(root: Path, sheet: Sheet[Row], findings: Findings) -> Rows[Row]:
    """Every row of `sheet` that is right; what is wrong goes to `findings`."""
    content = read_text(root, sheet.file, findings)
    if content is None:
        return Rows((), None)
    return read_records(_records(content, sheet.file, findings), sheet, findings)


def read_records(
    records: Iterator[tuple[int, Sequence[str | Refused]]], sheet: Sheet[Row], findings: Findings
) -> Rows[Row]:
    """The same of records from anywhere: (line, cells), the header first."""
    first = next(records, None)
    if first is None:
        findings.problem(sheet.file, "The file is empty; a header row is needed.")
        return Rows((), None)
    header = [str(name).strip() for name in first[1]]
    if not _header_fits(header, sheet, findings):
        return Rows((), None)
    return _rows(records, header, sheet, findings)


def read_text(root: Path, file: str, findings: Findings) -> str | None:
    """The text of a UTF-8 file, without a byte order mark; None after a problem."""
    try:
        content = (root / file).read_bytes()
    except FileNotFoundError:
        findings.problem(file, "The file is missing.")
        return None
    except OSError as error:
        findings.problem(file, f"The file cannot be read: {error.strerror}.")
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        findings.problem(file, f"The byte {content[error.start]:#04x} is not UTF-8.", row=line)
        return None


def _records(content: str, file: str, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """(the line where it begins, its cells) of each record that is not blank."""
    reader = csv.reader(StringIO(content, newline=""), strict=True)
    line = 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                yield line, record
            line = reader.line_num + 1
    except csv.Error as error:
        findings.problem(file, f"The CSV is broken: {error}.", row=line)


def _header_fits(header: list[str], sheet: Sheet[Row], findings: Findings) -> bool:
    known = {column.name for column in sheet.columns}
    for name in header:
        if name not in known:
            findings.warn(
                sheet.file, f"The column {shown(name)} is unknown and was ignored.", row=1, column=name
            )
    twice = sorted({name for name in header if header.count(name) > 1 and name in known})
    missing = [column.name for column in sheet.columns if column.required and column.name not in header]
    for name in twice:
        findings.problem(sheet.file, "The column is there twice.", row=1, column=name)
    for name in missing:
        findings.problem(sheet.file, "The required column is missing.", row=1, column=name)
    return not twice and not missing


def _rows(
    records: Iterator[tuple[int, Sequence[str | Refused]]],
    header: list[str],
    sheet: Sheet[Row],
    findings: Findings,
) -> Rows[Row]:
    rows: list[Row] = []
    lines: dict[Key, int] = {}
    parsers = [_Parser(column, header, sheet.file, findings) for column in sheet.columns]
    for line, record in records:
        if len(record) != len(header):
            findings.problem(
                sheet.file, f"The row has {len(record)} cells, the header {len(header)}.", row=line
            )
            continue
        values, whole = _values(record, line, parsers)
        key = _key(values, whole, sheet)
        if key in lines:
            findings.problem(
                sheet.file,
                f"The row repeats row {lines[key]}.",
                row=line,
                column=next(iter(sheet.key), None),
            )
        elif key:
            lines[key] = line
        if whole:
            rows.append(sheet.make(row=line, **values))
    return Rows(tuple(rows), frozenset(lines))


class _Parser:
    """Parses one column's cells. A column says the same things over and over (dates, currencies, prices):
    each is parsed once and its value shared by the rows, which saves half of the time and of the memory."""

    def __init__(self, column: Column, header: list[str], file: str, findings: Findings) -> None:
        self.name = column.name
        self._column, self._file, self._findings = column, file, findings
        self._place = header.index(column.name) if column.name in header else None
        self._known: dict[str, object] = {}

    def parse(self, record: Sequence[str | Refused], line: int, values: dict[str, object]) -> bool:
        """Puts the cell's value into `values`, an empty optional cell's not; False after a problem."""
        cell = "" if self._place is None else record[self._place]
        known = self._known.get(cell) if isinstance(cell, str) else None
        if known is None:
            if not cell and not self._column.required:
                return True
            try:
                known = self._parsed(cell)
            except ValueError as error:
                self._findings.problem(self._file, str(error), row=line, column=self.name)
                return False
            if known is None:
                return True
        values[self.name] = known
        return True

    def _parsed(self, cell: str | Refused) -> object | None:
        """None: an optional cell of blanks. Raises ValueError."""
        if isinstance(cell, Refused):
            raise ValueError(cell.why)
        text = cell.strip()
        if not text:
            if self._column.required:
                raise ValueError("The cell is empty.")
            return None
        self._known[cell] = value = self._column.parse(text)
        return value


def _values(
    record: Sequence[str | Refused], line: int, parsers: Sequence[_Parser]
) -> tuple[dict[str, object], bool]:
    """The cells that could be parsed, and whether that was all of them."""
    values: dict[str, object] = {}
    refused = [parser for parser in parsers if not parser.parse(record, line, values)]
    return values, not refused


def _key(values: dict[str, object], whole: bool, sheet: Sheet[Row]) -> Key:
    """Empty when the row has no key: a cell of the key was refused."""
    names = sheet.key or tuple(column.name for column in sheet.columns if whole)
    if any(name not in values for name in sheet.key):
        return ()
    return tuple(values.get(name) for name in names)
