"""Which tokens of a model are whole words: what prompts are made of, so that their length is known."""

import ctypes
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import gguf
import llama_cpp

_SPACE = "Ġ"
_silent = llama_cpp.llama_log_callback(lambda _level, _text, _data: None)


def whole_words(model: Path) -> list[str]:
    """The model's tokens that are a space with ASCII letters and that the tokeniser gives back whole; it
    never joins words across a space, so a text of such words has a token for each."""
    with _tokeniser(model) as tokenise:
        return [word for word in _candidates(model) if len(tokenise(word)) == 1]


@contextmanager
def _tokeniser(model: Path) -> Iterator[Callable[[str], list[int]]]:
    """llama.cpp's own, on the vocabulary alone."""
    llama_cpp.llama_log_set(_silent, ctypes.c_void_p(0))
    params = llama_cpp.llama_model_default_params()
    params.vocab_only = True
    handle = llama_cpp.llama_model_load_from_file(os.fsencode(model), params)
    if not handle:
        raise RuntimeError(f"llama.cpp cannot load {model}.")
    vocabulary = llama_cpp.llama_model_get_vocab(handle)

    def tokenise(text: str) -> list[int]:
        found = (llama_cpp.llama_token * (len(text) + 1))()
        encoded = text.encode()
        size, room = len(encoded), len(found)
        count = llama_cpp.llama_tokenize(vocabulary, encoded, size, found, room, False, False)
        return list(found[:count])

    try:
        yield tokenise
    finally:
        llama_cpp.llama_model_free(handle)


def _candidates(model: Path) -> list[str]:
    tokens = gguf.GGUFReader(model).fields["tokenizer.ggml.tokens"].contents()
    return [f" {token[1:]}" for token in tokens if _is_word(token)]


def _is_word(token: str) -> bool:
    return token.startswith(_SPACE) and token[1:].isascii() and token[1:].isalpha()
