"""Words that a place is called by and that mean something else as well, and words that only resemble one.

The table place_words.csv holds three kinds. `word`: an ordinary word in some language (Moss, 日照).
`name`: a name of people, brands and goods too (Hamilton, Marcona). `slip`: what is one letter from a name
of a place and no slip of it (settle, recipe), unless it stands right after a term for a served port, and
longer Chinese words that hold one (马赛克). Words that are no goods either may stand in plain_words.csv.
"""

import re
from collections.abc import Sequence

from core.values import PlaceRef
from core.words import is_cjk, stem
from tools.reading.folding import Folded
from tools.reading.glossary import spellings
from tools.reading.lexicon import Lexicon
from tools.reading.towards import AFTER_TERM, TOWARDS

_WITH_MEANING = ("plain_words", "place_words", "units", "numbers", "months", "ordinals")
_ALONE = re.compile(
    r"(?:\W|ok|please|pls|thanks|por favor|gracias|s'il vous plait|merci|пожалуйста|谢谢|من فضلك)*"
)


def is_word(part: str, lexicon: Lexicon) -> bool:
    """Whether folded `part` has a meaning of its own, so that it is no slip of a place's name."""
    return (
        not part.isalpha()
        or any(part in spellings(table) for table in _WITH_MEANING)
        or any(
            stem(part) in known
            for known in (lexicon.goods.words, lexicon.goods.merchants, lexicon.countries)
        )
    )


def is_lookalike(part: str, lexicon: Lexicon) -> bool:
    """Whether the only meaning of folded `part` is that of a word one letter from a place's name."""
    others = (table for table in _WITH_MEANING if table != "place_words")
    return (
        spellings("place_words").get(part) == "slip"
        and not any(part in spellings(table) for table in others)
        and stem(part) not in lexicon.goods.words
    )


def is_plain(key: str, lexicon: Lexicon) -> bool:
    """Whether the place's name `key` may well be something else: a word, a short one, a code in small."""
    return _kind(key) != "" or key in lexicon.codes or (len(key) <= 3 and not is_cjk(key))


def is_name(key: str) -> bool:
    """Whether the place's name `key` is one of people and brands as well."""
    return spellings("place_words").get(key) == "name"


def is_meant(
    text: Folded, start: int, end: int, refs: Sequence[PlaceRef], lexicon: Lexicon, *, by_country: bool
) -> bool:
    """Whether the plain words from `start` to `end` name `refs`. A place has a capital after `to` or a
    term; one that the lanes serve needs none after a term, nor, when it is no common word, after `to` or
    alone. `by_country`: its country stands beside it."""
    key, asked, before = text.text[start:end], text.asked(start, end), text.before(start)
    capital = not asked[:1].islower()  # scripts without case have no capitals
    kind, served = _kind(key), serves(lexicon, refs)
    towards = TOWARDS.search(before) is not None
    is_code = key in lexicon.codes
    if by_country or (capital and towards) or (is_code and asked.isupper()):
        return True
    if is_code and not kind:
        return served or towards or stands_alone(text, start, end)
    if AFTER_TERM.search(before):
        return served or kind == "name"
    if kind != "name":
        return False
    if stands_alone(text, start, end):
        return True
    return served and ((capital and start > 0) or towards)


def is_slip(text: Folded, start: int, end: int, refs: Sequence[PlaceRef], lexicon: Lexicon) -> bool:
    """Whether a word that is one letter from the name of `refs` stands where a place is named. Ports that
    the lanes serve may be named anywhere."""
    capital = text.asked(start, end)[:1].isupper()
    before = text.before(start)
    short_stem = "а" <= text.text[start] <= "я" and len(stem(text.text[start:end])) < 4
    if AFTER_TERM.search(before) or (capital and TOWARDS.search(before)):
        return True
    if short_stem and not (capital and start > 0):
        return False
    return serves(lexicon, refs) or (capital and stands_alone(text, start, end))


def covers_place(phrase: str) -> bool:
    """Whether the Chinese `phrase` is a word that merely holds a place's name: 马赛克 is a mosaic."""
    return spellings("place_words").get(phrase) == "slip"


def serves(lexicon: Lexicon, refs: Sequence[PlaceRef]) -> bool:
    return any(ref in lexicon.served_in.get(ref.locode[:2], ()) for ref in refs)


def stands_alone(text: Folded, start: int, end: int) -> bool:
    """Whether the text says nothing else, courtesy apart."""
    return _ALONE.fullmatch(text.text[:start] + text.text[end:]) is not None


def _kind(key: str) -> str:
    return spellings("plain_words").get(key) or spellings("place_words").get(key, "")
