"""What counts as a figure in text: digits of any script, number words and currency words.

The lists hold the languages that Quayside answers in. "One" and its kin are left out: they are
articles and pronouns too ("which one?"), so they count only before a unit (`_ONE_BEFORE`).
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

_WORDS_FILE = Path(__file__).parent / "phrasebook" / "figure_words.txt"
_HAN_NUMERALS = "二两三四五六七八九十百千万亿零〇壹贰叁肆伍陆柒捌玖拾佰仟萬億"
_HAN_CURRENCY = ("美元", "欧元", "人民币", "块钱", "日元", "元整")
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_ARABIC_PREFIX = re.compile(r"^(?:[وفبكل]|ال|وال|بال|لل)(?=\w{3})")
_ONE_BEFORE = re.compile(
    r"\b(?:one|uno|una?|une?|один|одна|одну|واحد)\s+"
    r"(?:hundred|thousand|million|dollar|euro|carton|tonne?|ton|pallet|piece|container|day|week|month|percent"
    r"|dólar|cartón|tonelada|pieza|palé|contenedor|día|доллар|коробк|тонн|штук|день|conteneur|carton|jour)",
    re.IGNORECASE,
)


@cache
def _words() -> frozenset[str]:
    lines = _WORDS_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def find_figure(text: str) -> str | None:
    """The first thing in `text` that is a figure; None when there is none."""
    for char in text:
        if unicodedata.category(char) in {"Nd", "Nl", "No", "Sc"} or char in _HAN_NUMERALS:
            return char
    for name in _HAN_CURRENCY:
        if name in text:
            return name
    for word in _WORD.findall(text.casefold()):
        if word in _words() or _ARABIC_PREFIX.sub("", word) in _words():
            return str(word)
    one = _ONE_BEFORE.search(text)
    return one.group() if one else None
