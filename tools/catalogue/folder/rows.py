"""CSV files (RFC 4180, UTF-8) into rows of a given type, by a table of columns."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Generic, TypeVar

from tools.catalogue.folder.cells import Cell
from tools.catalogue.folder.findings import Findings

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
    records = _records(content, sheet.file, findings)
    first = next(records, None)
    if first is None:
        findings.problem(sheet.file, "The file is empty; a header row is needed.")
        return Rows((), None)
    header = [name.strip() for name in first[1]]
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
                sheet.file, f"The column {name!r} is unknown and was ignored.", row=1, column=name
            )
    twice = sorted({name for name in header if header.count(name) > 1 and name in known})
    missing = [column.name for column in sheet.columns if column.required and column.name not in header]
    for name in twice:
        findings.problem(sheet.file, "The column is there twice.", row=1, column=name)
    for name in missing:
        findings.problem(sheet.file, "The required column is missing.", row=1, column=name)
    return not twice and not missing


def _rows(
    records: Iterator[tuple[int, list[str]]], header: list[str], sheet: Sheet[Row], findings: Findings
) -> Rows[Row]:
    rows: list[Row] = []
    lines: dict[Key, int] = {}
    for line, record in records:
        if len(record) != len(header):
            findings.problem(
                sheet.file, f"The row has {len(record)} cells, the header {len(header)}.", row=line
            )
            continue
        values, whole = _values(dict(zip(header, record, strict=True)), line, sheet, findings)
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


def _values(
    cells: dict[str, str], line: int, sheet: Sheet[Row], findings: Findings
) -> tuple[dict[str, object], bool]:
    """The cells that could be parsed, and whether that was all of them."""
    values: dict[str, object] = {}
    whole = True
    for column in sheet.columns:
        cell = cells.get(column.name, "").strip()
        if not cell and not column.required:
            continue
        try:
            if not cell:
                raise ValueError("The cell is empty.")
            values[column.name] = column.parse(cell)
        except ValueError as error:
            whole = False
            findings.problem(sheet.file, str(error), row=line, column=column.name)
    return values, whole


def _key(values: dict[str, object], whole: bool, sheet: Sheet[Row]) -> Key:
    """Empty when the row has no key: a cell of the key was refused."""
    names = sheet.key or tuple(column.name for column in sheet.columns if whole)
    if any(name not in values for name in sheet.key):
        return ()
    return tuple(values.get(name) for name in names)
