"""Numbers as buyers write them: separators of several countries, number words, halves, Chinese numerals."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from tools.reading.glossary import spellings

# The customs mode 1039 is named by its number, which never counts anything.
CUSTOMS_MODE = 1039
HALF = Decimal("0.5")
_CHINESE_DIGITS = {character: index for index, character in enumerate("零一二三四五六七八九")}
_CHINESE_DIGITS |= {"〇": 0, "两": 2}
_CHINESE_UNITS = {"十": 10, "百": 100, "千": 1000}
_DIGITS = r"[-+]?\d{1,3}(?:[ ,.'_]\d{3})+(?:[.,]\d{1,2})?(?!\d)|[-+]?\d+(?:[.,]\d+)?|\.\d+"
# How much 4 300 ctns: "for" as typed on a phone, no part of the number after it.
_FOR = re.compile(r"(\b(?:much|mch|price|prise|quote|quotation|cost|rate|offer)\s)4(?=\s\d)")
_MULTIPLES = {"k": 1000, "тыс": 1000, "千": 1000, "万": 10_000, "dozen": 12}
_DOZENS = frozenset({"dozen", "docena", "douzaine", "дюжина", "дюжину", "دزينه"})
_COUNT_LIKE = re.compile(r"[-+]?[1-9]\d{0,2}(?:\.\d{3}){2,}")
_HALF = r"(?:half|medio|media|demi|demie|половина|نصف)"
# A Russian half is written together with what it halves: полтонны.
_HALF_OF = r"пол(?=-?(?:тонн|кило|палл?ет|поддон|ящик|короб|контейнер))"
AND_A_HALF = r"(?:\s+(?:and\s+a|&\s*a|y|et)\s+(?:half|medi[oa]|demie?)|\s+с\s+половиной|\s+و\s?نصف)(?!\w)"
"""What adds a half to the number, or to the unit, that it follows."""
_FRACTION = r"(?:\d{1,3}\s+)?(?:[1-7]/[248](?![\d/])|(?<=\d\s)\.(?:25|5|75)(?!\d))"


@dataclass(frozen=True, slots=True)
class Number:
    """`amount` as read; `dotted`: one dot before three digits, so it may be thousands or a fraction."""

    start: int
    end: int
    amount: Decimal
    dotted: bool = False
    in_words: bool = False

    def as_count(self) -> Decimal:
        """Of things that come whole, 1.200 is twelve hundred."""
        return (self.amount * 1000).to_integral_value() if self.dotted else self.amount


@cache
def number_pattern() -> re.Pattern[str]:
    one = _one_word()
    return re.compile(
        rf"(?P<fraction>(?<![\w/.,-]){_FRACTION})"
        rf"|(?P<digits>(?<![\w-])(?<!\d[.,])(?:{_DIGITS})|(?<=[^\W\d_a-zа-я])(?:{_DIGITS}))"
        rf"(?:\s?(?P<multiple>k(?![a-z])|dozen\b|тыс\b\.?|千|万))?(?P<more>{AND_A_HALF})?"
        rf"|(?<!\w)(?P<words>{one}(?:(?:\s+and\s+|\s+y\s+|[\s-]+){one})*)(?P<half_more>{AND_A_HALF})?"
        rf"|(?<!\w)(?P<half>{_HALF}(?:\s+(?:a|an|une?|de))?(?!\w)|{_HALF_OF})|(?P<half_zh>半)"
        r"|(?P<chinese>[〇零一二两三四五六七八九十百千万]+)"
    )


def numbers(text: str) -> list[Number]:
    """Every number of folded `text`, in order."""
    return [_number(match) for match in number_pattern().finditer(_FOR.sub(r"\1 ", text))]


@cache
def _one_word() -> str:
    words = sorted((re.escape(word) for word in spellings("numbers")), key=len, reverse=True)
    return rf"(?:{'|'.join(words)})(?!\w)"


def _number(match: re.Match[str]) -> Number:
    if digits := match["digits"]:
        amount, dotted = _from_digits(digits)
        if match["multiple"]:
            amount, dotted = amount * _MULTIPLES[match["multiple"].rstrip(".")], False
        if match["more"]:
            amount, dotted = amount + HALF, False
        return Number(match.start(), match.end(), amount, dotted)
    return Number(match.start(), match.end(), _in_words(match), in_words=True)


def _in_words(match: re.Match[str]) -> Decimal:
    if match["fraction"]:
        return sum(map(_part, match["fraction"].split()), Decimal(0))
    if match["half"] or match["half_zh"]:
        return HALF
    if match["chinese"]:
        return Decimal(_from_chinese(match["chinese"]))
    return _from_words(match["words"]) + (HALF if match["half_more"] else 0)


def _part(text: str) -> Decimal:
    """1, 3/4 or .75"""
    above, _, below = text.partition("/")
    return Decimal(above) / Decimal(below or 1)


def _from_digits(text: str) -> tuple[Decimal, bool]:
    """The amount, and whether its only separator is a dot before three digits."""
    if re.fullmatch(r"[-+]?[1-9]\d{0,2}\.\d{3}", text):
        return Decimal(text), True
    if _COUNT_LIKE.fullmatch(text) or re.fullmatch(r"[-+]?[1-9]\d{0,2}(?:[ ,'_]\d{3})+", text):
        return Decimal(re.sub(r"[ ,.'_]", "", text)), False
    fraction = re.search(r"[.,](\d+)$", text)
    if not fraction:
        return Decimal(text), False
    whole = re.sub(r"[ ,.'_]", "", text[: fraction.start()])
    return Decimal(f"{whole}.{fraction.group(1)}"), False


def _from_words(text: str) -> Decimal:
    total = current = Decimal(0)
    for word in re.findall(_one_word(), text):
        value = Decimal(spellings("numbers")[word])
        if value == 1000:
            total, current = total + (current or 1) * 1000, Decimal(0)
        elif value == 100 and 0 < current < 10:
            current *= 100
        elif word in _DOZENS and current:
            current *= 12
        else:
            current += value
    return total + current


def _from_chinese(text: str) -> int:
    total = section = digit = 0
    for character in text:
        if character in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[character]
        elif character == "万":
            total, section, digit = (total + section + digit) * 10_000, 0, 0
        else:
            section, digit = section + (digit or 1) * _CHINESE_UNITS[character], 0
    return total + section + digit
