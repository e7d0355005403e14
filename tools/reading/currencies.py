"""The currency that a quotation is wanted in: `in usd`, `quote in euro`, `en dólares`, 用美元."""

import re
from functools import cache

from core.values import CurrencyValue
from core.words import is_cjk
from tools.reading.folding import Folded
from tools.reading.glossary import spellings
from tools.reading.spans import Span


def find_currencies(text: Folded) -> list[Span]:
    """A code stands by itself; a currency's name needs a word such as `in` before it."""
    return [
        text.span(start, match.end(), _value(text, start, match.end(), match[match.lastgroup or 0]))
        for match in _pattern().finditer(text.text)
        if (start := match.start(match.lastgroup or 0)) >= 0
    ]


def currency_code(spelling: str) -> str:
    """The ISO 4217 code of a sign, code or name as in the table; empty for any other word."""
    return spellings("currencies").get(spelling, "")


@cache
def _pattern() -> re.Pattern[str]:
    words = sorted(spellings("currencies"), key=len, reverse=True)
    codes = "|".join(word for word in words if re.fullmatch(r"[a-z]{3}", word) and _is_code(word))
    names = "|".join(re.escape(word) for word in words if word[-1].isalpha() and not is_cjk(word))
    chinese = "|".join(word for word in words if is_cjk(word) and len(word) > 1)
    return re.compile(
        rf"(?<![a-z])(?P<code>{codes})(?![a-z])"
        rf"|(?<!\w)(?:in|into|en|em|au|в|по|بال|ب)\s*(?:the\s+|us\s+)?(?P<name>{names})(?!\w)"
        rf"|(?:用|以|按|报)(?P<chinese>{chinese})"
    )


def _is_code(word: str) -> bool:
    # Codes that are also words of a buyer's language are read after `in` alone.
    return word not in {"gel", "pen", "all", "top", "cop", "try", "mad", "sol", "yen"}


def _value(text: Folded, start: int, end: int, word: str) -> CurrencyValue:
    return CurrencyValue(currency=currency_code(word), asked=text.asked(start, end))
