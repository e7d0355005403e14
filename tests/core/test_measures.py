"""Sizes that are equal have one amount, and numbers are read as they are written."""

from decimal import Decimal

import pytest

from core.measures import MEASURES, decimal_of


@pytest.mark.parametrize(
    ("unit", "count", "amount"),
    [
        ("kg", "0.5", "500"),
        ("lb", "1", "454"),
        ("in", "12", "300"),
        ("oz", "8", "227"),
        ("l", "1.5", "1500"),
    ],
)
def test_a_size_in_its_base(unit: str, count: str, amount: str) -> None:
    assert MEASURES[unit].amount(Decimal(count)) == Decimal(amount)


@pytest.mark.parametrize(
    ("written", "number"),
    [("1,500", "1500"), ("1,5", "1.5"), ("0.25", "0.25"), (".5", "0.5"), ("12", "12")],
)
def test_a_comma_is_thousands_before_three_digits_alone(written: str, number: str) -> None:
    assert decimal_of(written) == Decimal(number)
