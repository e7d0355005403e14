"""From a query to scored candidates, among the products of one view."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.ports import GoodsCandidate, MatchedBy
from knowledge.goods.entries import Phrase
from knowledge.goods.index import Scores, View
from knowledge.goods.query import Group, Query, groups
from knowledge.goods.ranking import OTHER_COUNT, OTHER_SIZE, UNSAID_SIZE, fused, lexical, nearness

_WEIGHED = 200  # products that are looked at name by name, at most
_LEAST = 0.05  # scores below say nothing
_IN_IT = 0.7  # of a word: enough to say that a product has it
_NUMBER, _NUMBER_SLIP = 1.0, 0.9
_ROUNDING = 1e-4


@dataclass(frozen=True, slots=True)
class _Weighing:
    """By product: `found`, the share of the words that it has; `near`, of their meaning; `fit`, how its
    pack sizes go with those said. `credit` has the terms said, each with how surely."""

    said: Sequence[Group]
    credit: Mapping[str, float]
    found: Scores
    near: Scores
    fit: Scores

    @property
    def rough(self) -> Scores:
        """What decides who is looked at name by name."""
        scores: Scores = fused(self.found, self.near) * self.fit
        return scores


def candidates(query: Query, view: View, cosines: Scores | None, limit: int) -> list[GoodsCandidate]:
    """The `limit` best, best first. `cosines` are those of each product with the query, None for words
    alone."""
    found = _numbered(query, view)
    if query.words and not found:
        found = _worded(_weighing(query, view, cosines), query, view, limit)
    worth = (one for one in found if one.score >= _LEAST)
    return sorted(worth, key=lambda one: (-one.score, one.merchant_id, one.sku))[:limit]


def _worded(weighing: _Weighing, query: Query, view: View, limit: int) -> list[GoodsCandidate]:
    """Enough to hold the `limit` best: no score is above its rough one, so most need no weighing."""
    rough = np.where(view.mask, weighing.rough, np.float32(-1))
    called = [int(at) for at in view.index.named.get(query.exact, ()) if view.mask[at]]
    found = [_weighed(at, weighing, view) for at in called]
    best = sorted((one.score for one in found), reverse=True)[:limit]
    for at in _likeliest(rough, view):
        if len(best) == limit and rough[at] < best[-1] - _ROUNDING:
            break
        if at not in called:
            found.append(_weighed(at, weighing, view))
            best = sorted([*best, found[-1].score], reverse=True)[:limit]
    return found


def _numbered(query: Query, view: View) -> list[GoodsCandidate]:
    """Products whose article number is said, else those with one a slip away."""
    said = {at for number in query.skus for at in view.sku(number)}
    if said:
        return [_candidate(view, at, _NUMBER, "sku") for at in said]
    mixed = (number for number in query.skus if len(number) >= 6 and not number.isalpha())
    near = {at for number in mixed for at in view.like_sku(number)}
    return [_candidate(view, at, _NUMBER_SLIP, "typo") for at in near]


def _weighing(query: Query, view: View, cosines: Scores | None) -> _Weighing:
    said = groups(query, view)
    total = sum(group.weight for group in said)
    found = sum((group.found * np.float32(group.weight / total) for group in said), _nothing(view))
    credit: dict[str, float] = {}
    for group in said:
        for term, sure in group.credit.items():
            credit[term] = max(sure, credit.get(term, 0.0))
    near = _nothing(view) if cosines is None else nearness(cosines)
    return _Weighing(said, credit, found, near, _fit(query, view))


def _nothing(view: View) -> Scores:
    return np.zeros(len(view.index), dtype=np.float32)


def _fit(query: Query, view: View) -> Scores:
    """A size that a product contradicts lowers it; one that neither its names nor its weight tell does so
    by little."""
    sizes = view.index.sizes
    fit = np.ones(len(view.index), dtype=np.float32)
    for pack in query.sizes:
        one = np.full(len(fit), UNSAID_SIZE, dtype=np.float32)
        one[sizes.by_weight.get(pack.key, [])] = 1.0
        one[sizes.of_unit.get(pack.unit, [])] = OTHER_SIZE
        one[sizes.said.get(pack.key, [])] = 1.0
        if pack.pieces is not None:
            one[view.index.pieces != pack.pieces] *= np.float32(OTHER_COUNT)
        fit *= one
    return fit


def _likeliest(rough: Scores, view: View) -> list[int]:
    """The products in view with the best rough scores, best first."""
    most = min(_WEIGHED, view.count)
    best = np.argpartition(-rough, most - 1)[:most]
    return [int(at) for at in best[np.argsort(-rough[best], kind="stable")]]


def _weighed(at: int, weighing: _Weighing, view: View) -> GoodsCandidate:
    found, near, fit = float(weighing.found[at]), float(weighing.near[at]), float(weighing.fit[at])
    phrases = view.index.entries[at].phrases
    of_name = max((_of_name(phrase, weighing.credit, view) for phrase in phrases), default=0.0)
    words = lexical(found, of_name)
    by = _named(at, weighing, phrases) if fit > UNSAID_SIZE * OTHER_COUNT - 1e-6 else None
    weightier: MatchedBy = "words" if words >= fused(0.0, near) else "meaning"
    return _candidate(view, at, fused(words, near) * fit, by or weightier)


def _of_name(phrase: Phrase, credit: Mapping[str, float], view: View) -> float:
    """The share of the name that is said, by rarity."""
    whole = sum(view.rarity(term) for term in phrase.terms)
    return sum(view.rarity(term) * credit.get(term, 0.0) for term in phrase.terms) / whole


def _named(at: int, weighing: _Weighing, phrases: Iterable[Phrase]) -> MatchedBy | None:
    """How one of its names is what was said, nothing left over on either side; None when none is."""
    if any(group.found[at] < _IN_IT for group in weighing.said):
        return None
    kind = next((p.kind for p in phrases if all(term in weighing.credit for term in p.terms)), None)
    return "typo" if kind and any(group.slip for group in weighing.said) else kind


def _candidate(view: View, at: int, score: float, by: MatchedBy) -> GoodsCandidate:
    entry = view.index.entries[at]
    return GoodsCandidate(entry.merchant_id, entry.sku, entry.name, round(score, 4), by)
