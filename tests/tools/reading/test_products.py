from collections.abc import Callable

import pytest

from core.trade import Term
from core.values import ProductValue, QuantityValue, Value
from tools.reading.sizes import sizes

Said = Callable[[str], list[Value | Term]]


def keys(values: list[Value | Term]) -> list[list[str]]:
    return [
        [f"{ref.merchant_id}/{ref.sku}" for ref in value.candidates]
        for value in values
        if isinstance(value, ProductValue)
    ]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("dried figs", "M1/FIG-500"),
        ("Dried Figs 100 g", "M1/FIG-100"),
        ("figs 0.5 kg dried", "M1/FIG-500"),
        ("100g dried figs", "M1/FIG-100"),
        ("fresh onions", "M2/ONI-10"),
        ("yellow onion", "M2/ONI-10"),
        ("onion flakes", "M1/ONI-10"),
        ("onion from Quillmarsh", "M1/ONI-10"),
        ("tomatto ketchup", "M2/KET-500"),
        ("kethcup", "M2/KET-500"),
        ("wok of steel, 32cm", "M3/WOK-32"),
        ("30x60 wall tiles", "M3/TILE-30"),
        ("powerbank", "M3/PBNK-5"),
        ("wok pan", "M3/WOK-32"),
        ("100 cartons woks", "M3/WOK-32"),
        ("250箱洋葱片", "M1/ONI-10"),
        ("0.1 kg dried figs", "M1/FIG-100"),
        ("dried figs in half kilo bags", "M1/FIG-500"),
        ("½ kg dried figs, 40 cartons", "M1/FIG-500"),
        ("storage boxes", "M3/BOX-2"),
        ("almond biscuits", "M3/COOK-200"),
        ("FIG-100", "M1/FIG-100"),
        ("m2/oni-10", "M2/ONI-10"),
        ("洋葱片", "M1/ONI-10"),
        ("番茄沙司多少钱", "M2/KET-500"),
        ("cebolla fresca", "M2/ONI-10"),
        ("свежий лук", "M2/ONI-10"),
        ("чечевицы", "M2/LENT-25"),
        ("oignon frais", "M2/ONI-10"),
        ("بصل طازج", "M2/ONI-10"),
        ("الكاتشب", "M2/KET-500"),
    ],
)
def test_a_clear_mention_has_one_candidate(said: Said, text: str, key: str) -> None:
    assert keys(said(text)) == [[key]]


def test_a_name_that_two_merchants_use_keeps_both(said: Said) -> None:
    (candidates,) = keys(said("price of onion"))
    assert sorted(candidates) == ["M1/ONI-10", "M2/ONI-10"]


def test_a_size_that_nobody_packs_leaves_the_choice_to_the_buyer(said: Said) -> None:
    (candidates,) = keys(said("dried figs 250 g"))
    assert sorted(candidates) == ["M1/FIG-100", "M1/FIG-500"]


@pytest.mark.parametrize(
    "text",
    [
        "onion soup",
        "fig jam",
        "saffron onions",
        "chicken ketchup",
        "galletas de cebolla",
        "soupe de lentilles",
        "洋葱粉",
        "生姜洋葱",
    ],
)
def test_goods_that_nobody_has_are_a_mention_without_candidates(said: Said, text: str) -> None:
    (value,) = said(text)
    assert isinstance(value, ProductValue)
    assert (value.asked, value.candidates) == (text, ())


def test_unknown_goods_are_mentioned_when_a_quantity_of_them_is_asked_for(said: Said) -> None:
    assert [value.asked for value in said("40 cartons of saffron") if isinstance(value, ProductValue)] == [
        "saffron"
    ]
    assert keys(said("do you know saffron?")) == []


@pytest.mark.parametrize(
    "text", ["quote 120 cartons of honey, cif jebel ali", "120 cajas de miel", "500 kg of the Shilajit"]
)
def test_words_that_no_table_knows_are_goods_where_a_quantity_is_of_them(said: Said, text: str) -> None:
    assert keys(said(text)) == [[]]


