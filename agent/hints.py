"""Hints for the planner: the verbs of the nearest example sentences, by the embedding model."""

import tomllib
from pathlib import Path

import numpy as np

from core.ports import Embedder

_EXAMPLES = Path(__file__).parent / "hint_examples.toml"
_NEAREST = 12


class Hints:
    """Ranks verbs for a message. Gives none before `warm_up` has embedded the examples."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._verbs: list[str] = []
        self._vectors: np.ndarray[tuple[int, ...], np.dtype[np.float32]] | None = None

    @property
    def warm(self) -> bool:
        return self._vectors is not None

    def warm_up(self) -> None:
        examples = tomllib.loads(_EXAMPLES.read_text(encoding="utf-8"))
        rows = [(verb, line) for verb, lines in examples.items() for line in lines.split("\n") if line]
        vectors = np.asarray(self._embedder.embed([line for _, line in rows]), dtype=np.float32)
        self._verbs = [verb for verb, _ in rows]
        self._vectors = vectors

    def rank(self, text: str, limit: int = 2) -> tuple[str, ...]:
        """At most `limit` verbs, likeliest first."""
        if self._vectors is None:
            return ()
        query = np.asarray(self._embedder.embed([text])[0], dtype=np.float32)
        similarity = self._vectors @ query
        nearest = np.argsort(-similarity)[:_NEAREST]
        votes: dict[str, float] = {}
        for row in nearest:
            votes[self._verbs[row]] = votes.get(self._verbs[row], 0.0) + float(similarity[row]) ** 4
        return tuple(sorted(votes, key=lambda verb: -votes[verb])[:limit])
