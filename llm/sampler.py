"""The choice of the next token of one sequence: by likelihood or by chance, of what its grammar allows.

Only the likeliest tokens are shown to the grammar first, and all of them only when it refuses those: the
pass over the vocabulary, which llama.cpp makes, is rare. llama.cpp's own `llama_sampler_sample` is not
used because it aborts the process when a grammar allows no token.
"""

import ctypes
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import GenerationFailed
from core.ports import GREEDY, Sampling
from llm.native import llama_cpp

CHANCES = 256
"""Chance decides among so many of the likeliest tokens; the others have next to no part in it."""

_ENTRY = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])
_Tokens = NDArray[np.int64]
_Logits = NDArray[np.float32]


class Sampler:
    """Follows `sampling` under `grammar`, a native sampler that is now its own; `close` frees it."""

    def __init__(self, grammar: Any = None, sampling: Sampling = GREEDY) -> None:
        self._grammar = grammar
        self._sampling = sampling
        self._random = np.random.default_rng(sampling.seed)

    def sample(self, logits: _Logits, likeliest: int | None = None, *, free: bool = False) -> int:
        """The next token for `logits` (one for each token); the grammar moves past it. `likeliest` is
        their argmax, where that is known; `free` leaves the grammar out, for what a model thinks.

        Raises GenerationFailed when the grammar allows none or the logits are not numbers.
        """
        best = int(logits.argmax()) if likeliest is None else likeliest
        if not np.isfinite(logits[best]):
            raise GenerationFailed(
                f"The model computed {logits[best]!r} for its likeliest token.",
                hint="The model file is damaged or of an unsupported kind; use another.",
            )
        bound = bool(self._grammar) and not free
        token = self._choose(logits, best, bound=bound)
        if bound:
            llama_cpp.llama_sampler_accept(self._grammar, token)
        return token

    def close(self) -> None:
        if self._grammar:
            llama_cpp.llama_sampler_free(self._grammar)
            self._grammar = None

    def _choose(self, logits: _Logits, best: int, *, bound: bool) -> int:
        if self._sampling.temperature == 0:
            if not bound or self._allowed(logits, np.array([best])).size:
                return best
            tokens = self._most_allowed(logits)
            return int(tokens[logits[tokens].argmax()])
        tokens = _likeliest(logits)
        if bound:
            tokens = self._allowed(logits, tokens)
            if not tokens.size:
                tokens = self._most_allowed(logits)
        return self._draw(tokens, logits[tokens])

    def _most_allowed(self, logits: _Logits) -> _Tokens:
        """All tokens that the grammar allows."""
        tokens = self._allowed(logits, np.arange(len(logits)))
        if not tokens.size:
            raise GenerationFailed(
                "The grammar allows no token that this model has.",
                hint="The grammar has a rule that nothing can match, or the model has no end token.",
            )
        return tokens

    def _allowed(self, logits: _Logits, tokens: _Tokens) -> _Tokens:
        """Those of `tokens` that the grammar lets come next."""
        entries = np.empty(len(tokens), _ENTRY)
        entries["id"], entries["logit"], entries["p"] = tokens, 0.0, 0.0
        data = ctypes.cast(entries.ctypes.data, llama_cpp.llama_token_data_p)
        array = llama_cpp.llama_token_data_array(data, len(entries), -1, False)
        llama_cpp.llama_sampler_apply(self._grammar, ctypes.byref(array))
        kept: _Tokens = tokens[(entries["logit"] == 0.0) & (logits[tokens] > -np.inf)]
        return kept

    def _draw(self, tokens: _Tokens, logits: _Logits) -> int:
        """By chance: min-p, then top-p on the model's own probabilities, then the temperature."""
        order = np.argsort(-logits, kind="stable")
        tokens, logits = tokens[order], logits[order].astype(np.float64)
        weights = np.exp(logits - logits[0])
        kept = weights >= self._sampling.min_p
        mass = np.cumsum(weights / weights.sum())
        kept &= np.concatenate(([True], mass[:-1] < self._sampling.top_p))
        chances = np.exp((logits[kept] - logits[0]) / self._sampling.temperature)
        return int(self._random.choice(tokens[kept], p=chances / chances.sum()))


def _likeliest(logits: _Logits) -> _Tokens:
    if len(logits) <= CHANCES:
        return np.arange(len(logits))
    return np.argpartition(logits, -CHANCES)[-CHANCES:]
