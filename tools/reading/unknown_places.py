"""Names of places that no table knows, read by where they stand: after `to`, a term, `port of`, 到…港.

After `to` alone people, banks and feasts are named as well: to Mr Chen, a Juan, to HSBC, до Рождества.
"""

import re
from collections.abc import Iterator

from core.folding import folded
from core.values import PlaceValue
from core.words import CJK, stem
from tools.places import country_codes_of
from tools.reading.folding import Folded
from tools.reading.glossary import spellings
from tools.reading.lexicon import Lexicon
from tools.reading.place_words import is_word
from tools.reading.spans import Span
from tools.reading.towards import TERM

BESIDE = re.compile(r"[\s,(/\-]*(?:in|en|in the|au|в)?\s*")  # between a place and its country
_COUNTRY = re.compile(
    r"(?P<gap>[\s,(/\-]+(?:in the\s+|in\s+|en\s+|au\s+|в\s+)?)"
    r"(?P<words>[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’-]*){0,3})"
)
_CAPITAL = "A-Z\u00c0-\u00de\u0141\u015a\u0160\u017b\u017d\u0130\u0410-\u042f\u0401"
_WORD = rf"[{_CAPITAL}][^\W\d_]+(?:['’][^\W\d_]+)?"
_PARTICLE = r"(?:d[aeiou]|das|dos|del|des|las?|los|les?|el|al|am|an|der|upon|on|sur|на)"
_NAME = rf"(?P<name>{_WORD}(?:[ -](?:{_PARTICLE}[ -]){{0,2}}{_WORD}){{0,3}})"
_LEAD = (
    rf"(?i:(?P<to>\b(?:to|towards|hasta|vers|jusqu'[aà]|nach|до|a|à|в)\s+)|(?<!\w)(?:{TERM})[\s:,/-]+"
    r"|\b(?:port of|puerto de|port de|porto de|порт[ауе]?)\s+)"
)
_PREFIX = (
    r"(?i:the\s+|la\s+ciudad\s+de\s+|el\s+)?(?i:(?:port of|puerto de|port de|porto de|порт[ауе]?)\s+)?"
)
_CAPITALISED = re.compile(_LEAD + f"(?P<prefix>{_PREFIX})" + _NAME)
# What is said or paid to somebody goes to no place.
_TO_SOMEBODY = re.compile(
    r"(?<!\w)(?:spoken?|speak(?:ing)?|talk(?:ed|ing)?|said|writ(?:e|ing|ten)|wrote|repl(?:y|ied)|listen|belongs?"
    r"|according|thanks?|introduced?|dij[eo]|digo|dile|dig[ao]|pregunt[aeo]r?|habl[aeo]r?|escrib[eio]r?|gracias"
    r"|demandez|demander|parler?|parlez|dire|ecrire|repondre|merci)\s+$"
)
_LONGEST_ACRONYM, _WORDS_BEFORE = 5, 40
_AFTER_TERM = re.compile(
    rf"(?<!\w)(?:{TERM})[\s:,/-]+(?:port of |puerto de |port de |porto de |порт |ميناء )?"
    r"(?P<said>[^\W\d_]{5,}(?:[ -][^\W\d_]+){0,5})(?=\s*(?:$|[.,;:?!)(\n']))"
)
_COURTESY = re.compile(r"\s+(?:please|pls|thanks|por favor|gracias|s|svp|merci|пожалуйста|من فضلك)$")
_ARABIC_PORT = re.compile(r"(?<!\w)(?:الي|حتي|سيف|cif|cfr|dap)\s+ميناء\s+(?P<name>[\u0621-\u064a]{4,})")
_CHINESE_PORT = re.compile(rf"(?:[到至往去]|(?:{TERM})\s*)(?P<name>[{CJK}]{{2,7}}?港)(?!口)", re.IGNORECASE)
_NO_CHINESE_NAME = re.compile(
    r"目的|卸货|装货|起运|装运|出运|中转|转运|发货|交货|收货|贵|[我你您他她哪任某]|什么|其他|别的|主要"
    r"|最近|附近|中国|国外|国内|[啥该这那几多最大小的口内海外出进本各]$"
)
_ARTICLE = "ال"  # with it nearly every Arabic word is an ordinary one
_FIRST_WORD = re.compile(
    r"port|puerto|porto|порт|sain(?:t|te)|san|santa|santo|sao|st|new|nova|nueva|north|south|east|west"
    r"|el|las?|los|les?|al"
)


