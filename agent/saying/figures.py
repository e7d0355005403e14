"""What counts as a figure in text: numerals of any script, number words and currency words.

The lists hold the languages that Quayside answers in. "One" and its kin are articles and pronouns too
("which one?"), so they count only before a unit (`_ONE_BEFORE`, `_HAN_ONE_BEFORE`).
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

_WORDS_FILE = Path(__file__).parent / "phrasebook" / "figure_words.txt"
_HAN_WORDS = "一什"  # 一 is an article too, 什 is half of "what"
_HAN_TWO = "两兩"
_PICTURED = "💯🔟"
_HAN_CURRENCY = ("美元", "欧元", "人民币", "块钱", "日元", "元整")
_HAN_ONE_BEFORE = re.compile(
    r"(?<![后换哪同另第])一(?=[箱元件吨个只袋包盒柜票天日周月年倍半成块百千万])(?!个问题|个人|般|下)"
)
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_ARABIC_PREFIX = re.compile(r"^(?:[وفبكل]|ال|وال|بال|لل)(?=\w{3})")
_ROMAN = re.compile(r"(?<![A-Za-z])[IVXLCDM]{2,}(?![A-Za-z])")
_STEMS = re.compile(
    r"\b(?:\w+teen(?:th)?|\w+tieth|(?:two|three|four|five|six|seven|eight|nine|ten)(?:hundred|thousand)\w*"
    r"|(?:dos|tres|cuatro|seis|ocho|nove|sete)cient\w+|quinient\w+|veinti\w+|dieci\w+"
    r"|\w+надцат\w*|\w+десят\w*|(?:двух|тр[её]х|четыр[её]х|пяти|шести|семи|восьми|девяти|пять|шесть|семь|восемь"
    r"|девять|три|двести|четыре)со?т\w*|(?:двух|тр[её]х|четыр[её]х|пяти|шести|семи|восьми|девяти|десяти|сорока)\b"
    r"|тысяч\w*|миллион\w*|миллиард\w*"
    r"|\w*(?:مائة|مئة|مائتان|مائتين|مئتان|مئتين)|(?:عشر|ثلاث|أربع|خمس|ست|سبع|ثمان|تسع)(?:ون|ين))\b",
    re.IGNORECASE,
)
_ONE_BEFORE = re.compile(
    r"\b(?:one|uno|una?|une?|один|одна|одну|واحد)\s+"
    r"(?:hundred|thousand|million|dollar|euro|usd|eur|cny|carton|tonne?|ton|pallet|piece|container|day|week"
    r"|month|percent|dólar|cartón|tonelada|pieza|palé|contenedor|día|доллар|коробк|тонн|штук|день|conteneur"
    r"|carton|jour)",
    re.IGNORECASE,
)


def find_figure(text: str) -> str | None:
    """The first thing in `text` that is a figure; None when there is none."""
    plain = _plain(text)
    return _numeral(plain) or _number_word(plain)


def _plain(text: str) -> str:
    """Compatibility forms folded, combining and invisible marks dropped: what a reader takes it for."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(char for char in folded if unicodedata.category(char) not in {"Mn", "Me", "Cf"})


def _numeral(text: str) -> str | None:
    for char in text:
        if char in _HAN_WORDS:
            continue
        numeric = unicodedata.numeric(char, None) is not None or unicodedata.category(char) == "Nd"
        if numeric or unicodedata.category(char) == "Sc" or char in _PICTURED + _HAN_TWO:
            return char
    roman = _ROMAN.search(text)
    return roman.group() if roman else None


def _number_word(text: str) -> str | None:
    for name in _HAN_CURRENCY:
        if name in text:
            return name
    for pattern in (_STEMS, _ONE_BEFORE, _HAN_ONE_BEFORE):
        found = pattern.search(text)
        if found:
            return found.group()
    for word in _WORD.findall(text.casefold()):
        if word in _words() or _ARABIC_PREFIX.sub("", word) in _words() or _mixes_scripts(word):
            return str(word)
    return None


def _mixes_scripts(word: str) -> bool:
    """Latin with Cyrillic or Greek letters in one word: a disguise."""
    scripts = {unicodedata.name(char, "").split(" ")[0] for char in word}
    return "LATIN" in scripts and bool(scripts & {"CYRILLIC", "GREEK"})


@cache
def _words() -> frozenset[str]:
    lines = _WORDS_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
