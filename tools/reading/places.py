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
from tools.reading.glossary import spellings
from tools.reading.lexicon import Lexicon
from tools.reading.spans import Span

_LONGEST_NAME, _LONGEST_CHINESE, _WORDS_BEFORE = 4, 8, 40
_TERM = r"cif|c&f|cfr|cnf|dap|dpu|ddp|cpt|cip|fob|сиф|сфр|سيف"
_AFTER_TERM = re.compile(rf"(?<!\w)(?:{_TERM})[\s:,/-]+$")
_TOWARDS = re.compile(
    rf"(?:(?<!\w)(?:(?:{_TERM})[\s:,/-]+"
    r"|(?:to|port of|destination|hasta|para|a|nach|vers|pour|до|в|на|الي)\s+)|[到至去])$"
)
_ARABIC_PREFIX = re.compile(r"^(?:وال|بال|لل|ال|و|ب|ل)(?=\w{3})")
_UNKNOWN = re.compile(
    r"\b(?:[Tt]o|TO|CIF|cif|Cif|CFR|cfr|Cfr|DAP|dap|DDP|ddp|DPU|dpu|CNF|cnf|port of)\s+"
    r"(?:the\s+)?(?:port of\s+)?"
    r"(?P<name>[A-Z][a-zà-ÿ]{3,}(?:[ -][A-Z][a-zà-ÿ]{2,})?)"
)
_ALONE = re.compile(r"(?:\W|ok|please|pls|por favor|s'il vous plait|пожалуйста|谢谢)*")
_BESIDE = re.compile(r"[\s,(/\-]*(?:in|en|in the)?\s*")


@dataclass(frozen=True, slots=True)
class Found:
    """A name in folded text with the places it can mean."""

    start: int
    end: int
    refs: tuple[PlaceRef, ...]


def find_place_names(text: Folded, lexicon: Lexicon) -> list[Span]:
    """Every place of the text. A country narrows the ports named, and alone stands for its served ports."""
    ports = list(_ports(text, lexicon))
    countries = [
        country
        for country in find_countries(text.text, lexicon.countries)
        if not any(country.start < port.end and port.start < country.end for port in ports)
    ]
    found = [_narrowed(text.text, port, countries) for port in ports]
    taken = {ref.locode[:2] for port in found for ref in port.refs}
    for country in countries:
        served = lexicon.served_in.get(country.code, ())
        if country.code not in taken and (served or _TOWARDS.search(text.before(country.start))):
            found.append(Found(country.start, country.end, served))
    spans = [_span(text, place) for place in found]
    return spans or list(_unknown(text, lexicon))


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
    towards = _TOWARDS.search(folded(text.original[: place.start])[-_WORDS_BEFORE:] + " ")
    return bool(towards) or (name.istitle() and not is_cjk(name))


def _ports(text: Folded, lexicon: Lexicon) -> Iterator[Found]:
    parts = list(PART.finditer(text.text))
    reach = 0
    for at, part in enumerate(parts):
        if part.start() < reach:
            continue
        if is_cjk(part.group()):
            yield from _in_chinese(part, lexicon)
        elif found := _longest(text, parts, at, lexicon) or _misspelt(parts, at, lexicon):
            yield found
            reach = found.end


def _longest(text: Folded, parts: Sequence[re.Match[str]], at: int, lexicon: Lexicon) -> Found | None:
    """The longest known name that begins at part `at`."""
    for length in range(min(_LONGEST_NAME, len(parts) - at), 0, -1):
        start, end = parts[at].start(), parts[at + length - 1].end()
        if re.search(r"[^\w\s\-'./]", text.text[start:end]):
            continue
        key = " ".join(part.group() for part in parts[at : at + length])
        refs = lexicon.places.get(key) or lexicon.places.get(_ARABIC_PREFIX.sub("", key))
        if refs and not (_is_plain(key) and _is_ordinary(text, start, end, key, _serves(lexicon, refs))):
            return Found(start, end, refs)
    return None


def _is_plain(key: str) -> bool:
    return key in spellings("plain_words") or len(key) <= 3


