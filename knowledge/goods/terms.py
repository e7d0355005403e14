"""Words of goods as terms: stems, with endings such as "dried" kept, since they tell goods apart; Chinese,
Japanese and Korean in runs, whose pairs of signs are the terms."""

import re
from functools import cache

from core.folding import folded
from core.glossary import glossary
from core.words import CJK, is_cjk, stem
from knowledge.stopwords import STOP_WORDS

_TOKEN = re.compile(
    rf"(?P<number>\d+(?:[.]\d+)?)|(?P<wide>[{CJK}]+)|(?P<word>[^\W\d_{CJK}]+(?:'[^\W\d_]+)*)"
)


def tokens(text: str) -> list[str]:
    """The words of folded `text` in order without stop words: stems, numbers, and runs of signs whole."""
    found = ((match.lastgroup, match.group()) for match in _TOKEN.finditer(text))
    return [
        stem(word.removesuffix("'s")) if kind == "word" else word
        for kind, word in found
        if word not in STOP_WORDS
    ]


def terms(text: str) -> list[str]:
    """The terms of folded `text`: as `tokens`, runs of signs in pairs."""
    return [term for token in tokens(text) for term in (pairs(token) if is_cjk(token) else [token])]


def pairs(run: str) -> list[str]:
    """The pairs of neighbouring signs; the sign itself when there is one only."""
    return [run[at : at + 2] for at in range(max(len(run) - 1, 1))]


@cache
def meanings() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """What the glossary of goods has for a word or phrase, as terms: each of the ways to say it in English.
    Runs of signs stand whole."""
    index: dict[tuple[str, ...], dict[tuple[str, ...], None]] = {}
    for entry in glossary("goods"):
        english = [tuple(terms(word)) for word in entry.english]
        for word in (*entry.english, *entry.others):
            said = tuple(tokens(folded(word)))
            others = [phrase for phrase in english if phrase and phrase != said]
            if said and others:
                index.setdefault(said, {}).update(dict.fromkeys(others))
    return {said: tuple(phrases) for said, phrases in index.items()}


@cache
def known_words() -> frozenset[str]:
    """English words of the glossary: goods that exist, so never a slip for other ones."""
    return frozenset(term for entry in glossary("goods") for word in entry.english for term in terms(word))
