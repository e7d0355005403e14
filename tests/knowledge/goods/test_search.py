"""The catalogue search: why a product is found, which pack comes first, and what hidden goods change."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.filters import Eq, Never
from core.ports import GoodsSearch
from knowledge.goods.ranking import clear, offered
from knowledge.goods.search import Catalogue
from tests.knowledge.goods.shelf import (
    EVERYTHING,
    TWIN,
    catalogue,
    goods,
    of_bram,
    port_of,
    renamed,
    scope,
    skus,
)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Catalogue]:
    """By words and by meaning."""
    made, _, _ = catalogue(tmp_path)
    made.warm_up()
    yield made
    made.close()


def test_a_catalogue_is_a_goods_search(shelf: Catalogue) -> None:
    search: GoodsSearch = shelf
    assert search.by_meaning


@pytest.mark.parametrize(
    ("text", "sku", "by"),
    [
        ("WOK-32", "WOK-32", "sku"),
        ("wok 32", "WOK-32", "sku"),
        ("m3/wok-32", "WOK-32", "sku"),
        ("carbon steel wok", "WOK-32", "name"),
        ("碳钢炒锅", "WOK-32", "name"),
        ("steel wok", "WOK-32", "alias"),
        ("padlock", "LOCK-50", "alias"),
        ("pad lock brass", "LOCK-50", "name"),
        ("steal carben wok", "WOK-32", "typo"),
        ("toamto ketchupp 1 l", "KET-1", "typo"),
        ("soysauce dark", "SOY-600", "name"),
        ("mango", "MNG-400", "words"),
        ("大蒜", "GAR-10", "alias"),
        ("чеснок", "GAR-10", "alias"),
        ("芒果", "MNG-400", "words"),
    ],
)
def test_the_reason_is_told(shelf: Catalogue, text: str, sku: str, by: str) -> None:
    first = shelf.search(text, scope())[0]
    assert (first.sku, first.by) == (sku, by)


@pytest.mark.parametrize(
    ("text", "sku"),
    [
        ("dried figs 500g", "FIG-500"),
        ("dried figs 0.1 kg", "FIG-100"),
        ("无花果干 100克", "FIG-100"),
        ("ketchup 12x500ml", "KET-500"),
        ("ketchup 1 litre", "KET-1"),
        ("figs 500 grams", "FIG-500"),
    ],
)
def test_the_pack_that_is_said_comes_first(shelf: Catalogue, text: str, sku: str) -> None:
    assert shelf.search(text, scope())[0].sku == sku


def test_a_pack_that_nobody_has_is_not_what_was_named(shelf: Catalogue) -> None:
    found = shelf.search("dried figs 250 g", scope())
    assert skus(found)[:2] == ["FIG-100", "FIG-500"]
    assert {one.by for one in found[:2]}.isdisjoint({"name", "alias", "typo"})
    assert clear(found) is None


def test_siblings_that_differ_in_the_pack_alone_are_never_clear(shelf: Catalogue) -> None:
    assert clear(shelf.search("tomato ketchup", scope())) is None
    assert clear(shelf.search("tomato ketchup 1 L", scope())) is not None


@pytest.mark.parametrize("text", ["saffron threads", "diesel generator", "honey", "蜂蜜", "steel pipes"])
def test_goods_that_nobody_has_are_neither_named_nor_offered(shelf: Catalogue, text: str) -> None:
    found = shelf.search(text, scope())
    assert clear(found) is None
    assert offered(found, 3) == []


@pytest.mark.parametrize("text", ["", "?!", "how much is it please", "\u0000", "12"])
def test_words_that_name_nothing_find_nothing_good(shelf: Catalogue, text: str) -> None:
    assert all(one.score < 0.6 for one in shelf.search(text, scope()))


def test_a_wrong_figure_in_a_number_is_no_slip(shelf: Catalogue) -> None:
    assert "WOK-32" not in [
        one.sku for one in shelf.search("LOCK-51", scope()) if one.by in ("sku", "typo")
    ]
    assert shelf.search("LOKC-50", scope())[0].by == "typo"


def test_courtesies_and_quantities_change_nothing(shelf: Catalogue) -> None:
    plain = shelf.search("carbon steel wok", scope())
    assert shelf.search("please quote 120 cartons of carbon steel wok", scope()) == plain


def test_at_most_as_many_as_asked_best_first(shelf: Catalogue) -> None:
    found = shelf.search("dried figs mango ketchup", scope(), limit=3)
    assert len(found) == 3
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert found == shelf.search("dried figs mango ketchup", scope(), limit=9)[:3]


def test_who_may_see_no_price_finds_no_goods(shelf: Catalogue) -> None:
    assert shelf.search("carbon steel wok", scope(Never())) == []


def test_staff_find_their_own_merchants_goods(shelf: Catalogue) -> None:
    found = shelf.search("steel wok dried figs", scope(Eq("merchant_id", "M1")))
    assert found
    assert {one.merchant_id for one in found} == {"M1"}


def test_goods_without_a_price_are_no_goods_for_anyone(tmp_path: Path) -> None:
    held = port_of()
    made, _, _ = catalogue(tmp_path, renamed(held, "BOX-2", "Unpriced lunch box"))
    assert "BOX-2" in skus(made.search("lunch box", scope(EVERYTHING)))
    bare, _, _ = catalogue(tmp_path, port_of(held.products[:-2], hidden=()))
    assert "BOX-2" not in skus(bare.search("storage box", scope(EVERYTHING)))


def test_goods_for_one_buyer_are_found_by_that_buyer(tmp_path: Path) -> None:
    made, _, _ = catalogue(tmp_path, port_of(hidden=(TWIN,)))
    assert "FIG-501" not in skus(made.search("FIG-501", scope()))
    assert skus(made.search("FIG-501", scope(of_bram()))) == ["FIG-501"]


WORDS = (
    "dried",
    "fig",
    "figs",
    "fgis",
    "ketchub",
    "500 g",
    "wok",
    "ketchup",
    "无花果",
    "干",
    "raisin",
    "FIG-501",
    "m1",
)
HIDDEN = (
    TWIN,
    goods("M1", "RAI-1", "Raisin 1 kg", "葡萄干 1公斤", "raisin"),
    goods("M3", "WOK-33", "Woks set", "炒锅", "wok", "fgis", "ketchub"),
    *(goods("M3", f"NEW-{number}", f"Novelty {number}") for number in range(90)),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=5))
def test_hidden_goods_change_nothing(twins: tuple[Catalogue, Catalogue], words: list[str]) -> None:
    without, with_hidden = twins
    text = " ".join(words)
    assert with_hidden.search(text, scope()) == without.search(text, scope())


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> tuple[Catalogue, Catalogue]:
    """The same goods in view, without and with others that are hidden."""
    without, _, _ = catalogue(tmp_path_factory.mktemp("without"))
    with_hidden, _, _ = catalogue(tmp_path_factory.mktemp("with"), port_of(hidden=HIDDEN))
    for made in (without, with_hidden):
        made.warm_up()
    return without, with_hidden


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=60))
def test_any_text_gives_scores_in_order(shelf: Catalogue, text: str) -> None:
    scores = [one.score for one in shelf.search(text, scope())]
    assert all(0 <= score <= 1 for score in scores)
    assert scores == sorted(scores, reverse=True)
