"""The choice of the next token of one sequence: the likeliest that its grammar allows.

The likeliest token is tried alone first, and only when the grammar refuses it are all tokens masked,
by llama.cpp: the result is the same and the pass over the vocabulary is rare. llama.cpp's own
`llama_sampler_sample` is not used because it aborts the process when a grammar allows no token.
"""

import ctypes
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import BadInput, GenerationFailed
from llm.model import Model
from llm.native import llama_cpp, take_native_errors

_ENTRY = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])


class Sampler:
    """Greedy, under `grammar` (GBNF, root rule `root`) if there is one. `close` frees it."""

    def __init__(self, model: Model, grammar: str | None) -> None:
        """Raises BadInput for a grammar that llama.cpp refuses."""
        self._grammar: Any = None if grammar is None else _grammar(model, grammar)

    def sample(self, logits: NDArray[np.float32]) -> int:
        """The next token for `logits` (one for each token); the grammar moves past it.

        Raises GenerationFailed when the grammar allows none or the logits are not numbers.
        """
        token = int(logits.argmax())
        if self._grammar and not self._allows(token, logits[token]):
            token = self._best_allowed(logits)
        if not np.isfinite(logits[token]):
            raise GenerationFailed(
                f"The model computed {logits[token]!r} for its likeliest token.",
                hint="The model file is damaged or of an unsupported kind; use another.",
            )
        if self._grammar:
            llama_cpp.llama_sampler_accept(self._grammar, token)
        return token

    def close(self) -> None:
        if self._grammar:
            llama_cpp.llama_sampler_free(self._grammar)
            self._grammar = None

    def _allows(self, token: int, logit: np.float32) -> bool:
        entries = np.array([(token, logit, 0.0)], _ENTRY)
        self._mask(entries)
        return bool(entries["logit"][0] == logit)

    def _best_allowed(self, logits: NDArray[np.float32]) -> int:
        entries = np.zeros(len(logits), _ENTRY)
        entries["id"] = np.arange(len(logits))
        entries["logit"] = logits
        self._mask(entries)
        token = int(entries["logit"].argmax())
        if entries["logit"][token] == -np.inf:
            raise GenerationFailed(
                "The grammar allows no token that this model has.",
                hint="The grammar has a rule that nothing can match, or the model has no end token.",
            )
        return token

    def _mask(self, entries: NDArray[np.void]) -> None:
        """Sets the logit of each entry that the grammar refuses to minus infinity."""
        data = ctypes.cast(entries.ctypes.data, llama_cpp.llama_token_data_p)
        array = llama_cpp.llama_token_data_array(data, len(entries), -1, False)
        llama_cpp.llama_sampler_apply(self._grammar, ctypes.byref(array))


def _grammar(model: Model, text: str) -> Any:
    take_native_errors()
    made: Any = None
    if text and "\0" not in text:  # llama.cpp takes an empty grammar and then allows everything
        made = llama_cpp.llama_sampler_init_grammar(model.vocabulary, text.encode(), b"root")
    if not made:  # a null pointer is a falsy object, never None
        raise BadInput(
            f"llama.cpp refuses the grammar {text[:200]!r}: {take_native_errors() or 'no reason given'}.",
            hint="Check it against the GBNF guide of llama.cpp; the first rule is named `root`.",
        )
    return made
