"""Text to search terms: one word one term, whatever its case, number or accents; Chinese, Japanese and
Korean in pairs of signs; light endings off in English, Russian and Arabic."""

import re
from collections.abc import Iterator

from core.folding import folded
from core.words import CJK, stem
from knowledge.stopwords import STOP_WORDS

_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.]\d+)?)"
    rf"|(?P<wide>[{CJK}]+)"
    rf"|(?P<word>[^\W\d_{CJK}]+(?:'[^\W\d_]+)*)"
)
_PARTICLES = re.compile(r"[吗呢吧啊嘛呀]")  # they end a Chinese question and say nothing
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def terms(text: str) -> list[str]:
    """Every term in order, stop words left out."""
    plain = _PARTICLES.sub(" ", _THOUSANDS.sub("", folded(text)))
    return [term for match in _TOKEN.finditer(plain) for term in _of(match) if term not in STOP_WORDS]


def _of(match: re.Match[str]) -> Iterator[str]:
    text = match.group()
    if match.lastgroup == "wide":
        yield from (text[at : at + 2] for at in range(max(len(text) - 1, 1)))
    elif match.lastgroup == "number":
        yield text
    elif text not in STOP_WORDS:
        yield _without_verb_ending(stem(text.removesuffix("'s")))


def _without_verb_ending(word: str) -> str:
    """English endings that tell no goods apart: a search for stacking finds what is stacked."""
    if not word.isascii():
        return word
    if len(word) > 5 and word.endswith("ing"):
        return _undoubled(word[:-3])
    if len(word) > 4 and word.endswith("ed"):
        return _undoubled(word[:-2])
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def _undoubled(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz" else word
