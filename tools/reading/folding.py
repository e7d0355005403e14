"""Folded text with the way back to the original characters."""

import re
from dataclasses import dataclass

from core.folding import fold_piece
from core.trade import Term
from core.values import Value
from tools.reading.spans import Span

_WORDS_BEFORE = 40
_BRACKETS = str.maketrans("[]{}", "()()")  # a bracket is read the same, whichever it is
_CHARACTER = re.compile(r"(?s:.)[\u0300-\u036f]*")  # with the accents that follow it


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
    for character in _CHARACTER.finditer(original):
        pieces.append(fold_piece(character.group()).translate(_BRACKETS))
        starts += [character.start()] * len(pieces[-1])
    return Folded(original, "".join(pieces), tuple(starts))
