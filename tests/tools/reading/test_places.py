from collections.abc import Callable

import pytest

from core.trade import Term
from core.values import PlaceValue, ProductValue, Value
from tools.reading import Lexicon

Said = Callable[[str], list[Value | Term]]


def codes(values: list[Value | Term]) -> list[list[str]]:
    return [[ref.locode for ref in value.candidates] for value in values if isinstance(value, PlaceValue)]


@pytest.mark.parametrize(
    ("text", "locode"),
    [
        ("to Mombasa", "KEMBA"),
        ("cif mombassa", "KEMBA"),
        ("KEMBA", "KEMBA"),
        ("to Lagos", "NGAPP"),
        ("Dubai please", "AEJEA"),
        ("jebel ali", "AEJEA"),
        ("到蒙巴萨多少钱", "KEMBA"),
        ("в Момбасу", "KEMBA"),
        ("إلى مومباسا", "KEMBA"),
        ("to Hamburg", "DEHAM"),
        ("for Kenya", "KEMBA"),
        ("运到肯尼亚", "KEMBA"),
        ("cif tema", "GHTEM"),
        ("to tema", "GHTEM"),
        ("nach tema", "GHTEM"),
        ("à tema", "GHTEM"),
        ("100 ctn ketchup Tema", "GHTEM"),
        ("Tema please", "GHTEM"),
        ("CFR San Antonio, Chile", "CLSAI"),
        ("cfr san antonio, chile", "CLSAI"),
        ("50 cajas de salsa a Chile", "CLSAI"),
    ],
)
def test_a_port_or_a_country_with_one_served_port_is_read(said: Said, text: str, locode: str) -> None:
    assert codes(said(text)) == [[locode]]


def test_a_name_of_two_ports_keeps_both(said: Said) -> None:
    assert [sorted(found) for found in codes(said("CIF Tripoli"))] == [["LBKYE", "LYTIP"]]


@pytest.mark.parametrize(
    "text",
    ["Tripoli, Lebanon", "Tripoli (Lebanon)", "Trípoli Líbano", "Lebanon - Tripoli", "黎巴嫩的黎波里"],
)
def test_a_country_tells_two_ports_apart(said: Said, text: str) -> None:
    assert codes(said(text)) == [["LBKYE"]]


def test_goods_with_the_name_of_a_country_stay_goods(said: Said) -> None:
    values = said("50 cajas de chile a Chile")
    assert [value.asked for value in values if isinstance(value, ProductValue | PlaceValue)] == [
        "chile",
        "Chile",
    ]


def test_an_unknown_name_after_to_is_a_place_without_candidates(said: Said) -> None:
    assert codes(said("20 cartons to Quorvale please")) == [[]]


@pytest.mark.parametrize(
    "text",
    [
        "can you split it",
        "a nice bar of soap",
        "cork floor",
        "to Tindlebrook",
        "para mi tienda",
        "cif nice price",
    ],
)
def test_plain_words_and_merchants_are_no_places(said: Said, text: str) -> None:
    assert codes(said(text)) == []


def test_only_shapes_of_shipment_numbers_are_kept(lexicon: Lexicon) -> None:
    assert "1001" not in repr(lexicon.shapes)
