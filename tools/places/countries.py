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
    "AG": ("antigua",),
    "BA": ("bosnia", "босния", "البوسنه"),
    "CD": ("drc", "dr congo", "democratic republic of congo", "rdc"),
    "CZ": ("czech republic", "чешская республика"),
    "GB": (
        "uk",
        "england",
        "britain",
        "great britain",
        "scotland",
        "northern ireland",
        "англия",
        "انجلترا",
    ),
    "HK": ("hong kong",),
    "KN": ("saint kitts", "st kitts"),
    "KY": ("cayman",),
    "LC": ("saint lucia",),
    "MK": ("macedonia",),
    "MM": ("burma", "birmania", "birmanie", "бирма"),
    "MO": ("macau", "macao"),
    "PG": ("png",),
    "PS": ("palestine", "palestina"),
    "ST": ("sao tome",),
    "TL": ("east timor", "timor oriental", "восточный тимор"),
    "TR": ("turkey",),
    "TT": ("trinidad", "trinidad and tobago"),
    "VC": ("st vincent", "saint vincent"),
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
    names = (_SHORT.get(code, ""), *(_territories(language).get(code, "") for language in LANGUAGES))
    return frozenset(filter(None, (*map(fold_name, names), *_OTHER_NAMES.get(code, ()))))


def country_codes_of(text: str) -> frozenset[str]:
    """The ISO 3166-1 alpha-2 codes of the countries that `text`, as a whole, is a name of."""
    return _codes_by_name().get(fold_name(text).removeprefix("the "), frozenset())


@cache
def _codes_by_name() -> dict[str, frozenset[str]]:
    index: dict[str, set[str]] = {}
    for code in filter(is_country, _territories("en")):
        for name in country_names(code):
            index.setdefault(name, set()).add(code)
    return {name: frozenset(codes) for name, codes in index.items()}


@cache
def _territories(language: str) -> dict[str, str]:
    return dict(Locale(language).territories)