@pytest.mark.parametrize(
    "text",
    [
        "120 cartons of the same",
        "300 cartons of each",
        "40 cartons of your goods",
        "200 cajas de esto",
        "120 cartons of mine",
        "20 cartons of whatever you have",
        "300 cajas de ambos",
        "200 cartons des deux",
        "2 tons of capacity",
        "20 cartons of CIF Mombasa",
        "5 boxes of twelve",
    ],
)
def test_what_names_nothing_is_no_mention_of_goods(said: Said, text: str) -> None:
    assert keys(said(text)) == []


@pytest.mark.parametrize(
    "text", ["ketchup & saffron", "ketchup/saffron", "ketchup (no saffron)", "ketchup, saffron"]
)
def test_goods_in_a_list_leave_each_other_alone(said: Said, text: str) -> None:
    assert keys(said(text)) == [["M2/KET-500"]]


def test_lines_of_a_list_leave_each_other_alone(said: Said) -> None:
    assert keys(said("ketchup\nsaffron\nlentils\tsoup")) == [["M2/KET-500"], ["M2/LENT-25"]]


def test_two_names_side_by_side_that_one_quantity_counts_are_other_goods(said: Said) -> None:
    assert keys(said("100 cartons onion ketchup")) == [[]]
    assert keys(said("100 cartons onion flakes, ketchup 50")) == [["M1/ONI-10"], ["M2/KET-500"]]


def test_a_unit_is_no_part_of_a_name(said: Said) -> None:
    values = said("100 cartons woks 32 cm")
    assert [value.asked for value in values if isinstance(value, ProductValue)] == ["woks 32 cm"]
    assert [value.asked for value in values if isinstance(value, QuantityValue)] == ["100 cartons"]


def test_several_goods_are_several_mentions(said: Said) -> None:
    found = keys(said("100 ctn dried figs 500g, 50 ctn ketchup and 20 ctn steel wok"))
    assert found == [["M1/FIG-500"], ["M2/KET-500"], ["M3/WOK-32"]]


def test_goods_side_by_side_are_told_apart(said: Said) -> None:
    assert keys(said("ketchup lentils")) == [["M2/KET-500"], ["M2/LENT-25"]]


@pytest.mark.parametrize(
    "text",
    [
        "what is your best price for a full container?",
        "can you ship one box by Monday",
        "our bank needs the invoice",
        "is oil cheaper now",
        "the red ones",
        "is it sweet?",
        "free storage before shipment",
        "which power plug",
        "你们的付款条件是什么",
        "условия оплаты",
        "شروط الدفع",
    ],
)
def test_ordinary_words_name_no_goods(said: Said, text: str) -> None:
    assert keys(said(text)) == []


def test_a_weight_that_is_the_pack_belongs_to_the_name(said: Said) -> None:
    values = said("100 bags of red lentils 25 kg")
    assert [value.asked for value in values if isinstance(value, ProductValue)] == ["red lentils 25 kg"]
    assert [value.asked for value in values if isinstance(value, QuantityValue)] == ["100 bags"]


def test_a_weight_of_goods_is_their_quantity(said: Said) -> None:
    values = said("25 kg of red lentils")
    assert [value.asked for value in values if isinstance(value, QuantityValue)] == ["25 kg"]


def test_the_span_holds_the_buyers_own_words(said: Said) -> None:
    (value,) = said("¿Ajos? no: Cebollá FRESCA")
    assert isinstance(value, ProductValue)
    assert value.asked == "Cebollá FRESCA"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("12 inch", "300 mm"),
        ("8 oz", "227 g"),
        ("1 lb", "454 g"),
        ("12英寸", "300 mm"),
        ("10 дюймов", "250 mm"),
    ],
)
def test_sizes_in_inches_ounces_and_pounds_are_those_that_goods_are_made_in(written: str, key: str) -> None:
    assert [size.key for size in sizes(written)] == [key]
