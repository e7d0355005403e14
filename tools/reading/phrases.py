"""Whole phrases: a name with the nouns beside it, which may make it other goods."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tools.reading.goods import Entry
from tools.reading.tokens import Token


@dataclass(frozen=True, slots=True)
class Match:
    """Entries whose names account for the same of `tokens`; none when they name goods that nobody has."""

    tokens: tuple[Token, ...]
    entries: tuple[Entry, ...]

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end


def as_phrases(run: Sequence[Token], matches: Sequence[Match], *, one: bool) -> list[Match]:
    """`matches` with the nouns beside them: a noun that nothing accounts for (rice *crackers*, *saffron*
    threads, fideos *de arroz*) makes them other goods, which nobody here has. `one`: so do two names that
    stand side by side (rice noodles)."""
    phrases: list[Match] = []
    for match in sorted([*matches, *_leftovers(run, matches)], key=lambda match: match.start):
        before = phrases[-1] if phrases else None
        if before and _is_one_phrase(before, match, one=one):
            phrases[-1] = Match((*before.tokens, *match.tokens), ())
        else:
            phrases.append(match)
    known = {token for match in matches for token in match.tokens}
    return [match for match in phrases if not known.isdisjoint(match.tokens)]


def _leftovers(run: Sequence[Token], matches: Sequence[Match]) -> Iterator[Match]:
    used = {token for match in matches for token in match.tokens}
    for token in run:
        if token not in used and token.is_noun:
            yield Match((token,), ())


def _is_one_phrase(a: Match, b: Match, *, one: bool) -> bool:
    first = b.tokens[0]
    if first.start < a.end or not first.follows:
        return False
    if a.entries and b.entries:
        return one or first.follows == "of"
    named, other = (a, b) if a.entries else (b, a)
    return not any(token.stems & entry.wider for token in other.tokens for entry in named.entries)
