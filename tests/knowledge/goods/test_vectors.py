"""Vectors of goods: made once, kept, made anew only for what changed; and words alone until then."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.errors import ModelUnavailable, StoreUnavailable
from knowledge.goods.search import Catalogue
from knowledge.goods.vectors import GoodsVectors
from tests.books import FakePort
from tests.fakes_knowledge import HashEmbedder
from tests.knowledge.goods.shelf import PRODUCTS, catalogue, goods, port_of, renamed, scope, skus

PROBE = 1  # text embedded to load the model


def test_words_answer_alone_until_vectors_are_there(tmp_path: Path) -> None:
    made, _, embedder = catalogue(tmp_path)
    assert not made.by_meaning
    assert made.search("carbon steel wok", scope())[0].sku == "WOK-32"
    assert embedder.embedded == 0
    made.warm_up()
    assert made.by_meaning


def test_meaning_finds_what_words_miss(tmp_path: Path) -> None:
    same = {"receptacle for leftovers": "Food storage box 2 L; tea"}
    made = Catalogue(FakePort(port_of()), _Alike(same), tmp_path)
    assert made.search("receptacle for leftovers", scope()) == []
    made.warm_up()
    first = made.search("receptacle for leftovers", scope())[0]
    assert (first.sku, first.by) == ("BOX-2", "meaning")


class _Alike(HashEmbedder):
    """Takes some texts for others."""

    def __init__(self, same: dict[str, str]) -> None:
        super().__init__()
        self._same = same

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        return super().embed([self._same.get(text, text) for text in texts])


def test_a_second_start_embeds_nothing_again(tmp_path: Path) -> None:
    first, _, _ = catalogue(tmp_path)
    assert first.warm_up() == len(PRODUCTS)
    again, _, embedder = catalogue(tmp_path)
    assert again.warm_up() == 0
    assert embedder.embedded == PROBE
    assert again.search("wok", scope()) == first.search("wok", scope())


def test_after_an_import_only_what_changed_is_embedded(tmp_path: Path) -> None:
    made, port, embedder = catalogue(tmp_path)
    made.warm_up()
    port.held = renamed(port.held, "WOK-32", "Carbon steel skillet 32 cm")
    port.version = "r2"
    assert not made.by_meaning
    assert made.search("skillet", scope())[0].sku == "WOK-32"
    before = embedder.embedded
    assert made.warm_up() == 1
    assert embedder.embedded == before + 1 + PROBE
    assert made.by_meaning


def test_an_import_that_changes_no_text_keeps_the_meaning(tmp_path: Path) -> None:
    made, port, _ = catalogue(tmp_path)
    made.warm_up()
    port.version = "r2"
    assert made.by_meaning


def test_goods_that_went_are_forgotten(tmp_path: Path) -> None:
    made, port, embedder = catalogue(tmp_path)
    made.warm_up()
    port.held, port.version = port_of(PRODUCTS[:3]), "r2"
    made.warm_up()
    kept = GoodsVectors(tmp_path, embedder)
    assert kept.fill([], threading.Event()) == 0
    port.held, port.version = port_of(), "r3"
    assert made.warm_up() == len(PRODUCTS) - 3
    assert "WOK-32" in skus(made.search("wok", scope()))


def test_vectors_of_another_embedding_are_not_used(tmp_path: Path) -> None:
    texts = ["figs", "woks"]
    GoodsVectors(tmp_path, HashEmbedder("one")).fill(texts, threading.Event())
    assert GoodsVectors(tmp_path, HashEmbedder("one")).fill(texts, threading.Event()) == 0
    assert GoodsVectors(tmp_path, HashEmbedder("two")).fill(texts, threading.Event()) == 2


def test_a_file_that_cannot_be_read_is_made_anew(tmp_path: Path) -> None:
    texts = ["figs", "woks"]
    GoodsVectors(tmp_path, HashEmbedder()).fill(texts, threading.Event())
    (tmp_path / "vectors.npz").write_bytes(b"PK\x03\x04 no archive")
    assert GoodsVectors(tmp_path, HashEmbedder()).fill(texts, threading.Event()) == 2


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "goods").write_text("a file")
    with pytest.raises(StoreUnavailable):
        GoodsVectors(tmp_path / "goods", HashEmbedder()).fill(["figs"], threading.Event())


def test_a_stop_keeps_what_is_made(tmp_path: Path) -> None:
    stop = threading.Event()
    texts = [f"goods {number}" for number in range(100)]
    vectors = GoodsVectors(tmp_path, _Stopping(stop, after=32))
    assert 0 < vectors.fill(texts, stop) < 100
    assert vectors.of(texts) is None
    done = GoodsVectors(tmp_path, HashEmbedder()).fill(texts, threading.Event())
    assert 0 < done < 100


class _Stopping(HashEmbedder):
    """Sets `stop` once it has embedded `after` texts."""

    def __init__(self, stop: threading.Event, after: int) -> None:
        super().__init__()
        self._when, self._after = stop, after

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        vectors = super().embed(texts)
        if self.embedded > self._after:
            self._when.set()
        return vectors


def test_the_background_makes_vectors_and_ends_with_the_house(tmp_path: Path) -> None:
    made, _, embedder = catalogue(tmp_path)
    made.start()
    made.wait(timeout_s=20)
    assert made.by_meaning
    assert embedder.embedded == len(PRODUCTS) + PROBE
    made.close()


def test_a_model_that_cannot_be_had_leaves_words(tmp_path: Path) -> None:
    made = Catalogue(FakePort(port_of()), _NoModel(), tmp_path)
    made.start()
    made.wait(timeout_s=20)
    assert not made.by_meaning
    assert made.search("carbon steel wok", scope())[0].sku == "WOK-32"
    made.close()


class _NoModel:
    version = "none"

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        raise ModelUnavailable("There is no model here.")


def test_two_merchants_with_the_same_text_share_a_vector(tmp_path: Path) -> None:
    twins = (*PRODUCTS, goods("M3", "FIG-9", "Dried figs 500 g", "", "dried figs", category="fruit"))
    made, _, _ = catalogue(tmp_path, port_of(twins))
    assert made.warm_up() == len(PRODUCTS)
    found = made.search("dried figs 500 g", scope())[:2]
    assert {one.merchant_id for one in found} == {"M1", "M3"}
