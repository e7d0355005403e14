"""Words of the trade in the languages of buyers, so that a question finds documents in English.

`glossary.csv` is our own compilation: an English phrase a row, and its words in other languages. It adds
to a query and replaces nothing; an embedding model that knows these languages makes it superfluous.
"""

import csv
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from knowledge.words import terms


def in_english(text: str) -> str:
    """The trade words of `text` in English with its other Latin words and numbers; empty when the glossary
    knows none of them, or nothing that the text does not say itself."""
    said = terms(text)
    phrases: list[str] = []
    translated: set[str] = set()
    for english, foreign in _entries():
        for phrase in foreign:
            if _says(said, phrase):
                phrases += [english] if english not in phrases else []
                translated.update(phrase)
    if set(terms(" ".join(phrases))) <= set(said):
        return ""
    return " ".join([*phrases, *(term for term in said if term.isascii() and term not in translated)])


def _says(said: list[str], phrase: tuple[str, ...]) -> bool:
    return any(tuple(said[at : at + len(phrase)]) == phrase for at in range(len(said) - len(phrase) + 1))


@cache
def _entries() -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    with files("knowledge").joinpath("glossary.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return tuple((row.pop("english"), tuple(_phrases(row.values()))) for row in rows)


def _phrases(cells: Iterable[str]) -> Iterable[tuple[str, ...]]:
    for cell in cells:
        for phrase in cell.split(";"):
            if folded := tuple(terms(phrase)):
                yield folded
