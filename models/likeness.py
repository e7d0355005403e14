"""How a search engine sees likeness, near enough to make wrong candidates hard: shared word beginnings."""

import re

_WORD = re.compile(r"\w+")
_STEM = 5


def overlap(question: str, passage: str, language: str) -> float:
    """In [0, 1]: the share of the question's words that the passage has, longer words weigh more."""
    return shared(stems(question, language), stems(passage, language))


def shared(asked: frozenset[str], held: frozenset[str]) -> float:
    total = sum(map(len, asked))
    return sum(map(len, asked & held)) / total if total else 0.0


def stems(text: str, language: str) -> frozenset[str]:
    """Word beginnings; pairs of signs in Chinese."""
    if language == "zh":
        return frozenset(text[at : at + 2] for at in range(len(text) - 1))
    return frozenset(word[:_STEM] for word in _WORD.findall(text.lower()))
