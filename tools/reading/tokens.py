"""Words that can mean goods, and the runs in which they stand together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.words import is_cjk
from tools.reading.glossary import spellings
from tools.reading.goods import Goods, is_made, is_weak, stop_words
from tools.reading.words import Word, words

WEAK_WEIGHT, _STRONG_WEIGHT, _TYPO_WEIGHT = 0.25, 1.0, 0.8
_LONGEST_CHINESE = 8
_JOINT = re.compile(r"[\s\-'()/\"&的]*")
_OF = frozenset({"of", "de", "del", "du", "des", "d", "из"})
_LINKS = _OF | {"la", "el", "with", "al", "au"}
_A_LA = re.compile(r"a\s+la\b")  # but "chile a Chile" goes there
_CHINESE_NOUN_ENDS = re.compile(r"$|[多要到的吗呢价有]")

Follows = Literal["", "beside", "of"]


@dataclass(frozen=True, slots=True)
class Token:
    """A word that can mean goods: `stems` are the words of this port's goods that it can stand for, or
    those of goods that the port has not. `is_noun`: it says what goods are, not how they are. `follows`:
    whether it is one phrase with the token before it, directly or by a word such as `of`."""

    start: int
    end: int
    stems: frozenset[str]
    weight: float
    is_noun: bool = False
    follows: Follows = ""


def tokens_of(text: str, goods: Goods) -> list[Token]:
    """The words of folded `text` that can mean goods, function words left out."""
    return [token for word in words(text) for token in _tokens(word, goods)]


def runs(text: str, goods: Goods, counting: frozenset[int] = frozenset()) -> Iterator[list[Token]]:
    """Tokens that stand together; a small linking word may stand between two. A word that begins at one
    of the places `counting` belongs to a quantity."""
    run: list[Token] = []
    reach, links = 0, ""
    for token, link in _tokens_and_links(text, goods, counting):
        if run and token.start >= reach and not _JOINT.fullmatch(text, reach, token.start):
            yield run
            run = []
        if link:
            links += f" {link}"
        else:
            run.append(replace(token, follows=_follows(text, run, token, links.split())))
            links = ""
        reach = token.end
    if run:
        yield run


def near(stem: str, known: tuple[str, ...], shortest: int) -> str:
    """The known word one slip away (two in nine letters or more) that begins alike, if any."""
    if len(stem) < shortest - 1:
        return ""
    cutoff = 2 if len(stem) >= 9 else 1
    alike = [word for word in known if word[0] == stem[0] and len(word) >= shortest]
    found = process.extractOne(stem, alike, scorer=OSA.distance, score_cutoff=cutoff)
    return found[0] if found else ""


def _follows(text: str, run: list[Token], token: Token, links: list[str]) -> Follows:
    """A slash, an ampersand or a bracket parts goods; "with" and "a la" name what they go with."""
    gap = text[run[-1].end : token.start] if run else "/"
    if gap in ("", "的") and run and is_cjk(text[token.start]):
        return "of"
    if set(gap) & set('/&()"') or not _OF.issuperset(link for link in links if link not in ("la", "el")):
        return ""
    return "of" if links else "beside"


def _tokens_and_links(text: str, goods: Goods, counting: frozenset[int]) -> Iterator[tuple[Token, str]]:
    """The tokens of `text`; a linking word comes with itself."""
    for word in words(text):
        tokens = [token for token in _tokens(word, goods) if token.start not in counting]
        if not tokens and (word.text in _LINKS or _A_LA.match(text, word.start)):
            yield Token(word.start, word.end, frozenset(), 0.0), word.text
        for token in tokens:
            yield token, ""


def _tokens(word: Word, goods: Goods) -> list[Token]:
    if word.is_cjk:
        return list(_chinese_tokens(word, goods))
    if word.text in stop_words() or len(word.text) < 2:
        return []
    if parts := goods.joined.get(word.stem):
        return [_known(word.start, word.end, frozenset({part})) for part in parts]
    if stems := goods.words.get(word.stem):
        return [_known(word.start, word.end, stems)]
    if stems := goods.others.get(word.stem):
        return [Token(word.start, word.end, stems, 0.0, is_noun=True)]
    if any(word.text in spellings(table) for table in ("plain_words", "numbers", "units")):
        return []
    found = near(word.stem, goods.strong, 5)
    return [Token(word.start, word.end, frozenset({found}), _TYPO_WEIGHT, is_noun=True)] if found else []


def _chinese_tokens(word: Word, goods: Goods) -> Iterator[Token]:
    """The longest known phrases inside a run of Chinese characters."""
    at = 0
    while at < len(word.text):
        longest = min(_LONGEST_CHINESE, len(word.text) - at)
        phrases = (word.text[at : at + length] for length in range(longest, 0, -1))
        phrase = next((p for p in phrases if p in goods.words or p in goods.others), "")
        start, end = word.start + at, word.start + at + len(phrase)
        if stems := goods.words.get(phrase):
            yield _known(start, end, stems | {phrase})
        elif phrase and (len(phrase) > 1 or _CHINESE_NOUN_ENDS.match(word.text, at + 1)):
            yield Token(start, end, goods.others[phrase], 0.0, is_noun=True)
        at += len(phrase) or 1


def _known(start: int, end: int, stems: frozenset[str]) -> Token:
    weak = all(is_weak(stem) for stem in stems)
    noun = not weak or any(is_made(stem) for stem in stems)
    return Token(start, end, stems, WEAK_WEIGHT if weak else _STRONG_WEIGHT, is_noun=noun)
