"""The verdict on customs mode 1039 is told and changes nothing else."""

import pytest

from core.trade import Customs1039
from tests.books import book, fx, price, product
from tests.tools.quotation.asking import answer


@pytest.mark.parametrize(
    ("marks", "verdict", "rule"),
    [
        ((Customs1039.ALLOWED, Customs1039.ALLOWED), "eligible", "1039-ok"),
        ((Customs1039.ALLOWED, None), "needs_review", "1039-review"),
        ((Customs1039.ALLOWED, Customs1039.NEEDS_REVIEW), "needs_review", "1039-review"),
        ((None, Customs1039.EXCLUDED), "ineligible", "1039-excluded"),
    ],
)
def test_the_worst_mark_decides(
    marks: tuple[Customs1039 | None, Customs1039 | None], verdict: str, rule: str
) -> None:
    goods = tuple(product(sku, customs_1039=mark) for sku, mark in zip("AB", marks, strict=True))
    mixed = book(products=goods, prices=(price("A"), price("B")))
    result = answer(mixed, "A=10carton B=10carton", customs_mode="1039")
    assert result["outcome"] == "quoted"
    assert (result["customs_1039"]["verdict"], result["customs_1039"]["rule"]) == (verdict, rule)


@pytest.mark.parametrize(("cartons", "rule"), [(3750, "1039-ok"), (3751, "1039-cap")])
def test_the_cap_is_inclusive(cartons: int, rule: str) -> None:
    assert answer(book(), f"TEA={cartons}carton")["customs_1039"]["rule"] == rule


def test_the_cap_is_counted_in_usd_from_the_list_amounts() -> None:
    rate = (fx("USD", "CNY", "7.0000"),)
    result = answer(book(fx=rate), "TEA=3751carton", currency="CNY")
    assert result["customs_1039"]["reason"] == "goods USD 150040.00 above USD 150000.00 for one declaration"


def test_without_a_rate_to_usd_a_person_has_to_look() -> None:
    yuan = book(prices=(price(currency="CNY"),))
    result = answer(yuan, currency="CNY")
    assert (result["outcome"], result["customs_1039"]["verdict"]) == ("quoted", "needs_review")
