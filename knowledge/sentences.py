"""Where a sentence ends, in the languages of the buyers: Latin, Cyrillic, Arabic and Chinese stops."""

import re
from collections.abc import Iterator

from core.words import CJK

MAX_WORDS = 70
_MAX_CHARS = 900

_ABBREVIATIONS = (
    "approx|incl|excl|max|min|no|nos|nr|art|fig|vol|dept|est|etc|e\\.g|i\\.e|vs|cf|ca|mr|mrs|ms|dr|st|ltd|co"
    "|inc|corp|pcs|ctn|ctns|tel|ext|ref|pos|env|sr|sra|srta|núm|aprox|máx|mín|p\\.ej|pág|env"
    "|т\\.е|т\\.д|т\\.п|г|гг|руб|коп|тыс|млн|напр|см|им|ул|стр|шт|кор"
)
_ENDS_ABBREVIATED = re.compile(rf"(?:^|[\s(])(?:{_ABBREVIATIONS}|[A-ZА-Я])\.$", re.IGNORECASE)
_STOP = re.compile(r"(?<=[.!?…؟])[\"'»”)\]]*\s+(?=[\"'«“(\[¿¡]*[^\W_a-zа-яà-ÿ])|(?<=[。！？])[”」』）]?\s*")
_QUESTION = re.compile(r"[?？؟][\"'»”)]*$")
_WIDE = re.compile(rf"[{CJK}]")


def sentences(text: str) -> list[str]:
    """`text` cut at its stops, none lost. A question keeps the sentence that answers it; a sentence above
    MAX_WORDS is cut at its semicolons, then at words."""
    joined: list[str] = []
    for piece in _pieces(text):
        if joined and (_ENDS_ABBREVIATED.search(joined[-1]) or _QUESTION.search(joined[-1])):
            joined[-1] += f" {piece}"
        else:
            joined.append(piece)
    return [part for sentence in joined for part in _cut(sentence)]


def word_count(text: str) -> int:
    """Words; two signs of a script without spaces count as one."""
    wide = len(_WIDE.findall(text))
    return len(_WIDE.sub(" ", text).split()) + (wide + 1) // 2


def _pieces(text: str) -> Iterator[str]:
    at = 0
    for stop in _STOP.finditer(text):
        closing = stop.group().rstrip()
        end = stop.start() + len(closing)
        if piece := text[at:end].strip():
            yield piece
        at = stop.end()
    if piece := text[at:].strip():
        yield piece


def _cut(sentence: str) -> Iterator[str]:
    if word_count(sentence) <= MAX_WORDS and len(sentence) <= _MAX_CHARS:
        yield sentence
        return
    part = ""
    for clause in re.split(r"(?<=[;；])\s*", sentence):
        if part and word_count(part) + word_count(clause) > MAX_WORDS:
            yield from _cut_at_words(part)
            part = ""
        part = f"{part} {clause}".strip()
    yield from _cut_at_words(part)


def _cut_at_words(text: str) -> Iterator[str]:
    words, at = text.split(" "), 0
    while at < len(words):
        end = at + 1
        while end < len(words) and word_count(" ".join(words[at : end + 1])) <= MAX_WORDS:
            end += 1
        yield from _cut_at_signs(" ".join(words[at:end]))
        at = end


def _cut_at_signs(text: str) -> Iterator[str]:
    """For a run without spaces: Chinese without stops, or noise."""
    for at in range(0, len(text), _MAX_CHARS):
        yield text[at : at + _MAX_CHARS]
