"""One llama.cpp context with a single pool of KV cells for all its sequences. The ctypes edge: every
argument that could abort the process is checked before the call, every result after it.

A context is used by one thread at a time; llama.cpp aborts the process otherwise.
"""

import ctypes
from collections.abc import Sequence as Items
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import GenerationFailed, ModelUnavailable
from llm.model import Model
from llm.native import llama_cpp, take_native_errors
from llm.scheduler import Chunk, Limits
from llm.sequence import Sequence


class NoCells(GenerationFailed):
    """The step found no cells; everything is as it was before it."""


_FAILURES = {
    1: "found no free cells",
    2: "was interrupted",
    -1: "refused the batch",
}
_FIELD_TYPES = dict(llama_cpp.llama_batch._fields_)


class Context:
    """Owns the native context and the arrays of its batch. `cells` is what llama.cpp granted."""

    def __init__(self, model: Model, limits: Limits, threads: int, *, wide_cells: bool = True) -> None:
        """Raises ModelUnavailable when memory is short or the model cannot compute.

        With `wide_cells`, of 32 bits and not 16, what a sequence gets depends on where its cells lie, and
        so on who else is served, in the last digits only. Kernels for one row and for several differ by as
        much, and the quantising of activations widens it: between near ties the choice can still fall
        otherwise than for the same request alone.
        """
        self._model = model
        self._batch = _Batch(limits.batch_tokens)
        self._outputs = 0
        self.handle: Any = llama_cpp.llama_init_from_model(
            model.handle, _params(limits, threads, wide_cells)
        )
        if not self.handle:
            raise ModelUnavailable(
                f"llama.cpp could not make a context of {limits.cells} tokens for {model.name!r}: "
                f"{take_native_errors() or 'no reason given'}.",
                hint="Lower QUAYSIDE_MODEL__CONTEXT_TOKENS or QUAYSIDE_MODEL__SEQUENCES.",
            )
        self._memory: Any = llama_cpp.llama_get_memory(self.handle)
        self.can_cut = _can_cut(model)
        window = min(limits.window, int(llama_cpp.llama_n_ctx_seq(self.handle)))
        self.limits = replace(limits, cells=int(llama_cpp.llama_n_ctx(self.handle)), window=window)
        self._try_one_token()

    def decode(self, chunks: Items[Chunk]) -> None:
        """Evaluates `chunks`. Raises NoCells, or GenerationFailed; then the cells of the chunks' sequences
        are in an unknown state."""
        self._outputs = self._batch.fill(chunks)
        code = int(llama_cpp.llama_decode(self.handle, self._batch.native))
        if code:
            kind = NoCells if code == 1 else GenerationFailed
            raise kind(
                f"llama.cpp {_FAILURES.get(code, 'failed')} (code {code}) in a step of "
                f"{self._batch.native.n_tokens} tokens. {take_native_errors()}".strip(),
                hint="Send the message again; if it happens again, lower QUAYSIDE_MODEL__SEQUENCES.",
            )

    def logits(self) -> NDArray[np.float32]:
        """The logits of the chunks that sample, in their order: (chunks, tokens); valid until the next
        decode."""
        pointer = llama_cpp.llama_get_logits(self.handle)
        if not pointer:
            raise GenerationFailed("The last step has no logits.", hint="Send the message again.")
        return np.ctypeslib.as_array(pointer, (self._outputs, self._model.vocabulary_size))

    def free(self, slot: int) -> None:
        """Gives back all cells of `slot`."""
        llama_cpp.llama_memory_seq_rm(self._memory, slot, -1, -1)

    def share(self, source: int, target: int) -> None:
        """`target` holds the cells of `source` too: nothing is copied."""
        llama_cpp.llama_memory_seq_cp(self._memory, source, target, -1, -1)

    def trim(self, slot: int, first: int, end: int = -1) -> bool:
        """Gives back the cells of `slot` from position `first` to before `end`; False, and no change, where
        the model cannot (recurrent states). To cut the end off and go on takes `can_cut`."""
        return bool(llama_cpp.llama_memory_seq_rm(self._memory, slot, first, end))

    def save(self, slot: int) -> bytes:
        """The state of `slot`'s cells, for `load` in a context of the same model and kind."""
        size = int(llama_cpp.llama_state_seq_get_size(self.handle, slot))
        buffer = (ctypes.c_uint8 * size)()
        written = int(llama_cpp.llama_state_seq_get_data(self.handle, buffer, size, slot))
        return bytes(memoryview(buffer)[:written])

    def load(self, slot: int, state: bytes) -> bool:
        """Fills `slot`, which is empty. False when llama.cpp refuses `state`; the slot is empty then."""
        buffer = (ctypes.c_uint8 * len(state)).from_buffer_copy(state)
        read = int(llama_cpp.llama_state_seq_set_data(self.handle, buffer, len(state), slot))
        if not read:
            self.free(slot)
        return bool(read)

    def cells_held(self) -> int:
        """Cells in use by all slots, counted in llama.cpp's memory (shared cells count for each)."""
        return sum(self.cells_of(slot) for slot in range(self.limits.sequences))

    def close(self) -> None:
        if self.handle:
            llama_cpp.llama_free(self.handle)
            self.handle = None

    def _try_one_token(self) -> None:
        """Reads the weights in, and finds a damaged file before the first buyer does."""
        try:
            self.decode([Chunk(Sequence([0], 1), slot=0, start=0, count=1, samples=True)])
            sound = bool(np.isfinite(self.logits()).all())
        except GenerationFailed as error:
            self.close()
            raise ModelUnavailable(
                f"The model {self._model.name!r} cannot compute: {error.message}", hint=error.hint
            ) from None
        if not sound:
            self.close()
            raise ModelUnavailable(
                f"The model {self._model.name!r} computes values that are no numbers.",
                hint="The file is damaged; fetch it again or use another.",
            )
        self.free(0)

    def cells_of(self, slot: int) -> int:
        last = int(llama_cpp.llama_memory_seq_pos_max(self._memory, slot))
        first = int(llama_cpp.llama_memory_seq_pos_min(self._memory, slot))
        return last - first + 1 if last >= 0 else 0