def unknown_places(text: Folded, lexicon: Lexicon) -> Iterator[Span]:
    """A name after `to` or a term that is no word, product, merchant or place of this port, with its
    country when one stands beside it. Small letters are enough right after a term."""
    ends: dict[int, int] = {}
    for start, end in (*_capitalised(text, lexicon), *_in_folded(text, lexicon)):
        ends[start] = max(end, ends.get(start, 0))
    for start, end in sorted(ends.items()):
        after = _with_country(text.original, end)
        yield Span(start, after, PlaceValue(asked=text.original[start:after], candidates=()))


def _capitalised(text: Folded, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    for match in _CAPITALISED.finditer(text.original):
        kept = _name_in(match["name"], lexicon)
        if len(kept) >= 4 and not _is_somebody(text.original, match, kept):
            yield match.start("name"), match.start("name") + len(kept)


def _is_somebody(original: str, match: re.Match[str], name: str) -> bool:
    """Whether what follows `to` is a person or a firm: by a title, a first name, a short word in capitals
    where the rest is not, or a verb before `to`. After a term or `port of` nobody is."""
    if not match["to"] or len(match["prefix"].split()) > 1:
        return False
    first = re.split(r"[\s-]", name, maxsplit=1)[0]
    in_capitals = first.isupper() and len(first) <= _LONGEST_ACRONYM and not original.isupper()
    verb = _TO_SOMEBODY.search(folded(original[: match.start("to")])[-_WORDS_BEFORE:] + " ")
    return in_capitals or folded(first) in spellings("people") or verb is not None


def _name_in(said: str, lexicon: Lexicon) -> str:
    """`said` up to its first word with a meaning; a `New` or `San` in front counts with what follows."""
    end, only_first_words = 0, True
    for part in re.finditer(r"[^\s\-]+", said):
        word = folded(part.group())
        first = only_first_words and _FIRST_WORD.fullmatch(word) is not None
        if not first and (is_word(word.replace("'", ""), lexicon) or _is_ordinary(word, lexicon)):
            break
        only_first_words = only_first_words and first
        end = part.end() if not only_first_words else end
    return re.sub(rf"[ -]{_PARTICLE}$", "", said[:end])


def _in_folded(text: Folded, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    for match in _AFTER_TERM.finditer(text.text):
        if length := _length_of_name(match["said"], lexicon):
            yield text.bounds(match.start("said"), match.start("said") + length)
    for match in _ARABIC_PORT.finditer(text.text):
        if not _is_ordinary(match["name"], lexicon):
            yield text.bounds(*match.span("name"))
    for match in _CHINESE_PORT.finditer(text.text):
        if not _NO_CHINESE_NAME.search(match["name"].removesuffix("港")):
            yield text.bounds(*match.span("name"))


def _length_of_name(said: str, lexicon: Lexicon) -> int:
    """How many letters of `said` are a name: one or two words without a meaning, with nothing after them
    but their country; 0 when it is no such name."""
    if said.startswith(_ARTICLE):
        return 0
    for part in list(re.finditer(r"[^ \-]+", said))[:2]:
        if is_word(part.group(), lexicon) or _is_ordinary(part.group(), lexicon):
            return 0
        rest = _COURTESY.sub("", said[part.end() :])
        if not rest or country_codes_of(rest):
            return part.end()
    return 0


def _is_ordinary(word: str, lexicon: Lexicon) -> bool:
    """Whether `word` names goods that nobody here has, a term, or what else is said of a price."""
    tables = ("beside_places", "terms", "currencies", "kinds")
    return stem(word) in lexicon.goods.others or any(word in spellings(table) for table in tables)


def _with_country(text: str, end: int) -> int:
    """Where the mention of a place that ends at `end` ends together with the country beside it."""
    match = _COUNTRY.match(text, end)
    if match is None:
        return end
    words = list(re.finditer(r"\S+", match["words"]))
    for word in reversed(words):
        if country_codes_of(match["words"][: word.end()]):
            after = match.start("words") + word.end()
            closed = "(" in match["gap"] and text[after : after + 1] == ")"
            return after + closed
    return end
