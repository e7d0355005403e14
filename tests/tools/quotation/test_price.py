"""Which price a caller gets, and what happens when there is none."""

from dataclasses import replace
from datetime import date

import pytest

from core.trade import PriceUnit
from tests.books import book, price, product
from tests.tools.quotation.asking import answer

PUBLIC = price(unit_price="55.00")
REGISTERED = price(unit_price="52.00", audience="registered", row=3)
REGISTERED_100 = price(unit_price="48.00", audience="registered", min_cartons=100, row=4)
OWN = price(unit_price="45.00", audience="buyer:ana", min_cartons=50, row=5)
OTHERS = price(unit_price="1.00", audience="buyer:ben", row=6)
LISTS = book(prices=(PUBLIC, REGISTERED, REGISTERED_100, OWN, OTHERS))


@pytest.mark.parametrize(
    ("caller", "cartons", "unit_price"),
    [
        (None, 500, "55.00"),
        ("ana", 10, "52.00"),
        ("ana", 49, "52.00"),
        ("ana", 50, "45.00"),
        ("ana", 500, "45.00"),
    ],
)
def test_the_best_audience_that_reaches_the_quantity_counts(
    caller: str | None, cartons: int, unit_price: str
) -> None:
    result = answer(LISTS, f"TEA={cartons}carton", **{"as": caller})
    assert result["lines"][0]["unit_price"] == unit_price


def test_the_largest_tier_reached_counts() -> None:
    tiers = book(prices=(REGISTERED, REGISTERED_100))
    assert answer(tiers, "TEA=99carton")["lines"][0]["unit_price"] == "52.00"
    assert answer(tiers, "TEA=100carton")["lines"][0]["unit_price"] == "48.00"


def test_two_lines_of_one_product_reach_a_tier_together() -> None:
    result = answer(book(prices=(REGISTERED, REGISTERED_100)), "TEA=60carton TEA=0.4t")
    assert [line["cartons"] for line in result["lines"]] == [60, 40]
    assert {line["unit_price"] for line in result["lines"]} == {"48.00"}


def test_the_newer_list_wins_and_then_the_first_row() -> None:
    newer = price(unit_price="50.00", valid_from=date(2026, 10, 15), row=9)
    same = replace(newer, unit_price=PUBLIC.unit_price, row=10)
    assert answer(book(prices=(PUBLIC, same, newer)))["lines"][0]["unit_price"] == "50.00"


def test_below_the_minimum_states_the_larger_minimum_and_its_price() -> None:
    dear = price(unit_price="60.00", min_cartons=10)
    cheap = price(unit_price="50.00", min_cartons=80, row=3)
    small = book(products=(product(moq_cartons=80),), prices=(dear, cheap))
    assert answer(small, "TEA=60carton") == {
        "outcome": "below_moq",
        "lines": [
            {
                "merchant_id": "M1",
                "sku": "TEA",
                "cartons": 60,
                "moq_cartons": 80,
                "unit_price": "50.00",
                "price_unit": "carton",
                "currency": "USD",
            }
        ],
    }


def test_below_the_lowest_tier_is_below_the_minimum() -> None:
    result = answer(book(prices=(price(min_cartons=30),)), "TEA=29carton")
    assert (result["outcome"], result["lines"][0]["moq_cartons"]) == ("below_moq", 30)


def test_an_expired_price_is_not_quoted() -> None:
    expired = price(unit_price="24.60", valid_until=date(2026, 10, 15))
    assert answer(book(prices=(expired,))) == {
        "outcome": "price_expired",
        "lines": [{"merchant_id": "M1", "sku": "TEA", "expired_on": "2026-10-15"}],
    }


@pytest.mark.parametrize("day", ["2026-10-01", "2026-11-30"])
def test_the_first_and_last_day_of_a_list_are_in_it(day: str) -> None:
    assert answer(book(), date=day)["outcome"] == "quoted"


def test_a_list_that_begins_later_is_told_with_its_first_day() -> None:
    coming = price(valid_from=date(2026, 12, 1), valid_until=date(2026, 12, 31))
    result = answer(book(prices=(coming,)))
    assert (result["outcome"], result["lines"][0]["valid_from"]) == ("no_price", "2026-12-01")


def test_another_buyers_list_does_not_exist() -> None:
    assert answer(book(prices=(OTHERS,))) == {
        "outcome": "no_price",
        "lines": [{"merchant_id": "M1", "sku": "TEA"}],
    }


@pytest.mark.parametrize(
    ("unit", "unit_price", "shown", "amount"),
    [
        (PriceUnit.CARTON, "33.40", "33.40", "334.00"),
        (PriceUnit.PIECE, "1.46", "1.4600", "292.00"),
        (PriceUnit.KG, "9.055", "9.0550", "905.50"),
    ],
)
def test_a_price_counts_cartons_pieces_or_net_kg(
    unit: PriceUnit, unit_price: str, shown: str, amount: str
) -> None:
    line = answer(book(prices=(price(unit_price=unit_price, price_unit=unit),)), "TEA=10carton")["lines"][0]
    assert (line["unit_price"], line["amount"]) == (shown, amount)
