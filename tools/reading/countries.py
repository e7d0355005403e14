"""Where the names of countries stand in a text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.words import PART, is_cjk, stem
from tools.places import country_names


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
