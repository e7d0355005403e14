"""What a carton holds of the units that prices are made in."""

from decimal import Decimal

import pytest

from core.trade import PriceUnit
from tests.books import product


@pytest.mark.parametrize(
    ("unit", "held"), [(PriceUnit.CARTON, "1"), (PriceUnit.PIECE, "20"), (PriceUnit.KG, "10.00")]
)
def test_a_carton_holds_so_many_of_a_price_s_unit(unit: PriceUnit, held: str) -> None:
    assert product().units_per_carton(unit) == Decimal(held)
