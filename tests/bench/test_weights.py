"""The generated model: it loads, words are tokens, and what it writes is cut into what it wrote."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import llama_cpp
import numpy as np
import pytest

from bench.engine.vocabulary import CONTROL, words
from bench.engine.weights import Shape, write_model
from bench.engine.words import whole_words

SMALL = Shape(layers=2, width=64, heads=2, kv_heads=1, feed_forward=96, vocabulary=1200, window=512)
WORDS = [word.replace("Ġ", " ") for word in words(SMALL.vocabulary - 256 - len(CONTROL))]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("weights") / "small.gguf", SMALL)


@pytest.fixture(scope="module")
def model(path: Path) -> Iterator[Any]:
    loaded = llama_cpp.Llama(str(path), n_ctx=512, n_threads=1, verbose=False)
    yield loaded
    loaded.close()


def test_every_beginning_of_a_word_is_a_word() -> None:
    known = set(WORDS)
    assert len(known) == len(WORDS)
    assert all(len(word) == 2 or word[:-1] in known for word in WORDS)


def test_all_words_are_tokens(path: Path) -> None:
    assert whole_words(path) == WORDS


def test_a_text_of_words_has_a_token_for_each(model: Any) -> None:
    said = Random(1).choices(WORDS, k=200)
    tokens = model.tokenize("".join(said).encode(), add_bos=False, special=True)
    assert [model.detokenize([token]).decode() for token in tokens] == said


def test_what_it_writes_is_cut_into_what_it_wrote(model: Any) -> None:
    prompt = model.tokenize("".join(Random(2).choices(WORDS, k=20)).encode(), add_bos=False)
    written = [token for token, _ in zip(model.generate(prompt, temp=0.0), range(40), strict=False)]
    text = model.detokenize(written).decode()
    assert model.tokenize(text.encode(), add_bos=False, special=True) == written
    assert len(set(written)) > 10, "it repeats itself"


def test_bytes_and_control_tokens_are_all_but_never_likely(model: Any) -> None:
    model.reset()
    model.eval(model.tokenize(b" a b c", add_bos=False))
    logits = np.ctypeslib.as_array(llama_cpp.llama_get_logits(model.ctx), (SMALL.vocabulary,))
    silent = np.r_[logits[:256], logits[-len(CONTROL) :]]
    assert np.isfinite(logits).all()
    assert silent.max() < 0.1 * logits.max()


def test_chatml_markers_are_control_tokens(model: Any) -> None:
    marked = model.tokenize(b"<|im_start|>user\n a<|im_end|>", add_bos=False, special=True)
    assert marked[0] == SMALL.vocabulary - 2
    assert marked[-1] == SMALL.vocabulary - 1 == model.token_eos()
    assert "<|im_start|>" in model.metadata["tokenizer.chat_template"]


def test_a_seed_makes_one_file(path: Path, tmp_path: Path) -> None:
    again = write_model(tmp_path / "again.gguf", SMALL)
    other = write_model(tmp_path / "other.gguf", SMALL, seed=8)
    assert again.read_bytes() == path.read_bytes()
    assert other.read_bytes() != path.read_bytes()
