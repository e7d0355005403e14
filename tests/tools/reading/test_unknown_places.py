"""Names of places that no table knows: read by where they stand, in six languages."""

import pytest

from core.values import PlaceValue
from tests.tools.reading.conftest import Said


def asked(said: Said, text: str) -> list[str]:
    """What was read as a place that nobody here knows."""
    values = [value for value in said(text) if isinstance(value, PlaceValue)]
    assert all(value.candidates == () for value in values)
    return [value.asked for value in values]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("20 cartons to Quorvale please", "Quorvale"),
        ("CIF Quorvale", "Quorvale"),
        ("cif quorvale", "quorvale"),
        ("price for 300 ctn ketchup cfr quorvale pls", "quorvale"),
        ("DAP: quorvale, 20 cartons", "quorvale"),
        ("to the port of Quorvale", "Quorvale"),
        ("to New Quorvale City please", "New Quorvale City"),
        ("CIF Puerto Quorvale", "Puerto Quorvale"),
        ("to Saint Quorvale", "Saint Quorvale"),
        ("hasta Quorvale", "Quorvale"),
        ("envío a Quorvale", "Quorvale"),
        ("al puerto de Quorvale", "Quorvale"),
        ("livraison à Quorvale", "Quorvale"),
        ("jusqu'à Quorvale", "Quorvale"),
        ("до порта Кварвал", "Кварвал"),
        ("300 коробок в Кварвал", "Кварвал"),
        ("СИФ Кварвал", "Кварвал"),
        ("сиф кварвал", "кварвал"),
        ("إلى ميناء قورفال", "قورفال"),
        ("到弗鲁港多少钱", "弗鲁港"),
        ("CIF弗鲁港", "弗鲁港"),
    ],
)
def test_an_unknown_name_is_a_place_without_candidates(said: Said, text: str, name: str) -> None:
    assert asked(said, text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CIF Quorvale, Uganda", "Quorvale, Uganda"),
        ("CIF Quorvale (Uganda)", "Quorvale (Uganda)"),
        ("port of Quorvale in Uganda", "Quorvale in Uganda"),
        ("cif quorvale uganda", "quorvale uganda"),
        ("cif quorvale, south sudan please", "quorvale, south sudan"),
        ("в Кварвал, Уганда", "Кварвал, Уганда"),
    ],
)
def test_a_country_beside_it_belongs_to_the_name(said: Said, text: str, name: str) -> None:
    assert asked(said, text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "what is the cif price",
        "give me cif value",
        "cif or fob",
        "cif quotation please",
        "cif ketchup",
        "cif walnuts",
        "the cif basis, please",
        "CIF Only",
        "precio cif, por favor",
        "valor cif incluido",
        "le prix cif, merci",
        "цена cif пожалуйста",
        "cif условия",
        "to Buy Figs",
        "I want to Order",
        "a Usted",
        "para Mañana",
        "в Вашем каталоге",
        "до Завтра",
        "运到目的港",
        "到你们港口",
        "到哪个港",
        "到新的港",
        "الى ميناء الوصول",
        "до Нового года",
        "до Рождества",
        "до Весны",
        "to Christmas",
        "hasta Navidad",
        "à Noel",
    ],
)
def test_what_is_said_of_a_price_or_a_person_is_no_place(said: Said, text: str) -> None:
    assert asked(said, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "I spoke to Mr Chen about this",
        "talk to Mrs Smith",
        "send it to Dr Okafor in Quorvale",
        "a Sra Gomez",
        "à Mme Dupont",
        "le dije a Juan que 100 cajas",
        "dile a Pedro",
        "demandez à Pierre",
        "передайте это до Ивана",
        "we transfer to HSBC please",
        "I spoke to Okonjo yesterday",
    ],
)
def test_people_and_firms_are_no_places(said: Said, text: str) -> None:
    assert asked(said, text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("DAP Juan Quorvale", "Juan Quorvale"),
        ("to the port of Pedro Quorval", "Pedro Quorval"),
        ("CIF QORV", "QORV"),
        ("TO QORV PLEASE", "QORV"),
        ("please ship to QUORVALE", "QUORVALE"),
    ],
)
def test_after_a_term_or_in_capitals_throughout_the_same_words_are_places(
    said: Said, text: str, name: str
) -> None:
    assert asked(said, text) == [name]
