"""Sums of money: $9, 11 dollars, USD 180,000, 低于11美元, and a bare number after `below`."""

import re
from functools import cache

from core.values import AmountValue
from core.words import is_cjk
from tools.reading.currencies import currency_code, is_plain
from tools.reading.folding import Folded
from tools.reading.glossary import spellings
from tools.reading.numerals import CUSTOMS_MODE, Number, numbers
from tools.reading.price_units import price_unit
from tools.reading.spans import Span

_THRESHOLD = re.compile(
    r"(?:(?<!\w)(?:below|under|less than|lower than|cheaper than|beneath|drops? to|falls? to"
    r"|reach(?:es)?|hits?"
    r"|budget(?: of| is)?|target(?: of| is| price)?|por debajo de|menos de|baje? (?:de|a)|moins de"
    r"|en dessous de|sous|ниже|меньше|дешевле"
    r"|اقل من|تحت)|低于|不到|少于|降到|跌破)\s*(?:about\s+)?$"
)
_GOODS_AFTER = re.compile(r"\s*(?:%|percent|days?|weeks?|hours?|km|cbm|m3)")


def find_amounts(text: Folded) -> list[Span]:
    """Numbers with a currency beside them, and bare ones after a word of limit (currency left empty)."""
    spans = []
    for number in numbers(text.text):
        if number.amount == CUSTOMS_MODE:
            continue
        before = _before().search(text.before(number.start))
        after = _after().match(text.text, number.end)
        if before or after:
            spelling = (before or after)["currency"]  # type: ignore[index]  # one of the two matched
            start = number.start - len(before.group()) if before else number.start
            end = number.end if before or after is None else after.end()
            spans.append(_amount(text, number, start, end, currency_code(spelling)))
        elif _THRESHOLD.search(text.before(number.start)) and _ends_bare(text.text, number):
            spans.append(_amount(text, number, number.start, number.end, ""))
    return spans


@cache
def _before() -> re.Pattern[str]:
    signs = [
        word
        for word in spellings("currencies")
        if not word[-1].isalpha() or (re.fullmatch("[a-z]{3}", word) and not is_plain(word))
    ]
    return re.compile(rf"(?<![a-z])(?P<currency>{_either(signs)})\s?$")


@cache
def _after() -> re.Pattern[str]:
    chinese = [word for word in spellings("currencies") if is_cjk(word)]
    others = [word for word in spellings("currencies") if not is_cjk(word) and not is_plain(word)]
    return re.compile(rf"\s?(?:us\s)?(?P<currency>(?:{_either(others)})(?!\w)|(?:{_either(chinese)}))")


def _either(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _amount(text: Folded, number: Number, start: int, end: int, currency: str) -> Span:
    unit, other = price_unit(text, start, end)
    value = AmountValue(
        amount=number.amount,
        currency=currency,
        asked=text.asked(start, end),
        unit=unit,
        other_unit=other,
    )
    return text.span(start, end, value)


def _ends_bare(text: str, number: Number) -> bool:
    """Whether no unit of goods or time follows: `under 500 cartons` is no sum of money."""
    if _GOODS_AFTER.match(text, number.end):
        return False
    word = re.match(r"\s*(\w+)", text[number.end :])
    return not (word and word.group(1) in spellings("units"))
