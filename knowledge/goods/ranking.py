"""One score from words, nearness of meaning and pack sizes; and when the best one is clear.

The words found are worth what BM25's idf gives them as a share of all the words said, more when they are
all of a name: that is the lexical score. Meaning closes a part of what is left to 1, so that it lifts what
words miss and takes nothing from what they find. A pack size that is said and contradicted lowers both.

The constants were set on the 191 labelled queries of bench/catalogue.tsv (`python -m bench.catalogue`), so
its figures flatter them: 131 of 133 right goods come first; 89 are clear and none of those is wrong; of 58
goods that the port has not, 16 get an offer to choose from, most of it relatives (millet for millet
flour). At 0.5 for `_OFFERED` 8 more right ones would be offered, and 3 more wrong ones of the first 32.
"""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from core.ports import GoodsCandidate

Scores = npt.NDArray[np.float32]
Weight = TypeVar("Weight", float, Scores)

_UNRELATED, _SAME = 0.25, 0.65  # cosines of MiniLM between words for goods and the text of a product
_MEANING_WEIGHT = 0.65
_PARTIAL_NAME = 0.7  # all words found, of a name that has many more

OTHER_SIZE = 0.75
UNSAID_SIZE = 0.97
OTHER_COUNT = 0.95

NAMED = frozenset({"sku", "name", "alias", "typo"})
_CLEAR, _AHEAD = 0.85, 0.08
_OFFERED, _BEHIND = 0.6, 0.25


def nearness(cosines: Scores) -> Scores:
    """In [0, 1]."""
    near: Scores = np.clip((cosines - _UNRELATED) / (_SAME - _UNRELATED), 0.0, 1.0)
    return near


def lexical(found: float, of_name: float) -> float:
    """`found`: the share of the words said that the product has; `of_name`: how much of one of its names
    they make up. Both by rarity, in [0, 1]."""
    return found * (_PARTIAL_NAME + (1 - _PARTIAL_NAME) * of_name)


def fused(words: Weight, near: Weight) -> Weight:
    """Of one product or of all."""
    return words + (1 - words) * _MEANING_WEIGHT * near


def clear(candidates: Sequence[GoodsCandidate]) -> GoodsCandidate | None:
    """The first candidate when it is what was named, a slip of the pen apart, and well before the next."""
    if not candidates or candidates[0].by not in NAMED or candidates[0].score < _CLEAR:
        return None
    second = candidates[1].score if len(candidates) > 1 else 0.0
    return candidates[0] if candidates[0].score - second >= _AHEAD else None


def offered(candidates: Sequence[GoodsCandidate], limit: int) -> list[GoodsCandidate]:
    """The few to ask about: good enough and not far behind the best, none when the best is not."""
    if not candidates:
        return []
    least = max(_OFFERED, candidates[0].score - _BEHIND)
    return [one for one in candidates if one.score >= least][:limit]
