"""A GGUF file loaded by llama.cpp: its weights and its vocabulary. Contexts are made from it."""

import ctypes
import os
from pathlib import Path
from typing import Any

from core.errors import ModelUnavailable
from core.ports import Segment
from llm.native import llama_cpp, route_native_log, take_native_errors
from llm.trial import try_load

_MAGIC = b"GGUF"
_ANOTHER = "Name another file with QUAYSIDE_MODEL__PATH, or leave that empty for the embedded model."


class Model:
    """Owns the native model; `close` frees it, after every context made from it."""

    def __init__(self, path: Path, *, trial: bool = True) -> None:
        """Raises ModelUnavailable when `path` is no GGUF file that llama.cpp can load.

        `trial` loads it in a child process first; leave it out only for a file known to be sound.
        """
        _check_file(path)
        if trial:
            try_load(path)
        route_native_log()
        take_native_errors()
        params = llama_cpp.llama_model_default_params()
        # ggml's AMX kernel, one of the extra buffer types, ends the process (SIGSEGV) on small Q8_0 models
        # on processors that have AMX (llama.cpp of llama-cpp-python 0.3.36).
        params.use_extra_bufts = False
        self.handle: Any = llama_cpp.llama_model_load_from_file(os.fsencode(path), params)
        if not self.handle:
            reason = take_native_errors() or "no reason given"
            raise ModelUnavailable(
                f"llama.cpp could not load the model {str(path)!r}: {reason}.",
                hint=f"The file may be cut off or damaged; fetch it again. {_ANOTHER}",
            )
        self.vocabulary: Any = llama_cpp.llama_model_get_vocab(self.handle)
        self.name = _metadata(self.handle, b"general.name") or path.stem
        self.vocabulary_size = int(llama_cpp.llama_vocab_n_tokens(self.vocabulary))
        self.window = int(llama_cpp.llama_model_n_ctx_train(self.handle))
        self._pieces: dict[int, bytes] = {}

    @property
    def template(self) -> tuple[str, str, str] | None:
        """The file's chat template with the texts of the tokens that begin and end a text, if it has
        one."""
        source = llama_cpp.llama_model_chat_template(self.handle, None)
        if not source:
            return None
        bos, eos = (
            self.spelled(int(token(self.vocabulary))).decode("utf-8", "replace")
            for token in (llama_cpp.llama_vocab_bos, llama_cpp.llama_vocab_eos)
        )
        return source.decode("utf-8", "replace"), bos, eos

    def tokenise(self, prompt: tuple[Segment, ...], *, bos: bool = True) -> list[int]:
        """Token ids. Special tokens are recognised in trusted segments and nowhere else. `bos` leaves it to
        the model whether a token begins the text."""
        tokens: list[int] = []
        if bos and llama_cpp.llama_vocab_get_add_bos(self.vocabulary):
            tokens.append(int(llama_cpp.llama_vocab_bos(self.vocabulary)))
        for segment in prompt:
            tokens += self._tokenise(segment.text.encode("utf-8", "replace"), segment.trusted)
        return tokens

    def piece(self, token: int) -> bytes:
        """The bytes that `token` writes; none for a control token."""
        known = self._pieces.get(token)
        if known is None:
            known = self._pieces[token] = self._piece(token, special=False)
        return known

    def spelled(self, token: int) -> bytes:
        """What `token` is written as, a control token too; nothing for a token that is not there."""
        return self._piece(token, special=True) if token >= 0 else b""

    def ends(self, token: int) -> bool:
        """Whether `token` ends a generation."""
        return bool(llama_cpp.llama_vocab_is_eog(self.vocabulary, token))

    def close(self) -> None:
        if self.handle:
            llama_cpp.llama_model_free(self.handle)
            self.handle = None

    def _tokenise(self, text: bytes, special: bool) -> list[int]:
        room = len(text) + 8  # a token writes at least one byte; SentencePiece may add a space
        found = (llama_cpp.llama_token * room)()
        count = llama_cpp.llama_tokenize(self.vocabulary, text, len(text), found, room, False, special)
        if count < 0:
            raise ModelUnavailable(
                f"The model's tokeniser gave {-count} tokens for {len(text)} bytes.", hint=_ANOTHER
            )
        return list(found[:count])

    def _piece(self, token: int, *, special: bool) -> bytes:
        for room in (64, 4096):
            buffer = ctypes.create_string_buffer(room)
            length = llama_cpp.llama_token_to_piece(self.vocabulary, token, buffer, room, 0, special)
            if length >= 0:
                return buffer.raw[:length]
        raise ModelUnavailable(f"Token {token} of the model has no readable text.", hint=_ANOTHER)


def _check_file(path: Path) -> None:
    if path.is_dir():
        raise ModelUnavailable(f"The model {str(path)!r} is a folder.", hint="Name the GGUF file in it.")
    try:
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise ModelUnavailable(
            f"The model {str(path)!r} cannot be opened: {reason}.", hint=_ANOTHER
        ) from None
    if magic != _MAGIC:
        raise ModelUnavailable(
            f"The model {str(path)!r} is no GGUF file: it begins with {magic!r}.", hint=_ANOTHER
        )


def _metadata(handle: Any, key: bytes) -> str:
    buffer = ctypes.create_string_buffer(256)
    length = llama_cpp.llama_model_meta_val_str(handle, key, buffer, len(buffer))
    return buffer.value.decode("utf-8", "replace") if length > 0 else ""
