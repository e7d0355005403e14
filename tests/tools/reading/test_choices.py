import pytest

from core.values import PlaceRef, ProductRef
from tools.reading import Lexicon, resolve_choice, resolve_place_choice, resolve_reference_choice

ONIONS = (
    ProductRef(merchant_id="M1", sku="ONI-10", name="Onion flakes 10 kg"),
    ProductRef(merchant_id="M2", sku="ONI-10", name="Fresh yellow onion 10 kg"),
)
FIGS = (
    ProductRef(merchant_id="M1", sku="FIG-500", name="Dried figs 500 g"),
    ProductRef(merchant_id="M1", sku="FIG-100", name="Dried figs 100 g"),
)
TRIPOLIS = (
    PlaceRef(locode="LYTIP", name="Tripoli", country="Libya"),
    PlaceRef(locode="LBKYE", name="Tripoli", country="Lebanon"),
)


@pytest.mark.parametrize(
    ("text", "merchant"),
    [
        ("the fresh one", "M2"),
        ("fresco", "M2"),
        ("flakes please", "M1"),
        ("Ostrava", "M2"),
        ("from quillmarsh", "M1"),
        ("the first", "M1"),
        ("second one", "M2"),
        ("2", "M2"),
        ("2, thanks", "M2"),
        ("number 2 please", "M2"),
        ("the onion, option 2", "M2"),
        ("第2个", "M2"),
        ("номер 2, пожалуйста", "M2"),
        ("numéro 2 s'il vous plaît", "M2"),
        ("第二个", "M2"),
        ("вторая", "M2"),
        ("le dernier", "M2"),
    ],
)
def test_the_buyer_picks_by_word_merchant_or_place(lexicon: Lexicon, text: str, merchant: str) -> None:
    chosen = resolve_choice(text, ONIONS, lexicon)
    assert chosen is not None
    assert [ref.merchant_id for ref in chosen.candidates] == [merchant]


@pytest.mark.parametrize(
    ("text", "sku"), [("500g", "FIG-500"), ("los de 100 g", "FIG-100"), ("the 0.1 kg bags", "FIG-100")]
)
def test_the_buyer_picks_by_pack_size(lexicon: Lexicon, text: str, sku: str) -> None:
    chosen = resolve_choice(text, FIGS, lexicon)
    assert chosen is not None
    assert chosen.candidates[0].sku == sku


@pytest.mark.parametrize(
    "text", ["hm", "1 or 2?", "2 cartons", "12", "the cheap one", "onion", "50 cartons ketchup cif lagos"]
)
def test_words_that_pick_none_leave_the_question_open(lexicon: Lexicon, text: str) -> None:
    assert resolve_choice(text, ONIONS, lexicon) is None


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("yes", True),
        ("да, верно", True),
        ("对", True),
        ("the figs", True),
        ("1", True),
        ("the first one", True),
        ("yes no problem", True),
        ("是的，没问题", True),
        ("well, yes", True),
        ("yes but 20 cartons", True),
        ("make sure it's walnuts", False),
        ("not sure", False),
        ("eso no", False),
        ("不是", False),
        ("okay but what about walnuts", False),
        ("no", False),
        ("not that", False),
        ("cheaper please", False),
    ],
)
def test_one_offer_is_taken_by_a_yes_or_its_name_and_by_nothing_else(
    lexicon: Lexicon, text: str, taken: bool
) -> None:
    assert (resolve_choice(text, FIGS[:1], lexicon) is not None) is taken


def test_names_alone_are_enough_to_choose_by(lexicon: Lexicon) -> None:
    chosen = resolve_choice("the fresh one", ONIONS)
    assert chosen is not None
    assert chosen.candidates == (ONIONS[1],)


@pytest.mark.parametrize(
    "text", ["Lebanon", "the one in lebanon", "Líbano", "黎巴嫩", "LBKYE", "second", "ливан"]
)
def test_a_country_picks_the_port(text: str) -> None:
    chosen = resolve_place_choice(text, TRIPOLIS)
    assert chosen is not None
    assert chosen.candidates == (TRIPOLIS[1],)


@pytest.mark.parametrize(
    "text",
    [
        "the Mexican one",
        "the one in Mexico",
        "el mexicano",
        "la mexicaine",
        "мексиканский",
        "в Мексике",
        "墨西哥的",
        "المكسيكي",
    ],
)
def test_a_nationality_picks_the_port(text: str) -> None:
    manzanillos = (
        PlaceRef(locode="MXZLO", name="Manzanillo", country="Mexico"),
        PlaceRef(locode="PAMIT", name="Manzanillo", country="Panama"),
    )
    chosen = resolve_place_choice(text, manzanillos)
    assert chosen is not None
    assert chosen.candidates == manzanillos[:1]


REFERENCES = ("TP-26-1001", "TP-26-1002", "TP-26-2001")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("the last one", "TP-26-2001"),
        ("the second", "TP-26-1002"),
        ("2", "TP-26-1002"),
        ("第一个", "TP-26-1001"),
        ("вторая", "TP-26-1002"),
        ("the 2001 one", "TP-26-2001"),
        ("ending in 002", "TP-26-1002"),
    ],
)
def test_the_buyer_picks_a_shipment_by_place_or_last_figures(text: str, number: str) -> None:
    chosen = resolve_reference_choice(text, REFERENCES)
    assert chosen is not None
    assert (chosen.type, chosen.number, chosen.asked) == ("shipment", number, text)


@pytest.mark.parametrize("text", ["hm", "the fourth", "001", "1999", "the first or the second"])
def test_words_that_pick_no_shipment_leave_the_question_open(text: str) -> None:
    assert resolve_reference_choice(text, REFERENCES) is None


def test_an_answer_about_something_else_picks_no_port() -> None:
    assert resolve_place_choice("how long does it take?", TRIPOLIS) is None
