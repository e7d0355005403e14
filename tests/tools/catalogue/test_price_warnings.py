from dataclasses import replace
from decimal import Decimal

import pytest

from core.trade import PriceUnit
from tests.books import price, product
from tools.catalogue.folder.tables import Tables
from tools.catalogue.price_warnings import Repricing, carton_price, price_warnings


@pytest.mark.parametrize(
    ("unit", "carton"), [(PriceUnit.CARTON, "2.50"), (PriceUnit.PIECE, "50.00"), (PriceUnit.KG, "25.00")]
)
def test_prices_are_compared_by_the_carton(unit: PriceUnit, carton: str) -> None:
    assert carton_price(price(unit_price="2.50", price_unit=unit), product()) == Decimal(carton)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("100", "130", False),
        ("100", "130.2", True),
        ("1000.00", "1300.04", True),
        ("1000.00", "699.96", True),
        ("100", "69", True),
        ("100", "70", False),
        ("0", "9", False),
    ],
)
def test_a_jump_is_more_than_thirty_percent(old: str, new: str, told: bool) -> None:
    move = Repricing(price(unit_price=old), price(unit_price=new))
    assert bool(price_warnings([move], [], Tables())) is told


def test_a_change_is_told_to_hundredths_of_a_percent_half_up() -> None:
    """0.125 %, which rounding to even would make 0.12."""
    assert Repricing(price(unit_price="80.00"), price(unit_price="80.10")).percent == Decimal("0.13")
    assert Repricing(price(unit_price="80.00"), price(unit_price="79.90")).percent == Decimal("-0.13")


def test_prices_of_other_money_or_unit_are_not_compared() -> None:
    old = price(unit_price="10")
    assert Repricing(old, replace(old, currency="CNY", unit_price=Decimal(70))).percent is None
    assert Repricing(old, replace(old, price_unit=PriceUnit.KG)).percent is None


def test_without_costs_nothing_is_said_of_them() -> None:
    assert price_warnings([], [price(unit_price="0.01")], Tables(products=(product(),))) == ()
