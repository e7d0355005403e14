from collections.abc import Callable
from dataclasses import replace

import pytest

from core.trade import Term
from core.values import PlaceValue, ProductValue, Value
from tests.books import lane
from tests.tools.reading.book import BOOK
from tests.tools.reading.conftest import TODAY
from tools.places import find_places
from tools.reading import Lexicon, read

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


@pytest.mark.parametrize("text", ["KE MBA", "CIF KE-MBA", "to KE MBA please", "KEMBA", "cif kemba"])
def test_a_locode_may_have_a_space_or_hyphen(said: Said, text: str) -> None:
    assert codes(said(text)) == [["KEMBA"]]


@pytest.mark.parametrize(
    "text", ["cif ke mba", "GIVE ME BAR SOAP", "quiero estar en la lista", "it is ruled"]
)
def test_words_that_look_like_a_locode_are_no_places(said: Said, text: str) -> None:
    assert codes(said(text)) == []


@pytest.mark.parametrize(
    ("text", "locode"),
    [
        ("tripoli lebanon", "LBKYE"),
        ("Триполи, Ливан", "LBKYE"),
        ("триполи ливия", "LYTIP"),
        ("طرابلس لبنان", "LBKYE"),
        ("CIF Victoria, Seychelles", "SCPOV"),
        ("victoria canada", "CAVIC"),
        ("georgetown guyana", "GYGEO"),
        ("CIF Portland, Maine", "USPWM"),
        ("St. John's, Antigua", "AGSJO"),
        ("nice, france", "FRNCE"),
    ],
)
def test_what_stands_beside_a_name_of_several_tells_which(said: Said, text: str, locode: str) -> None:
    assert codes(said(text)) == [[locode]]


@pytest.mark.parametrize(
    ("text", "count"),
    [("CIF Victoria", 2), ("portland", 4), ("CIF Georgetown", 3), ("to St. John's", 2), ("到曼萨尼约", 4)],
)
def test_a_name_of_several_ports_keeps_them_all(said: Said, text: str, count: int) -> None:
    assert [len(found) for found in codes(said(text))] == [count]


@pytest.mark.parametrize(
    "text",
    [
        "anyone there?",
        "any progress on my order",
        "my colonel likes the recipe",
        "please settle the invoice",
        "to Samsung phones we add figs",
        "we met at the Canton Fair",
        "Portland cement",
        "Mr Nelson will call",
        "how much for 10 ctns marcona almonds",
        "plaster of paris 10 bags",
        "bristol board 20 packs",
        "evyap soap 100 ctns",
        "Hamad will call",
        "ask Khalifa about it",
        "Mr Qasim wants 50 ctns",
        "Salvador told me so",
        "Adelaide from accounts",
        "Hamilton told me so",
        "para mañana",
        "me gustaría estar ahí",
        "aceite de palma",
        "encore une question",
        "un bon réseau",
        "в потоке",
        "по всему миру",
        "на выбор",
        "салат и волосы",
        "السؤال الجديد",
        "马赛克瓷砖",
        "从突尼斯来的客户",
        "杯子有金边",
        "新会员有折扣吗",
        "我在中山装厂",
    ],
)
def test_ordinary_words_near_a_place_s_name_are_no_places(said: Said, text: str) -> None:
    assert [found for found in codes(said(text)) if found] == []


def test_a_port_s_name_inside_a_country_s_is_the_country(said: Said) -> None:
    values = [value for value in said("to El Salvador") if isinstance(value, PlaceValue)]
    assert [(value.asked, value.candidates) for value in values] == [("El Salvador", ())]


@pytest.mark.parametrize(
    ("text", "locode"),
    [
        ("cif hamad", "QAHMD"),
        ("to Khalifa", "AEKHL"),
        ("Salvador, Brazil", "BRSSA"),
        ("Adelaide please", "AUADL"),
        ("CIF Paris", "FRGVL"),
        ("to Bristol", "GBBRS"),
        ("cif marcona", "PESJA"),
        ("cif evyap", "TREYP"),
    ],
)
def test_a_name_of_people_or_goods_is_a_place_where_one_is_named(
    said: Said, text: str, locode: str
) -> None:
    assert codes(said(text)) == [[locode]]


SERVED_TOO = Lexicon.from_book(
    replace(BOOK, lanes=(*BOOK.lanes, lane(pod="QAHMD"), lane(pod="ZADUR"))), find_places
)


def codes_served(text: str) -> list[list[str]]:
    return codes([span.value for span in read(text, SERVED_TOO, TODAY).spans])


@pytest.mark.parametrize(
    ("text", "locodes"),
    [
        ("Hamad asks: 100 ctns ketchup cif mombasa", [["KEMBA"]]),
        ("our agent Hamad asks: 100 ctns ketchup cif mombasa", [["KEMBA"]]),
        ("my boss Hamad wants it sent to Mombasa", [["KEMBA"]]),
        ("cif mombasa or Hamad", [["KEMBA"], ["QAHMD"]]),
        ("100 ctns ketchup cif hamad", [["QAHMD"]]),
        ("price for Hamad", [["QAHMD"]]),
    ],
)
def test_a_name_of_people_before_the_place_that_a_term_names_is_none(
    text: str, locodes: list[list[str]]
) -> None:
    assert codes_served(text) == locodes


@pytest.mark.parametrize("text", ["cif durbin", "CIF Durbin", "100 ctns ketchup cfr durbin pls"])
def test_a_word_near_a_served_port_s_name_is_its_slip_after_a_term(text: str) -> None:
    assert codes_served(text) == [["ZADUR"]]


@pytest.mark.parametrize("text", ["Mr Durbin called", "durbin told me", "my colonel likes the recipe"])
def test_it_is_none_elsewhere(text: str) -> None:
    assert codes_served(text) == []


@pytest.mark.parametrize("text", ["ship to Guinea Bissau", "cif guinea-bissau", "Guinea-Bissau"])
def test_a_port_s_name_inside_its_own_country_s_is_the_port(said: Said, text: str) -> None:
    assert codes(said(text)) == [["GWOXB"]]


@pytest.mark.parametrize(
    ("text", "locode"),
    [("to Hamburgg", "DEHAM"), ("cif roterdam", "NLRTM"), ("mombassa", "KEMBA"), ("в Роттердаме", "NLRTM")],
)
def test_a_slip_in_a_name_is_read_where_a_place_is_named(said: Said, text: str, locode: str) -> None:
    assert codes(said(text)) == [[locode]]
