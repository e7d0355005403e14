"""Incoterms rules by name or abbreviation in six languages; never inside other words."""

import re
from functools import cache

from core.trade import Term
from core.words import is_cjk
from tools.reading.folding import Folded
from tools.reading.glossary import spellings
from tools.reading.spans import Span

_NOT_ASKED = re.compile(r"\s+(?:by|por|par)\b")  # "is the duty paid by the seller?" asks for no term


def find_terms(text: Folded) -> list[Span]:
    return [
        text.span(match.start(), match.end(), Term(spellings("terms")[match.group()]))
        for match in _pattern().finditer(text.text)
        if not (" " in match.group() and _NOT_ASKED.match(text.text, match.end()))
    ]


@cache
def _pattern() -> re.Pattern[str]:
    phrases = sorted(spellings("terms"), key=len, reverse=True)
    spaced = "|".join(re.escape(phrase) for phrase in phrases if not is_cjk(phrase))
    chinese = "|".join(re.escape(phrase) for phrase in phrases if is_cjk(phrase))
    # Chinese text has no spaces, so a Latin abbreviation may touch its characters on both sides.
    letters = r"a-z0-9_\u0400-\u04ff\u0600-\u06ff"
    return re.compile(rf"(?<![{letters}])(?:{spaced})(?![{letters}])|{chinese}")
