"""Words of folded text with their stems, for goods and merchants."""

import re
from dataclasses import dataclass

from core.words import CJK, is_cjk, stem

_WORD = re.compile(rf"[{CJK}]+|[^\W\d_{CJK}]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters: `start` and `end` are offsets in the folded text."""

    start: int
    end: int
    text: str
    stem: str

    @property
    def is_cjk(self) -> bool:
        return is_cjk(self.text)


def words(text: str) -> list[Word]:
    """The words of folded `text`; digits and signs are between them, never in them."""
    return [Word(m.start(), m.end(), m.group(), stem(m.group())) for m in _WORD.finditer(text)]
