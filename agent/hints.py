"""Hints for the planner: the verbs that a message resembles, by the embedding model.

The weights beside this file are a softmax over the message's vector, learnt from the same wording as the
embedded model (`python -m models.hints`). They belong to one embedding model; with another there are none.
"""

import logging
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.ports import Embedder

WEIGHTS = Path(__file__).parent / "hint_weights.npz"
_SURE = 0.9
_REMEDY = "The planner goes without hints. Make them with: python -m models.hints"
_log = logging.getLogger(__name__)
Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Weights:
    """`matrix` has a row for each place of the vector and one for the bias, a column for each verb."""

    matrix: Matrix
    verbs: tuple[str, ...]


class Hints:
    """Ranks verbs for a message. Gives none before `warm_up`."""

    def __init__(self, embedder: Embedder, weights: Path = WEIGHTS) -> None:
        self._embedder = embedder
        self._file = weights
        self._weights: _Weights | None = None
        self.warm = False

    def warm_up(self) -> None:
        """Load the embedding model, and the weights if they were made for it."""
        self._embedder.embed(["hello"])
        self._weights = self._read()
        self.warm = True

    def rank(self, text: str, limit: int = 2) -> tuple[str, ...]:
        """At most `limit` verbs, likeliest first; those after a sure one are left out."""
        return self.rank_all([text], limit)[0]

    def rank_all(self, texts: list[str], limit: int = 2) -> list[tuple[str, ...]]:
        """As `rank`, for many messages at once."""
        weights = self._weights
        if weights is None:
            return [()] * len(texts)
        vectors = np.asarray(self._embedder.embed(texts), dtype=np.float32)
        scores = vectors @ weights.matrix[:-1] + weights.matrix[-1]
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        return [_ranked(row, weights.verbs, limit) for row in chances]

    def _read(self) -> _Weights | None:
        try:
            with self._file.open("rb") as file, np.load(file) as kept:
                made_for = str(kept["embedder"])
                weights = _Weights(kept["weights"], tuple(map(str, kept["verbs"])))
        except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
            _log.warning("The weights of the hints cannot be read: %r. %s", error, _REMEDY)
            return None
        if made_for != self._embedder.version:
            _log.warning(
                "The hints were made for the embedding model %s, not for %s. %s",
                made_for,
                self._embedder.version,
                _REMEDY,
            )
            return None
        return weights


def _ranked(chances: Matrix, verbs: tuple[str, ...], limit: int) -> tuple[str, ...]:
    order = np.argsort(-chances)[:limit]
    before = np.cumsum(chances[order]) - chances[order]
    return tuple(verbs[at] for at, sum_before in zip(order, before, strict=True) if sum_before < _SURE)
