"""Words of the trade in English and the five other languages of buyers, from glossary.csv beside this file.

The table is this project's own. A row holds words for one thing: `goods` are goods and how they are,
`trade` is what documents speak of, `both` is either.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from core.folding import folded
from core.words import LANGUAGES


@dataclass(frozen=True, slots=True)
class Entry:
    """Folded words and phrases for one thing, the usual English one first."""

    english: tuple[str, ...]
    others: tuple[str, ...]


@cache
def glossary(kind: Literal["goods", "trade"]) -> tuple[Entry, ...]:
    """The entries of a kind, in the order of the table."""
    text = files("core").joinpath("glossary.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["kind"] in (kind, "both")]
    return tuple(
        Entry(_words(row["en"]), _words(";".join(row[tag] for tag in LANGUAGES[1:]))) for row in rows
    )


def _words(cell: str) -> tuple[str, ...]:
    return tuple(folded(word) for word in cell.split(";") if word)
