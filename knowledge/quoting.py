"""From scored units to what is quoted: a row, or one to three sentences that stand together."""

import re
from collections.abc import Iterator, Mapping, Sequence

from knowledge.documents import IndexedUnit
from knowledge.sentences import word_count
from knowledge.shelf import Shelf

MAX_SENTENCES = 3
MAX_WORDS = 60
_ALMOST_AS_GOOD = 0.8

# A sentence that begins so, or a short one that speaks of "them", leans on the one before it.
_FOLLOWS = re.compile(
    r"^(?:it|its|they|their|this|these|those|that|such|above|below|after that|exactly|otherwise|then|both"
    r"|in that case|from the \w+ (?:on|sample))\b|^(?=.{1,60}$).*\b(?:it|them|they|these|those)\b"
    r"|^(?:est[aeo]s?|es[ao]s?|ell[ao]s?|dich[ao]s?|ambos|ambas)\b"
    r"|^(?:ils|elles?|cela|ceci|ce(?:ux|lui|lle)-ci|cette|ces)\b"
    r"|^(?:其|此|该|它|这|那)|^(?:это|этот|эта|эти|он|она|они)\b|^(?:هذا|هذه|ذلك|تلك|هؤلاء)\b",
    re.IGNORECASE,
)


def quotes(scores: Mapping[str, float], shelf: Shelf) -> Iterator[tuple[tuple[IndexedUnit, ...], float]]:
    """Units to quote together with the score of the best of them, best first. None is quoted twice."""
    quoted: set[str] = set()
    for unit_id in sorted(scores, key=lambda unit: (-scores[unit], unit)):
        if unit_id not in quoted:
            window = _window(shelf.units[unit_id], scores, shelf, quoted)
            quoted.update(unit.unit_id for unit in window)
            yield window, scores[unit_id]


def _window(
    best: IndexedUnit, scores: Mapping[str, float], shelf: Shelf, quoted: set[str]
) -> tuple[IndexedUnit, ...]:
    """`best` and the neighbours of its paragraph that belong to it: what it leans on, what leans on it,
    and what answers almost as well."""
    if best.kind == "row":
        return (best,)
    siblings = [unit for unit in shelf.units_of(best.document_id) if unit.paragraph == best.paragraph]
    first = last = siblings.index(best)
    enough = _ALMOST_AS_GOOD * scores[best.unit_id]
    while True:
        before, after = first - 1, last + 1
        if (
            before >= 0
            and (_FOLLOWS.match(siblings[first].text) or scores.get(siblings[before].unit_id, 0) >= enough)
            and _fits(siblings[before : last + 1], quoted)
        ):
            first = before
        elif (
            after < len(siblings)
            and (_FOLLOWS.match(siblings[after].text) or scores.get(siblings[after].unit_id, 0) >= enough)
            and _fits(siblings[first : after + 1], quoted)
        ):
            last = after
        else:
            return tuple(siblings[first : last + 1])


def _fits(units: Sequence[IndexedUnit], quoted: set[str]) -> bool:
    return (
        len(units) <= MAX_SENTENCES
        and sum(word_count(unit.text) for unit in units) <= MAX_WORDS
        and not any(unit.unit_id in quoted for unit in units)
    )
