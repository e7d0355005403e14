"""The unit that a sum is for, after it or before it, in six languages."""

import pytest

from core.trade import PriceUnit
from core.values import AmountValue
from tests.tools.reading.conftest import Said


def amount(said: Said, text: str) -> AmountValue:
    (found,) = [value for value in said(text) if isinstance(value, AmountValue)]
    return found


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("tell me when figs fall below $80 a carton", PriceUnit.CARTON),
        ("below 80 per ctn", PriceUnit.CARTON),
        ("drops below USD 80/CTN", PriceUnit.CARTON),
        ("below 80 dollars a 10 kg carton", PriceUnit.CARTON),
        ("when the price per carton drops below 80 dollars", PriceUnit.CARTON),
        ("below 3/kg", PriceUnit.KG),
        ("below 3 usd/kg", PriceUnit.KG),
        ("8 dollars for 1 kg", PriceUnit.KG),
        ("below 2 dollars each", PriceUnit.PIECE),
        ("below 2 usd a piece", PriceUnit.PIECE),
        ("低于80美元每箱", PriceUnit.CARTON),
        ("每箱低于80美元", PriceUnit.CARTON),
        ("低于每公斤3美元", PriceUnit.KG),
        ("低于3美元/公斤", PriceUnit.KG),
        ("baje de 80 dólares por caja", PriceUnit.CARTON),
        ("menos de 3 dólares el kilo", PriceUnit.KG),
        ("moins de 80 dollars par carton", PriceUnit.CARTON),
        ("moins de 2 dollars l'unité", PriceUnit.PIECE),
        ("ниже 80 долларов за коробку", PriceUnit.CARTON),
        ("ниже 2 долларов за штуку", PriceUnit.PIECE),
        ("цена за кг ниже 3 долларов", PriceUnit.KG),
        ("أقل من 80 دولار للكرتون", PriceUnit.CARTON),
        ("أقل من 3 دولار لكل كيلو", PriceUnit.KG),
    ],
)
def test_the_unit_beside_a_sum_is_the_one_it_is_for(said: Said, text: str, unit: PriceUnit) -> None:
    found = amount(said, text)
    assert (found.unit, found.other_unit) == (unit, "")


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("below 3 dollars a lb", "lb"),
        ("below 3 dollars per pound", "pound"),
        ("below 2000 dollars a ton", "ton"),
        ("below 30 dollars per 10 kg", "per 10 kg"),
        ("每斤低于3元", "斤"),
    ],
)
def test_a_unit_that_no_list_has_is_kept_as_written(said: Said, text: str, other: str) -> None:
    found = amount(said, text)
    assert (found.unit, found.other_unit) == (None, other)


@pytest.mark.parametrize(
    "text",
    [
        "below $80",
        "below 80 dollars for 100 cartons",
        "menos de 8 dólares por 100 cajas",
        "below 9 usd by the end of december",
        "below $9 a week from now",
        "100 cartons, below 80 dollars",
    ],
)
def test_without_a_unit_none_is_made_up(said: Said, text: str) -> None:
    found = amount(said, text)
    assert (found.unit, found.other_unit) == (None, "")
