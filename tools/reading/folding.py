"""Text folded for comparison, with the way back to the original characters.

Folding is NFKD (full-width forms, ligatures), without accents and other combining marks, case-folded, with
the digits of every script as 0-9, dashes as `-` and Arabic letter variants as one letter (Unicode UAX #15).
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from core.trade import Term
from core.values import Value
from tools.reading.spans import Span

_REPLACED = {
    "ة": "ه",
    "ى": "ي",
    "،": ",",
    "؛": ";",
    "؟": "?",
    "٬": ",",
    "٫": ".",
    "、": ",",
    "。": ";",
    "’": "'",
    "‘": "'",
    "×": "x",
    "ـ": "",
    "½": ".5",
    "¼": ".25",
    "¾": ".75",
}


_WORDS_BEFORE = 40


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is the folded text; character i of it comes from character `starts[i]` of `original`."""

    original: str
    text: str
    starts: tuple[int, ...]

    def bounds(self, start: int, end: int) -> tuple[int, int]:
        """Where folded characters start to end (exclusive) stand in the original."""
        after = self.starts[end] if end < len(self.starts) else len(self.original)
        # One character can fold to several; it belongs to the span as a whole.
        return self.starts[start], max(after, self.starts[end - 1] + 1)

    def before(self, at: int) -> str:
        """The folded words just before `at`. Short, so that many numbers in a long message stay cheap."""
        return self.text[max(0, at - _WORDS_BEFORE) : at]

    def asked(self, start: int, end: int) -> str:
        """The buyer's own characters."""
        first, after = self.bounds(start, end)
        return self.original[first:after]

    def span(self, start: int, end: int, value: Value | Term) -> Span:
        return Span(*self.bounds(start, end), value)


def fold(original: str) -> Folded:
    pieces: list[str] = []
    starts: list[int] = []
    for index, character in enumerate(original):
        folded = _fold_character(character)
        pieces.append(folded)
        starts += [index] * len(folded)
    return Folded(original, "".join(pieces), tuple(starts))


def folded(text: str) -> str:
    """Only the folded text, for names that go into a table."""
    return " ".join("".join(_fold_character(character) for character in text).split())


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    if character in _REPLACED:
        return _REPLACED[character]
    return "".join(_fold_part(part) for part in unicodedata.normalize("NFKD", character)).casefold()


def _fold_part(part: str) -> str:
    category = unicodedata.category(part)
    if category == "Nd":
        return str(unicodedata.decimal(part))
    if category in ("Mn", "Me", "Cf"):
        return ""
    if category == "Pd":
        return "-"
    if category.startswith("Z") or category == "Cc":
        return " "
    return _REPLACED.get(part, part)
