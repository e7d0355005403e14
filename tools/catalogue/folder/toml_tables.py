"""TOML tables by the same kind of column list as the CSV files: port.toml and a document's meta file."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

from tools.catalogue.folder.findings import Findings
from tools.catalogue.folder.rows import Column, read_text


def read_table(root: Path, file: str, findings: Findings) -> dict[str, object] | None:
    """The parsed file, its floats as exact decimals; None after a problem."""
    content = read_text(root, file, findings)
    if content is None:
        return None
    try:
        return tomllib.loads(content, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        findings.problem(file, f"The TOML is broken: {error}.")
        return None


def read_fields(
    table: dict[str, object], columns: tuple[Column, ...], file: str, findings: Findings, prefix: str = ""
) -> dict[str, object]:
    """The fields that are there and right, by name. Unknown names are warned of and left out."""
    for name in table.keys() - {column.name for column in columns}:
        findings.warn(file, f"The key {prefix + name!r} is unknown and was ignored.", column=prefix + name)
    values: dict[str, object] = {}
    for column in columns:
        if column.name not in table:
            if column.required:
                findings.problem(file, "The required key is missing.", column=prefix + column.name)
            continue
        try:
            values[column.name] = column.parse(_as_text(table[column.name]))
        except ValueError as error:
            findings.problem(file, str(error), column=prefix + column.name)
    return values


def _as_text(value: object) -> str:
    """A scalar as the text that a CSV cell would hold: `"0.0030"`, 14 and 2026-01-01 are all written so."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or not isinstance(value, int | Decimal | date):
        raise ValueError(f"{value!r} is neither text, number nor day.")
    return str(value)
