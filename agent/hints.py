"""Hints for the planner: the verbs that a message resembles, by the embedding model.

The weights beside this file are a softmax over the message's vector, learnt from the same wording as the
embedded model (`python -m models.hints`). They belong to one embedding model; with another there are none.
"""

import logging
from pathlib import Path
from typing import Any

import numpy as np

from core.ports import Embedder

WEIGHTS = Path(__file__).parent / "hint_weights.npz"
_SURE = 0.9
_log = logging.getLogger(__name__)


class Hints:
    """Ranks verbs for a message. Gives none before `warm_up`."""

    def __init__(self, embedder: Embedder, weights: Path = WEIGHTS) -> None:
        self._embedder = embedder
        self._file = weights
        self._weights: Any = None
        self._verbs: tuple[str, ...] = ()
        self.warm = False

    def warm_up(self) -> None:
        """Load the weights and the embedding model."""
        with np.load(self._file) as kept:
            made_for = str(kept["embedder"])
            if made_for == self._embedder.version:
                self._weights, self._verbs = kept["weights"], tuple(map(str, kept["verbs"]))
                self._embedder.embed(["hello"])
            else:
                _log.warning(
                    "The hints were made for the embedding model %s, not for %s: there are none. "
                    "Make them with: python -m models.hints",
                    made_for,
                    self._embedder.version,
                )
        self.warm = True

    def rank(self, text: str, limit: int = 2) -> tuple[str, ...]:
        """At most `limit` verbs, likeliest first; those after a sure one are left out."""
        return self.rank_all([text], limit)[0]

    def rank_all(self, texts: list[str], limit: int = 2) -> list[tuple[str, ...]]:
        """As `rank`, for many messages at once."""
        if self._weights is None:
            return [()] * len(texts)
        vectors = np.asarray(self._embedder.embed(texts), dtype=np.float32)
        scores = vectors @ self._weights[:-1] + self._weights[-1]
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        return [self._ranked(row, limit) for row in chances]

    def _ranked(self, chances: Any, limit: int) -> tuple[str, ...]:
        order = np.argsort(-chances)[:limit]
        before = np.cumsum(chances[order]) - chances[order]
        return tuple(
            self._verbs[at] for at, sum_before in zip(order, before, strict=True) if sum_before < _SURE
        )