class _Batch:
    """A `llama_batch` over our own arrays, so that a step is filled by slices and not row by row."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._token = np.zeros(rows, np.int32)
        self._pos = np.zeros(rows, np.int32)
        self._slot = np.zeros(rows, np.int32)
        self._wanted = np.zeros(rows, np.int8)
        self._one = np.ones(rows, np.int32)
        addresses = self._slot.ctypes.data + np.arange(rows, dtype=np.uintp) * self._slot.itemsize
        self._slot_of_row = addresses.astype(np.uintp)
        self.native = llama_cpp.llama_batch()
        for field, array in (
            ("token", self._token),
            ("pos", self._pos),
            ("n_seq_id", self._one),
            ("seq_id", self._slot_of_row),
            ("logits", self._wanted),
        ):
            setattr(self.native, field, ctypes.cast(array.ctypes.data, _FIELD_TYPES[field]))

    def fill(self, chunks: Items[Chunk]) -> int:
        """Lays out `chunks` one after another; returns how many of them sample."""
        assert 0 < sum(chunk.count for chunk in chunks) <= self._rows
        at, wanted = 0, 0
        self._wanted[:] = 0
        for chunk in chunks:
            end, stop = at + chunk.count, chunk.start + chunk.count
            self._token[at:end] = chunk.sequence.tokens[chunk.start : stop]
            self._pos[at:end] = range(chunk.start, stop)
            self._slot[at:end] = chunk.slot
            if chunk.samples:
                self._wanted[end - 1] = 1
                wanted += 1
            at = end
        self.native.n_tokens = at
        return wanted


def _can_cut(model: Model) -> bool:
    """Whether a sequence may lose its last cells and go on from there. A recurrent state cannot; and of a
    sliding window llama.cpp keeps, and saves, only what the last position sees."""
    fixed = (
        llama_cpp.llama_model_is_recurrent(model.handle)
        or llama_cpp.llama_model_is_hybrid(model.handle)
        or llama_cpp.llama_model_n_swa(model.handle) > 0
    )
    return not fixed


def _params(limits: Limits, threads: int, wide_cells: bool) -> Any:
    params = llama_cpp.llama_context_default_params()
    params.n_ctx = limits.cells
    params.n_batch = params.n_ubatch = limits.batch_tokens
    params.n_seq_max = limits.sequences
    params.n_outputs_max = limits.sequences  # a sampled row a sequence; by default, logits for every token
    params.n_threads = params.n_threads_batch = threads
    params.kv_unified = True
    params.type_k = params.type_v = llama_cpp.GGML_TYPE_F32 if wide_cells else llama_cpp.GGML_TYPE_F16
    params.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
    return params
