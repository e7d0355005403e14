"""Goods that a person has to look at, and words that only look like them."""

from datetime import date

import pytest

from tests.tools.reading.book import BOOK
from tools.places import find_places
from tools.reading import Lexicon, read

LEXICON = Lexicon.from_book(BOOK, find_places)


def risk(text: str) -> str | None:
    return read(text, LEXICON, date(2026, 11, 1)).risk


@pytest.mark.parametrize(
    "text",
    [
        "200 ctns lithium batteries to Mombasa",
        "figs and 50 boxes of aerosols",
        "两百箱锂电池",
        "100 cajas de encendedores",
        "200 коробок зажигалок",
        "briquets, 40 cartons",
        "٥٠ كرتون عطور",
        "100 cartons of perfume CIF Mombasa",
        "有没有锂电池",
        "没有锂电池吗",
        "no brand lithium batteries 500 pcs",
        "¿No tienen baterías externas?",
        "100 cartons of lithium batteries free on board",
        "我要100箱电池",
    ],
)
def test_dangerous_goods_are_seen_in_six_languages(text: str) -> None:
    assert risk(text) == "dangerous_goods"


def test_branded_goods_are_another_reason() -> None:
    assert risk("40 ctns branded shoes with my figs") == "branded_goods"


@pytest.mark.parametrize(
    "text",
    [
        "no batteries please, 200 ctns figs",
        "toys without batteries",
        "juguetes sin baterías",
        "perfume-free soap",
        "nail polish remover pads",
        "battery cage eggs",
        "a lighter colour",
        "batería de cocina",
        "batterie de cuisine",
        "a replica of my last order: 300 ctns",
        "不含电池",
    ],
)
def test_words_that_mean_no_such_goods_are_no_risk(text: str) -> None:
    assert risk(text) is None
