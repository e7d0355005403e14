"""Runs a GGUF greedily through llama.cpp, to check an exported model. The product's engine is in llm/."""

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np

from core.ports import Segment

_WINDOW = 1024


class Playback:
    """One model, one text at a time."""

    def __init__(self, file: Path, threads: int = 1) -> None:
        _quiet()
        params = llama_cpp.llama_model_default_params()
        # llama.cpp's AMX kernels crash on eight-bit weights in the build of llama-cpp-python 0.3.36.
        params.use_extra_bufts = False
        self._model: Any = llama_cpp.llama_model_load_from_file(os.fsencode(file), params)
        assert self._model, f"llama.cpp could not load {file}"
        self._vocabulary: Any = llama_cpp.llama_model_get_vocab(self._model)
        self._tokens = int(llama_cpp.llama_vocab_n_tokens(self._vocabulary))
        context = llama_cpp.llama_context_default_params()
        context.n_ctx = context.n_batch = _WINDOW
        context.n_threads = context.n_threads_batch = threads
        self._context: Any = llama_cpp.llama_init_from_model(self._model, context)

    def prompt(self, segments: Iterable[Segment]) -> list[int]:
        """Token ids, control tokens only where a segment is trusted."""
        ids: list[int] = []
        for segment in segments:
            text = segment.text.encode()
            found = (ctypes.c_int32 * (len(text) + 8))()
            count = llama_cpp.llama_tokenize(
                self._vocabulary, text, len(text), found, len(found), False, segment.trusted
            )
            ids += found[:count]
        return ids

    def complete(self, prompt: list[int], most: int = 96) -> list[int]:
        """The likeliest tokens after `prompt`, without the one that ends them."""
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(self._context), True)
        ids: list[int] = []
        token = self._next(prompt)
        end = llama_cpp.llama_vocab_eos(self._vocabulary)
        while token != end and len(ids) < most:
            ids.append(token)
            token = self._next([token])
        return ids

    def text(self, ids: list[int]) -> str:
        return b"".join(map(self._piece, ids)).decode(errors="replace")

    def close(self) -> None:
        llama_cpp.llama_free(self._context)
        llama_cpp.llama_model_free(self._model)

    def _next(self, ids: list[int]) -> int:
        given = (ctypes.c_int32 * len(ids))(*ids)
        code = llama_cpp.llama_decode(self._context, llama_cpp.llama_batch_get_one(given, len(ids)))
        assert code == 0, f"llama_decode gave {code}"
        logits: Any = llama_cpp.llama_get_logits_ith(self._context, -1)
        return int(np.ctypeslib.as_array(logits, shape=(self._tokens,)).argmax())

    def _piece(self, token: int) -> bytes:
        buffer = ctypes.create_string_buffer(256)
        length = llama_cpp.llama_token_to_piece(self._vocabulary, token, buffer, len(buffer), 0, False)
        return buffer.raw[: max(0, length)]


@llama_cpp.llama_log_callback  # type: ignore[untyped-decorator]  # llama_cpp has no types
def _silent(level: int, text: bytes, data: object) -> None:
    """llama.cpp's own log is of no use to the checks."""


def _quiet() -> None:
    llama_cpp.llama_log_set(_silent, ctypes.c_void_p(0))
