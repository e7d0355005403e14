"""What each column of the catalogue means, for the people who fill it in."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tools.catalogue.folder.rows import Column
from tools.catalogue.folder.tables import SHEETS
from tools.catalogue.workbook.kinds import kind_of, words_of

GUIDE_SHEET = "How to fill this in"
RULES = (
    "One row a line; leave the names in row 1 as they are. Columns may be in any order.",
    "A column with a dark name is required: fill it in every row. The others may stay empty.",
    "Write numbers plainly (12.50) and dates as dates. Formulas are not taken: paste values.",
    "A row that is gone from a sheet stays in the catalogue unless you ask for removal when you apply.",
    "A sheet that is not in the workbook is left alone.",
)
GUIDE_COLUMNS = ("sheet", "column", "required", "kind", "unit", "allowed", "meaning")


@dataclass(frozen=True, slots=True)
class Meaning:
    unit: str
    text: str


@cache
def meanings() -> Mapping[tuple[str, str], Meaning]:
    """By table and column."""
    text = files("tools.catalogue.workbook").joinpath("meanings.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {(row["table"], row["column"]): Meaning(row["unit"], row["meaning"]) for row in rows}


def comment_of(table: str, column: Column) -> str:
    """A header cell's comment, a fact a line."""
    meaning = meanings()[table, column.name]
    need = "Required." if column.required else "May be empty."
    words = words_of(column)
    facts = (meaning.text, need, f"Unit: {meaning.unit}." if meaning.unit else "")
    return "\n".join([*filter(None, facts), *([f"One of: {', '.join(words)}."] if words else [])])


def guide_rows(tables: tuple[str, ...]) -> list[tuple[str, ...]]:
    """A row for each column of `tables`, as GUIDE_COLUMNS names them."""
    return [_guide_row(table, column) for table in tables for column in SHEETS[table].columns]


def _guide_row(table: str, column: Column) -> tuple[str, ...]:
    meaning = meanings()[table, column.name]
    need = "required" if column.required else ""
    allowed = ", ".join(words_of(column))
    return (table, column.name, need, kind_of(column).value, meaning.unit, allowed, meaning.text)
