"""The currency that a quotation is wanted in: `in usd`, `price in pounds sterling`, 用美元."""

import re
from functools import cache

from core.values import CurrencyValue
from core.words import is_cjk
from tools.reading.folding import Folded
from tools.reading.glossary import spellings
from tools.reading.spans import Span

# Codes that are also words of a buyer's language: read after `in` alone, and never beside a number.
_WORDS = frozenset({"cad", "cop", "gel", "mad", "pen", "sar", "try"})
_NAMES = frozenset({"won", "yen"})  # three letters, but no codes
_OTHER_WORDS = frozenset({"بين"})  # Arabic "between" is "in" and "yen" written together
# Weights as well as money: 500 pounds of cloves, but a price in pounds.
_POUNDS = r"pounds?|libras?|livres?|фунт(?:ы|ов|ах)?"
_WEIGHT = re.compile(r"weigh|\bpes[ao]|poids|\bвес")
_WISH = (
    r"in|into|en|em|au|в|за|по|بال|ب|quot(?:e|ed)|price[sd]?|pay(?:ing|able)?|invoiced?|converted|convert"
)


def find_currencies(text: Folded) -> list[Span]:
    """A code stands by itself; a currency's name needs a word such as `in` before it."""
    weighed = _WEIGHT.search(text.text)
    return [
        _span(text, match)
        for match in _pattern().finditer(text.text)
        if not (match.lastgroup == "pounds" and weighed) and match[0] not in _OTHER_WORDS
    ]


def currency_code(spelling: str) -> str:
    """The ISO 4217 code of a sign, code or name as in the table; empty for any other word."""
    return spellings("currencies").get(spelling, "")


def is_plain(spelling: str) -> bool:
    """Whether `spelling` is a word of its own as well, so that a number beside it need not be money."""
    return spelling in _WORDS


@cache
def _pattern() -> re.Pattern[str]:
    words = sorted(spellings("currencies"), key=len, reverse=True)
    codes = "|".join(
        word for word in words if re.fullmatch(r"[a-z]{3}", word) and word not in _WORDS | _NAMES
    )
    names = "|".join(re.escape(word) for word in words if word[-1].isalpha() and not is_cjk(word))
    chinese = "|".join(word for word in words if is_cjk(word) and len(word) > 1)
    return re.compile(
        rf"(?<![a-z])(?P<code>{codes})(?![a-z])"
        rf"|(?<!\w)(?:{_WISH})\s*(?:(?:me|us|it|them)\s+)?(?:(?:in|the|las?|los|les)\s+)*(?:us\s+)?"
        rf"(?:(?P<name>{names})|(?P<pounds>{_POUNDS}))(?!\w)"
        rf"|(?:用|以|按|报|换成|改成)(?P<chinese>{chinese})|(?P<priced>{chinese})(?=报价|计价|结算|付款|价格|的?价)"
    )


def _span(text: Folded, match: re.Match[str]) -> Span:
    group = match.lastgroup or 0
    start = match.start(group)
    currency = "GBP" if group == "pounds" else currency_code(match[group])
    return text.span(
        start, match.end(), CurrencyValue(currency=currency, asked=text.asked(start, match.end()))
    )
