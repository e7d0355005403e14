"""Hints from weights over the embedding model's vector."""

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from agent.calls import VERBS
from agent.hints import WEIGHTS, Hints
from knowledge.embedding import MiniLM

MODEL = "toy@1"


class Toy:
    """Vectors of two places: how much a text is about prices, and about boxes."""

    version = MODEL

    def __init__(self) -> None:
        self.embedded = 0

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        self.embedded += len(texts)
        return [[float(text.count("price")), float(text.count("box"))] for text in texts]


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    file = tmp_path / "weights.npz"
    with file.open("wb") as out:
        np.savez(
            out,
            weights=np.array([[2.0, 0.0, -2.0], [0.0, 2.0, -2.0], [0.0, 0.0, -9.0]], dtype=np.float32),
            verbs=np.array(["quote", "track", "none"]),
            embedder=np.array(MODEL),
        )
    return file


def hints(weights: Path) -> Hints:
    made = Hints(Toy(), weights)
    made.warm_up()
    return made


def test_the_likeliest_verb_comes_first(weights: Path) -> None:
    assert hints(weights).rank("price of a box, and another box") == ("track", "quote")
    assert hints(weights).rank("price price box") == ("quote", "track")


def test_nothing_comes_after_a_sure_one(weights: Path) -> None:
    assert hints(weights).rank("price price price") == ("quote",)


def test_many_are_ranked_as_one_by_one(weights: Path) -> None:
    texts = ["price", "box box", "price box", ""]
    made = hints(weights)
    assert made.rank_all(texts) == [made.rank(text) for text in texts]


def test_there_are_none_before_they_are_warm(weights: Path) -> None:
    made = Hints(Toy(), weights)
    assert (made.rank("price"), made.warm) == ((), False)


def test_there_are_none_with_another_embedding_model(
    weights: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Toy, "version", "toy@2")
    toy = Toy()
    made = Hints(toy, weights)
    with caplog.at_level(logging.WARNING):
        made.warm_up()
    assert (made.rank("price"), made.warm, toy.embedded) == ((), True, 1)
    assert "python -m models.hints" in caplog.text


@pytest.mark.parametrize("content", [None, b"", b"no archive", b"PK\x03\x04 cut short"])
def test_weights_that_cannot_be_read_are_told_and_missed_by_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes | None
) -> None:
    file = tmp_path / "weights.npz"
    if content is not None:
        file.write_bytes(content)
    made = hints(file)
    assert (made.rank("price"), made.warm) == ((), True)
    assert "python -m models.hints" in caplog.text


def test_the_shipped_weights_are_for_the_carried_model_and_every_verb() -> None:
    with np.load(WEIGHTS) as kept:
        assert str(kept["embedder"]) == MiniLM().version
        assert tuple(map(str, kept["verbs"])) == VERBS
        assert kept["weights"].shape == (385, len(VERBS))
