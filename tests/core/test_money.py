from decimal import Decimal

import pytest

from core.errors import BadInput
from core.money import Money, minor_digits, percent_change


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [("1.005", "USD", "1.01"), ("1.5", "JPY", "2"), ("0.0005", "KWD", "0.001"), ("2.5", "JPY", "3")],
)
def test_rounding_is_half_up_to_the_minor_unit(amount: str, currency: str, rounded: str) -> None:
    assert Money(Decimal(amount), currency).rounded().amount == Decimal(rounded)


def test_minor_units_follow_iso_4217() -> None:
    assert [minor_digits(code) for code in ("USD", "JPY", "KWD")] == [2, 0, 3]


def test_currencies_are_never_mixed() -> None:
    with pytest.raises(BadInput, match="Convert"):
        Money(Decimal(1), "USD") + Money(Decimal(1), "EUR")


@pytest.mark.parametrize(
    ("old", "new", "percent"),
    [
        ("80.00", "80.10", "0.13"),  # 0.125
        ("80.00", "79.90", "-0.13"),
        ("100", "130", "30.00"),
        ("3", "1", "-66.67"),
        ("0.000000000001", "999999999999999999", "99999999999999999899999999999900.00"),
    ],
)
def test_a_change_is_in_percent_of_the_old_figure_half_up(old: str, new: str, percent: str) -> None:
    assert percent_change(Decimal(old), Decimal(new)) == Decimal(percent)
