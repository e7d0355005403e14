"""A question's words of the trade in English, so that it finds documents in English.

The glossary adds to a query and replaces nothing; an embedding model that knows these languages makes it
superfluous.
"""

from collections.abc import Iterator
from functools import cache

from core.glossary import Entry, glossary
from knowledge.words import terms


def in_english(text: str) -> str:
    """The trade words of `text` in English with its other Latin words and numbers; empty when the glossary
    knows none of them, or nothing that the text does not say itself."""
    said = terms(text)
    phrases: list[str] = []
    translated: set[str] = set()
    for english, foreign in _entries():
        for phrase in foreign:
            if _says(said, phrase):
                phrases += [english] if english not in phrases else []
                translated.update(phrase)
    if set(terms(" ".join(phrases))) <= set(said):
        return ""
    return " ".join([*phrases, *(term for term in said if term.isascii() and term not in translated)])


def _says(said: list[str], phrase: tuple[str, ...]) -> bool:
    return any(tuple(said[at : at + len(phrase)]) == phrase for at in range(len(said) - len(phrase) + 1))


@cache
def _entries() -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    return tuple((entry.english[0], tuple(_foreign(entry))) for entry in glossary("trade"))


def _foreign(entry: Entry) -> Iterator[tuple[str, ...]]:
    """The phrases of other languages as terms, without those that are English too ("documents")."""
    own = set(terms(entry.english[0]))
    for phrase in entry.others:
        found = tuple(terms(phrase))
        if not own.issuperset(found):
            yield found
