"""Quantities in any unit become full cartons."""

import pytest

from tests.books import book, product
from tests.tools.quotation.asking import answer


@pytest.mark.parametrize(
    ("asked", "cartons"),
    [
        ("2.5carton", 3),
        ("41pcs", 3),
        ("40pcs", 2),
        ("505kg", 51),
        ("510kg", 51),
        ("545kg_gross", 50),
        ("0.55t", 55),
        ("0.551t_gross", 51),
        ("1.5pallet", 60),
    ],
)
def test_fractions_of_a_carton_go_up(asked: str, cartons: int) -> None:
    line = answer(book(), f"TEA={asked}")["lines"][0]
    assert line["cartons"] == cartons


def test_what_was_asked_is_kept() -> None:
    assert answer(book(), "TEA=505kg")["lines"][0]["asked"] == {"qty": "505", "unit": "kg"}


def test_pallets_of_a_product_without_a_pallet_size_are_incomplete() -> None:
    loose = book(products=(product(cartons_per_pallet=None),))
    assert answer(loose, "TEA=4pallet") == {
        "outcome": "incomplete",
        "missing": ["cartons_per_pallet"],
        "merchant_id": "M1",
        "sku": "TEA",
    }
