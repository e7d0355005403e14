"""Training from a shipped model: it says the same at first, however much larger it has become."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import torch

from agent.prompts import SPECIAL_TOKENS
from core.errors import BadInput
from models.export import export
from models.lessons import Lessons
from models.network import SIZES, Network, Size
from models.start import grown, vocabulary_of
from models.tokenizer import Bpe, lesson_texts

SIZE = SIZES["tiny"]


@pytest.fixture(scope="module")
def bpe() -> Bpe:
    return Bpe.train(lesson_texts(Random(1), 60), SIZE.vocabulary)


@pytest.fixture(scope="module")
def network() -> Network:
    torch.manual_seed(3)
    return Network(SIZE).eval()


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory, bpe: Bpe, network: Network) -> Path:
    file = tmp_path_factory.mktemp("shipped") / "tiny.gguf"
    export(network, bpe, file, "f16")
    return file


@pytest.mark.parametrize(
    "size",
    [
        SIZE,
        replace(SIZE, layers=3),
        replace(SIZE, inner=256),
        replace(SIZE, vocabulary=SIZE.vocabulary + 2),
    ],
)
def test_a_grown_network_says_the_same(shipped: Path, network: Network, size: Size) -> None:
    larger = grown(shipped, size).eval()
    ids = torch.randint(0, SIZE.vocabulary, (2, 24))
    with torch.no_grad():
        before = network.logits(network(ids))
        after = larger.logits(larger(ids))[..., : SIZE.vocabulary]
    assert torch.allclose(before, after, atol=2e-2)  # the file holds half precision


@pytest.mark.parametrize(
    "size",
    [
        replace(SIZE, width=32),
        replace(SIZE, heads=4),
        replace(SIZE, inner=64),
        replace(SIZE, vocabulary=300),
    ],
)
def test_a_network_that_cannot_hold_it_is_refused(shipped: Path, size: Size) -> None:
    with pytest.raises(BadInput, match="does not fit"):
        grown(shipped, size)


def test_the_vocabulary_comes_with_it(shipped: Path, bpe: Bpe) -> None:
    held = vocabulary_of(shipped)
    lessons = Lessons(Random(2))
    for _ in range(40):
        lesson = lessons.lesson()
        assert held.lesson(lesson) == bpe.lesson(lesson)
    assert (held.size, held.end) == (bpe.size, bpe.end)


def test_new_control_tokens_come_last(monkeypatch: pytest.MonkeyPatch, shipped: Path, bpe: Bpe) -> None:
    monkeypatch.setattr("models.tokenizer.SPECIAL_TOKENS", (*SPECIAL_TOKENS, "<|new|>"))
    assert vocabulary_of(shipped).table()[0] == [*bpe.table()[0], "<|new|>"]