def _is_ordinary(text: Folded, start: int, end: int, key: str, served: bool) -> bool:
    """Whether a plain word is meant, and no place. A place has a capital after `to` or a term; one that the
    lanes serve needs none after a term, nor, when it is no English word, after `to` or alone."""
    before = text.before(start)
    capital = text.asked(start, end)[:1].isupper()
    if capital and _TOWARDS.search(before):
        return False
    is_name = spellings("plain_words").get(key) == "name"
    if _AFTER_TERM.search(before):
        return not (served or is_name)
    alone = _ALONE.fullmatch(text.text.replace(key, "", 1))
    return not (served and is_name and (alone or (capital and start > 0) or _TOWARDS.search(before)))


def _serves(lexicon: Lexicon, refs: Sequence[PlaceRef]) -> bool:
    return any(ref in lexicon.served_in.get(ref.locode[:2], ()) for ref in refs)


def _in_chinese(part: re.Match[str], lexicon: Lexicon) -> Iterator[Found]:
    """The Chinese names inside a run of characters that has no spaces."""
    word, at = part.group(), 0
    while at < len(word):
        lengths = range(min(_LONGEST_CHINESE, len(word) - at), 1, -1)
        name = next((word[at : at + n] for n in lengths if word[at : at + n] in lexicon.places), "")
        if name:
            yield Found(part.start() + at, part.start() + at + len(name), lexicon.places[name])
        at += len(name) or 1


def _misspelt(parts: Sequence[re.Match[str]], at: int, lexicon: Lexicon) -> Found | None:
    """A name of six letters or more with one slip, or a Russian name in another case."""
    for length in (2, 1):
        key = " ".join(part.group() for part in parts[at : at + length])
        known = any(_is_word(part.group(), lexicon) for part in parts[at : at + length])
        if at + length <= len(parts) and not known and (name := _near(key, lexicon)):
            return Found(parts[at].start(), parts[at + length - 1].end(), lexicon.places[name])
    return None


def _is_word(part: str, lexicon: Lexicon) -> bool:
    """Whether `part` has a meaning of its own, so that it is no slip of a place's name."""
    tables = ("plain_words", "units", "numbers", "months", "ordinals")
    return (
        not part.isalpha()
        or any(part in spellings(table) for table in tables)
        or any(
            stem(part) in known
            for known in (lexicon.goods.words, lexicon.goods.merchants, lexicon.countries)
        )
    )


def _near(key: str, lexicon: Lexicon) -> str:
    if "а" <= key[0] <= "я" and (name := lexicon.place_stems.get(stem(key))):
        return name
    if len(key) < 5:
        return ""
    alike = [name for name in lexicon.place_names.get(key[0], ()) if abs(len(name) - len(key)) <= 1]
    found = process.extractOne(key, alike, scorer=OSA.distance, score_cutoff=1)
    return found[0] if found else ""


def _narrowed(text: str, port: Found, countries: Sequence[Country]) -> Found:
    """`port` with the country that the text names for it; beside it, the country is part of the mention."""
    for country in countries:
        refs = tuple(ref for ref in port.refs if ref.locode.startswith(country.code))
        if refs and country.start >= port.end and _BESIDE.fullmatch(text, port.end, country.start):
            closed = "(" in text[port.end : country.start] and text[country.end : country.end + 1] == ")"
            return Found(port.start, country.end + closed, refs)
        if refs and len(port.refs) > 1:
            port = replace(port, refs=refs)
    return port


def _unknown(text: Folded, lexicon: Lexicon) -> Iterator[Span]:
    """A capitalised name after `to` or a term that is no word, product, merchant or place of this port."""
    for match in _UNKNOWN.finditer(text.original):
        first = folded(match["name"]).split()[0]
        if not _is_word(first, lexicon):
            value = PlaceValue(asked=match["name"], candidates=())
            yield Span(match.start("name"), match.end("name"), value)


def _span(text: Folded, found: Found) -> Span:
    value = PlaceValue(asked=text.asked(found.start, found.end), candidates=found.refs)
    return text.span(found.start, found.end, value)
