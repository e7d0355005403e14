"""BM25 over the quotable units, with fields: a unit's own words, its title and headings, its neighbours.

Scores are shares of the best score that the query could have had, so 1 means every word found. Only
permitted documents count, in frequencies too: what a caller may not read cannot shift their ranking.
"""

import math
from collections import Counter
from collections.abc import Collection, Mapping

from core.ids import DocumentId
from core.words import is_cjk
from knowledge.words import terms

_K1, _B = 1.2, 0.4
_TYPICAL_TERMS = 16  # a fixed length, where BM25 has the average: that would tell of hidden documents
_CONTEXT_WEIGHT, _NEIGHBOUR_WEIGHT = 0.5, 0.2
_BIGRAM_WEIGHT = 0.6  # pairs of Chinese signs overlap: two say little more than one word


class WordIndex:
    """Not safe for threads by itself."""

    def __init__(self) -> None:
        self._postings: dict[str, dict[str, float]] = {}
        self._document_of: dict[str, DocumentId] = {}
        self._length: dict[str, int] = {}
        self._terms_of: dict[str, list[str]] = {}

    def add(self, unit_id: str, document: DocumentId, *, body: str, context: str, neighbours: str) -> None:
        """`context` is the title, the headings and the file's name; `neighbours` the rest of the chunk."""
        own = terms(body)
        weights: dict[str, float] = {**Counter(own)}
        for term in set(terms(context)):
            weights[term] = weights.get(term, 0.0) + _CONTEXT_WEIGHT
        for term in set(terms(neighbours)):
            weights[term] = weights.get(term, 0.0) + _NEIGHBOUR_WEIGHT
        self._document_of[unit_id], self._length[unit_id] = document, len(own)
        self._terms_of[unit_id] = list(weights)
        for term, weight in weights.items():
            self._postings.setdefault(term, {})[unit_id] = weight

    def remove(self, unit_id: str) -> None:
        for term in self._terms_of.pop(unit_id, ()):
            self._postings[term].pop(unit_id)
            if not self._postings[term]:
                del self._postings[term]
        self._document_of.pop(unit_id, None)
        self._length.pop(unit_id, None)

    def scores(self, query: Mapping[str, float], permitted: Collection[DocumentId]) -> dict[str, float]:
        """Units of `permitted` documents that hold any term of `query` (term to weight), in (0, 1]."""
        found: dict[str, float] = {}
        best = 0.0
        for term, weight in query.items():
            holding = {
                unit: held
                for unit, held in self._postings.get(term, {}).items()
                if self._document_of[unit] in permitted
            }
            rarity = weight * _rarity(len({self._document_of[unit] for unit in holding}), len(permitted))
            best += rarity
            for unit, held in holding.items():
                found[unit] = found.get(unit, 0.0) + rarity * self._saturation(unit, held)
        return {unit: min(score / best, 1.0) for unit, score in found.items()}

    def _saturation(self, unit: str, held: float) -> float:
        length = 1 - _B + _B * self._length[unit] / _TYPICAL_TERMS
        return min(held * (_K1 + 1) / (held + _K1 * length), 1.0)


def query_terms(text: str) -> dict[str, float]:
    """The terms of `text` with their weights. A term said twice counts once."""
    return {term: _BIGRAM_WEIGHT if _is_wide(term) else 1.0 for term in terms(text)}


def _is_wide(term: str) -> bool:
    return len(term) == 2 and is_cjk(term)


def _rarity(holding: int, documents: int) -> float:
    """BM25's idf over documents, always positive."""
    return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))
