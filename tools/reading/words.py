"""Words of folded text and their stems: light rules for six languages, the same for tables and messages."""

import re
from dataclasses import dataclass

CJK = "\u3400-\u4dbf\u4e00-\u9fff"
PART = re.compile(rf"[{CJK}]+|[^\W{CJK}]+")
_WORD = re.compile(rf"[{CJK}]+|[^\W\d_{CJK}]+")
_CYRILLIC_ENDING = re.compile(
    r"(?:ами|ями|ого|его|ому|ему|ыми|ими|ов|ев|ах|ях|ом|ем|ам|ям|ои|еи|ыи|ии"
    r"|ую|юю|ая|яя|ое|ее|ые|ие|ых|их|ым|им|[аеиоуыэюяь])$"
)
_ARABIC_ARTICLE = re.compile(r"^(?:وال|بال|ال|لل)(?=\w{3})")


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


def is_cjk(text: str) -> bool:
    return bool(re.match(rf"[{CJK}]", text))


def stem(word: str) -> str:
    """`word` (folded) without plural and case endings, so that berries and berry meet."""
    first = word[:1]
    if "a" <= first <= "z":
        return _latin_stem(word)
    if "а" <= first <= "я":
        return _cyrillic_stem(word)
    if "\u0600" <= first <= "\u06ff":
        return _ARABIC_ARTICLE.sub("", word)
    return word


def _latin_stem(word: str) -> str:
    if word.endswith("ie") and len(word) > 4:
        return word[:-2] + "y"
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes", "sses", "zes", "oes")):
        return word[:-2]
    return word[:-1]


def _cyrillic_stem(word: str) -> str:
    stripped = _CYRILLIC_ENDING.sub("", word)
    if len(stripped) < 3:
        return word
    # a fleeting vowel: мешок, мешков; коробка, коробок
    return re.sub(r"[ое]к$", "к", stripped)
