"""Countries by name: as trade papers write them in English, and folded in six languages (CLDR)."""

from functools import cache

from babel import Locale

from core.words import LANGUAGES
from tools.places.folding import fold_name

# Where CLDR's English name is longer than, or spelled apart from, what shippers write.
_SHORT = {"CI": "Côte d'Ivoire", "HK": "Hong Kong", "MM": "Myanmar", "MO": "Macau"}
_OTHER_NAMES = {
    "AE": ("uae", "emirates", "emiratos", "emirats", "阿联酋", "оаэ", "эмираты", "الامارات"),
    "CI": ("ivory coast", "cote d ivoire", "costa de marfil", "科特迪瓦", "кот д ивуар", "ساحل العاج"),
    "GB": ("uk", "england", "britain"),
    "US": ("usa", "united states of america", "estados unidos", "сша", "美国"),
    "NL": ("holland", "holanda", "hollande", "голландия"),
    "SA": ("saudi", "ksa", "السعوديه"),
    "KR": ("korea",),
}


def is_country(code: str) -> bool:
    """Whether `code` is an ISO 3166-1 alpha-2 code."""
    return len(code) == 2 and code in _territories("en")


def country_name(code: str) -> str:
    """The English name of an ISO 3166-1 alpha-2 `code`; the code itself when there is none."""
    return _SHORT.get(code) or _territories("en").get(code, code)


@cache
def country_names(code: str) -> frozenset[str]:
    """The folded names of a country, with spaces for punctuation."""
    names = (fold_name(_territories(language).get(code, "")) for language in LANGUAGES)
    return frozenset(name for name in (*names, *_OTHER_NAMES.get(code, ())) if name)


@cache
def _territories(language: str) -> dict[str, str]:
    return dict(Locale(language).territories)
