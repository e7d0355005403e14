"""Words that a reader looks for, as tables: units, numbers, terms, currencies and more in six languages.

The tables are this project's own: a meaning in the first column and its spellings after it.
"""

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from core.folding import folded


@cache
def spellings(table: str) -> dict[str, str]:
    """Folded spelling to meaning, from the two- or three-column table `table` (without `.csv`)."""
    known: dict[str, str] = {}
    for meaning, *cells in _rows(table):
        for cell in cells:
            for spelling in _split(cell):
                known.setdefault(spelling, meaning)
    return known


@cache
def meanings(table: str) -> dict[str, frozenset[str]]:
    """Folded spelling to every meaning that the table gives it."""
    known: dict[str, set[str]] = {}
    for meaning, *cells in _rows(table):
        for cell in cells:
            for spelling in _split(cell):
                known.setdefault(spelling, set()).add(meaning)
    return {spelling: frozenset(held) for spelling, held in known.items()}


def _rows(table: str) -> Iterator[list[str]]:
    text = files(__name__).joinpath(f"{table}.csv").read_text(encoding="utf-8")
    yield from list(csv.reader(text.splitlines()))[1:]


def _split(cell: str) -> Iterator[str]:
    return (folded(word) for word in cell.split(";") if word.strip())
