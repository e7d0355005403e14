"""Text to search terms: one word one term, whatever its case, number or accents; Chinese, Japanese and
Korean in pairs of signs; light endings off in English, Russian and Arabic."""

import re
import unicodedata
from collections.abc import Callable, Iterator

from knowledge.stopwords import STOP_WORDS

_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.]\d+)?)"
    r"|(?P<wide>[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+)"
    r"|(?P<word>[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+(?:['’][^\W\d_]+)*)"
)
_PARTICLES = re.compile(r"[吗呢吧啊嘛呀]")  # they end a Chinese question and say nothing
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_ARABIC_MARKS = re.compile(r"[\u064b-\u065f\u0670\u0640]")
_ARABIC_LETTERS = str.maketrans("أإآىة", "ااايه")
_ARABIC_ARTICLE = re.compile(r"^(?:و|ف)?(?:ال|بال|كال|لل)(?=.{3,})")
_RUSSIAN_ENDING = re.compile(
    r"(?:иями|ями|ами|иях|ого|его|ому|ему|ыми|ими|ая|яя|ое|ее|ые|ие|ый|ий|ой|ую|юю|ов|ев|ей|ам|ям|ах|ях|ом|ем"
    r"|а|я|о|е|у|ю|ы|и|ь)$"
)


def terms(text: str) -> list[str]:
    """Every term in order, stop words left out."""
    folded = _THOUSANDS.sub("", unicodedata.normalize("NFKC", text).casefold())
    folded = _PARTICLES.sub(" ", folded)
    return [term for match in _TOKEN.finditer(folded) for term in _of(match) if term not in STOP_WORDS]


def _of(match: re.Match[str]) -> Iterator[str]:
    text = match.group()
    if match.lastgroup == "wide":
        yield from (text[at : at + 2] for at in range(max(len(text) - 1, 1)))
    elif match.lastgroup == "number":
        yield text
    elif text not in STOP_WORDS:
        yield _stem(text)


def _stem(word: str) -> str:
    first = word[0]
    stem: Callable[[str], str]
    if "\u0400" <= first <= "\u04ff":
        stem = _russian
    elif "\u0600" <= first <= "\u06ff":
        stem = _arabic
    else:
        stem = _latin
    return stem(word)


def _russian(word: str) -> str:
    word = word.replace("ё", "е")
    return _RUSSIAN_ENDING.sub("", word) if len(word) > 4 else word


def _arabic(word: str) -> str:
    return _ARABIC_ARTICLE.sub("", _ARABIC_MARKS.sub("", word).translate(_ARABIC_LETTERS))


def _latin(word: str) -> str:
    """Accents off, then English plural and verb endings; Spanish and French plurals fall with them."""
    word = re.sub(r"['’]s$", "", word)
    word = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if len(word) > 5 and word.endswith("ing"):
        return _undoubled(word[:-3])
    if len(word) > 4 and word.endswith("ed"):
        return _undoubled(word[:-2])
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def _undoubled(stem: str) -> str:
    return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "lsz" else stem
