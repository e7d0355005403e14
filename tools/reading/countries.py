"""Country names in six languages (CLDR, through babel) and where they stand in a text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from babel import Locale

from tools.reading.folding import folded
from tools.reading.words import PART, is_cjk, stem

_LANGUAGES = ("en", "zh", "es", "ru", "fr", "ar")
_OTHER_NAMES = {
    "AE": ("uae", "emirates", "emiratos", "emirats", "阿联酋", "оаэ", "эмираты", "الامارات"),
    "CI": ("ivory coast", "cote d ivoire", "costa de marfil", "科特迪瓦", "кот д ивуар", "ساحل العاج"),
    "GB": ("uk", "england", "britain"),
    "US": ("usa", "united states of america", "estados unidos", "сша", "美国"),
    "NL": ("holland", "holanda", "hollande", "голландия"),
    "SA": ("saudi", "ksa", "السعوديه"),
    "KR": ("korea",),
}


@dataclass(frozen=True, slots=True)
class Country:
    """A country's name in folded text, and its ISO 3166-1 alpha-2 code."""

    start: int
    end: int
    code: str


def country_codes(codes: frozenset[str]) -> dict[str, str]:
    """Folded country name to code, for the countries `codes`; Russian names by their stem as well."""
    known = {name: code for code in sorted(codes) for name in country_names(code)}
    return {stem(name): code for name, code in known.items() if "а" <= name[0] <= "я"} | known


@cache
def country_names(code: str) -> frozenset[str]:
    """The folded names of a country, with spaces for punctuation."""
    names = [_territories(language).get(code, "") for language in _LANGUAGES]
    plain = (" ".join(PART.findall(folded(name))) for name in names)
    return frozenset(name for name in (*plain, *_OTHER_NAMES.get(code, ())) if name)


def find_countries(text: str, known: Mapping[str, str]) -> Iterator[Country]:
    """The countries of `known` (name to code) that folded `text` names."""
    parts = list(PART.finditer(text))
    for at, part in enumerate(parts):
        if is_cjk(part.group()):
            yield from _inside(part, known)
            continue
        for length in range(min(4, len(parts) - at), 0, -1):
            key = " ".join(other.group() for other in parts[at : at + length])
            if code := known.get(key) or known.get(stem(key)):
                yield Country(part.start(), parts[at + length - 1].end(), code)
                break


def _inside(part: re.Match[str], known: Mapping[str, str]) -> Iterator[Country]:
    for name, code in known.items():
        if is_cjk(name) and (at := part.group().find(name)) >= 0:
            yield Country(part.start() + at, part.start() + at + len(name), code)


@cache
def _territories(language: str) -> dict[str, str]:
    return dict(Locale(language).territories)
