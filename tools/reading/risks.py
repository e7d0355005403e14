"""Goods that a person has to look at before they are quoted or loaded with others: dangerous ones and those
under somebody's brand, where the port's own list does not know them.

Dangerous goods need a declaration and a safety data sheet (IMDG Code, 5.4), branded ones a consent.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import get_args

from core.trade import Risk
from core.values import ProductValue
from core.words import is_cjk
from tools.reading.folding import Folded
from tools.reading.glossary import spellings
from tools.reading.spans import Span

_RISKS: dict[str, Risk] = {risk: risk for risk in get_args(Risk)}
_WITHOUT = re.compile(
    r"(?<!\w)(?:no|without|w/o|sin|sans|pas de|без|بدون|بلا)\s+(?:any\s+)?$|(?:(?<!有)没有|不含|不带|无)$"
)
_ASKED = re.compile(r"[^,.;，。；]{0,8}(?:吗|[?？؟])")
_OTHER_GOODS = re.compile(
    r"\s?-\s?free(?!\w)|[\s-]*(?:remover|pads?|cages?|eggs?|operated|powered|holders?|not included"
    r"|colou?rs?|shades?|weight|version|fabric|than|of tests)(?!\w)|\s+de\s+(?:cocina|cuisine)(?!\w)"
)


def find_risk(text: Folded, spans: Sequence[Span]) -> Risk | None:
    """Why a person has to look, by the first such goods; None for none. What a product of the port is
    called does not count: the port says itself whether it is dangerous."""
    known = [span for span in spans if isinstance(span.value, ProductValue) and span.value.candidates]
    for match in _pattern().finditer(text.text):
        start, end = text.bounds(match.start(), match.end())
        held = any(span.start < end and start < span.end for span in known)
        if not (held or _is_excluded(text, match)):
            return _RISKS[spellings("risky_goods")[match.group()]]
    return None


def _is_excluded(text: Folded, match: re.Match[str]) -> bool:
    """Without batteries, perfume-free, nail polish remover, batería de cocina: no such goods are meant."""
    if _OTHER_GOODS.match(text.text, match.end()):
        return True
    is_asked = _ASKED.match(text.text, match.end())
    return bool(_WITHOUT.search(text.before(match.start()))) and not is_asked


@cache
def _pattern() -> re.Pattern[str]:
    words = sorted(spellings("risky_goods"), key=len, reverse=True)
    spaced = "|".join(re.escape(word) for word in words if not is_cjk(word))
    chinese = "|".join(filter(is_cjk, words))
    return re.compile(rf"(?<!\w)(?:{spaced})(?!\w)|{chinese}")
