"""Mentions of places: ports by name or UN/LOCODE, countries, and unknown names after `to`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.folding import folded
from core.values import PlaceRef, PlaceValue
from core.words import PART, is_cjk, stem
from tools.reading.countries import Country, find_countries
from tools.reading.folding import Folded
from tools.reading.lexicon import Lexicon
from tools.reading.place_words import (
    covers_place,
    is_lookalike,
    is_meant,
    is_name,
    is_plain,
    is_slip,
    is_word,
    serves,
)
from tools.reading.spans import Span
from tools.reading.towards import AFTER_TERM, TOWARDS
from tools.reading.unknown_places import BESIDE, unknown_places

_LONGEST_NAME, _LONGEST_CHINESE, _WORDS_BEFORE = 4, 8, 40
_ARABIC_PREFIX = re.compile(r"^(?:وال|بال|لل|ال|و|ب|ل)(?=\w{3})")
_INSIDE_NAME = re.compile(r"[\w\s\-'.,/]*")  # Portland, Maine; St. John's
_CODE = re.compile(r"[A-Z]{2}[ -][A-Z2-9]{3}")


@dataclass(frozen=True, slots=True)
class Found:
    """A name in folded text with the places it can mean."""

    start: int
    end: int
    refs: tuple[PlaceRef, ...]


def find_place_names(text: Folded, lexicon: Lexicon) -> list[Span]:
    """Every place of the text. A country narrows the ports named, and alone stands for its served ports."""
    named = list(find_countries(text.text, lexicon.countries))
    ports = [port for port in _ports(text, lexicon, named) if not _is_part(port, named, lexicon)]
    countries = [
        country
        for country in named
        if not any(country.start < port.end and port.start < country.end for port in ports)
    ]
    found = [_narrowed(text.text, _in_full(port, named), countries) for port in ports]
    found = _without_names(text, found)
    taken = {ref.locode[:2] for port in found for ref in port.refs}
    for country in countries:
        served = lexicon.served_in.get(country.code, ())
        if country.code not in taken and (served or TOWARDS.search(text.before(country.start))):
            found.append(Found(country.start, country.end, served))
    spans = [_span(text, place) for place in found]
    return spans or list(unknown_places(text, lexicon))


def over_goods(text: Folded, places: Sequence[Span], goods: Sequence[Span]) -> list[Span]:
    """Those of `places` that a name of goods is part of (San Antonio, *Chile*), or that stand for a country
    by a capital or after `to`, though goods are called so as well."""
    return [
        place
        for place in places
        for other in goods
        if place.overlaps(other) and _prevails(text, place, other)
    ]


def _prevails(text: Folded, place: Span, goods: Span) -> bool:
    if (place.start, place.end) != (goods.start, goods.end):
        return place.start <= goods.start and place.end >= goods.end
    name = text.original[place.start : place.end]
    towards = TOWARDS.search(folded(text.original[: place.start])[-_WORDS_BEFORE:] + " ")
    return bool(towards) or (name.istitle() and not is_cjk(name))


def _without_names(text: Folded, found: list[Found]) -> list[Found]:
    """`found` without names of people (Hamad, Chester) that stand before the first place after a term or
    `to`."""
    towards = [place.start for place in found if TOWARDS.search(text.before(place.start))]
    first = min(towards, default=0)
    return [
        place for place in found if place.start >= first or not is_name(text.text[place.start : place.end])
    ]


def _in_full(port: Found, countries: Sequence[Country]) -> Found:
    """`port` with the whole name of its country, when its own is a part of it."""
    for country in countries:
        if _holds(country, port) and _is_in(port, country):
            return Found(country.start, country.end, port.refs)
    return port


def _is_part(port: Found, countries: Sequence[Country], lexicon: Lexicon) -> bool:
    """Whether a port's name is only a part of a country's: Salvador in El Salvador, 尼斯 in 突尼斯. A port
    of that very country stands for it when the lanes serve none there: Bissau in Guinea-Bissau."""
    return any(
        _holds(country, port) and (country.code in lexicon.served_in or not _is_in(port, country))
        for country in countries
    )


def _holds(country: Country, port: Found) -> bool:
    inside = country.start <= port.start and port.end <= country.end
    return inside and (country.start, country.end) != (port.start, port.end)


def _is_in(port: Found, country: Country) -> bool:
    return any(ref.locode.startswith(country.code) for ref in port.refs)


def _ports(text: Folded, lexicon: Lexicon, countries: Sequence[Country]) -> Iterator[Found]:
    parts = list(PART.finditer(text.text))
    reach = 0
    for at, part in enumerate(parts):
        if part.start() < reach:
            continue
        if is_cjk(part.group()):
            yield from _in_chinese(text, part, lexicon, countries)
            continue
        found = (
            _code(text, parts, at, lexicon)
            or _longest(text, parts, at, lexicon, countries)
            or _misspelt(text, parts, at, lexicon)
        )
        if found:
            yield found
            reach = found.end


def _code(text: Folded, parts: Sequence[re.Match[str]], at: int, lexicon: Lexicon) -> Found | None:
    """A UN/LOCODE with a space or hyphen after its country: KE MBA. In a message all in capitals only after
    `to` or a term, since two words may look the same."""
    if at + 1 == len(parts) or len(parts[at].group()) != 2:
        return None
    start, end = parts[at].start(), parts[at + 1].end()
    key = parts[at].group() + parts[at + 1].group()
    if key not in lexicon.codes or not _CODE.fullmatch(text.asked(start, end)):
        return None
    is_shouted = any(sign.isalpha() for sign in text.original) and text.original.isupper()
    if is_shouted and len(parts) > 2 and not TOWARDS.search(text.before(start)):
        return None
    return Found(start, end, lexicon.places[key])


def _longest(
    text: Folded, parts: Sequence[re.Match[str]], at: int, lexicon: Lexicon, countries: Sequence[Country]
) -> Found | None:
    """The longest known name that begins at part `at`."""
    for length in range(min(_LONGEST_NAME, len(parts) - at), 0, -1):
        start, end = parts[at].start(), parts[at + length - 1].end()
        key = " ".join(part.group() for part in parts[at : at + length])
        refs = lexicon.places.get(key) or lexicon.places.get(_ARABIC_PREFIX.sub("", key))
        if not refs or not _INSIDE_NAME.fullmatch(text.text, start, end):
            continue
        found = Found(start, end, refs)
        if not is_plain(key, lexicon) or _is_meant(text, found, lexicon, countries):
            return found
    return None


def _is_meant(text: Folded, found: Found, lexicon: Lexicon, countries: Sequence[Country]) -> bool:
    beside = any(_is_beside(text.text, found, country) for country in countries)
    return is_meant(text, found.start, found.end, found.refs, lexicon, by_country=beside)


def _is_beside(text: str, found: Found, country: Country) -> bool:
    """Whether one of the countries of `found` follows it."""
    follows = country.start >= found.end and BESIDE.fullmatch(text, found.end, country.start)
    return bool(follows) and _is_in(found, country)


def _in_chinese(
    text: Folded, part: re.Match[str], lexicon: Lexicon, countries: Sequence[Country]
) -> Iterator[Found]:
    """The Chinese names inside a run of characters that has no spaces."""
    word, at = part.group(), 0
    while at < len(word):
        lengths = range(min(_LONGEST_CHINESE, len(word) - at), 1, -1)
        names = (word[at : at + n] for n in lengths)
        name = next((name for name in names if name in lexicon.places or covers_place(name)), "")
        if name in lexicon.places:
            start = part.start() + at
            found = Found(start, start + len(name), lexicon.places[name])
            if not is_plain(name, lexicon) or _is_meant(text, found, lexicon, countries):
                yield found
        at += len(name) or 1


def _misspelt(text: Folded, parts: Sequence[re.Match[str]], at: int, lexicon: Lexicon) -> Found | None:
    """A name of six letters or more with one slip, or a Russian name in another case."""
    for length in (2, 1):
        said = [part.group() for part in parts[at : at + length]]
        words = [word for word in said if is_word(word, lexicon)]
        if at + length > len(parts) or not all(is_lookalike(word, lexicon) for word in words):
            continue
        start, end = parts[at].start(), parts[at + length - 1].end()
        refs = lexicon.places.get(_near(" ".join(said), lexicon), ())
        if words and not (AFTER_TERM.search(text.before(start)) and serves(lexicon, refs)):
            continue
        if refs and is_slip(text, start, end, refs, lexicon):
            return Found(start, end, refs)
    return None


def _near(key: str, lexicon: Lexicon) -> str:
    if "а" <= key[0] <= "я" and (name := lexicon.place_stems.get(stem(key))):
        return name
    if len(key.removeprefix("ال")) < 5:
        return ""
    alike = [name for name in lexicon.place_names.get(key[0], ()) if abs(len(name) - len(key)) <= 1]
    found = process.extractOne(key, alike, scorer=OSA.distance, score_cutoff=1)
    return found[0] if found else ""


def _narrowed(text: str, port: Found, countries: Sequence[Country]) -> Found:
    """`port` with the country that the text names for it; beside it, the country is part of the mention."""
    for country in countries:
        refs = tuple(ref for ref in port.refs if ref.locode.startswith(country.code))
        if refs and country.start >= port.end and BESIDE.fullmatch(text, port.end, country.start):
            closed = "(" in text[port.end : country.start] and text[country.end : country.end + 1] == ")"
            return Found(port.start, country.end + closed, refs)
        if refs and len(port.refs) > 1:
            port = replace(port, refs=refs)
    return port


def _span(text: Folded, found: Found) -> Span:
    value = PlaceValue(asked=text.asked(found.start, found.end), candidates=found.refs)
    return text.span(found.start, found.end, value)
