"""Requests as text, and requests that make no sense."""

from decimal import Decimal
from typing import Any

import pytest

from core.errors import BadInput
from core.trade import QuantityUnit
from tests.books import book
from tests.tools.quotation.asking import answer
from tools.quotation import Line, answer_request, index_book, parse_line

TARIFF = index_book(book())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("TEA=300ctn", Line("TEA", Decimal(300), QuantityUnit.CARTON)),
        ("M2/SKU9=2t", Line("M2/SKU9", Decimal(2), QuantityUnit.TONNE)),
        ("green tea 5=2.5 kg_gross", Line("green tea 5", Decimal("2.5"), QuantityUnit.KG_GROSS)),
        ("A=B=6PCS", Line("A=B", Decimal(6), QuantityUnit.PIECE)),
    ],
)
def test_a_line_is_a_product_a_quantity_and_a_unit(text: str, line: Line) -> None:
    assert parse_line(text) == line


@pytest.mark.parametrize(
    "text", ["", "TEA", "TEA=", "TEA=300", "=300ctn", "TEA=-3ctn", "TEA=3bags", "TEA=1.2.3t"]
)
def test_a_line_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse_line(text)


@pytest.mark.parametrize(
    "changes",
    [
        {"lines": []},
        {"lines": "TEA"},
        {"lines": ["TEA"]},
        {"lines": [{"qty": 1}]},
        {"lines": [{"sku": 7, "qty": 1}]},
        {"lines": [{"sku": "TEA", "qty": 0}]},
        {"lines": [{"sku": "TEA", "qty": "-5"}]},
        {"lines": [{"sku": "TEA", "qty": "NaN"}]},
        {"lines": [{"sku": "TEA", "qty": "Infinity"}]},
        {"lines": [{"sku": "TEA", "qty": "1e99999"}]},
        {"lines": [{"sku": "TEA", "qty": True}]},
        {"lines": [{"sku": "TEA", "qty": [1]}]},
        {"lines": [{"sku": "TEA", "qty": "many"}]},
        {"lines": [{"sku": "TEA", "qty": 1, "unit": "bag"}]},
        {"term": "ABC"},
        {"currency": "XXQ"},
        {"mode": "45HC"},
        {"customs_mode": "9999"},
        {"date": "yesterday"},
        {"date": None},
        {"to": 5},
    ],
)
def test_a_request_that_makes_no_sense_gives_an_error_and_no_outcome(changes: dict[str, Any]) -> None:
    refused = answer(book(), **changes)
    assert refused["outcome"] is None
    assert refused["error"]


@pytest.mark.parametrize("text", ["", "[]", "{", "null", "[" * 100_000])
def test_a_line_that_is_no_json_object_gives_an_error(text: str) -> None:
    assert answer_request(text, TARIFF)["outcome"] is None


def test_numbers_may_be_json_numbers_and_are_taken_exactly() -> None:
    line = '{"sku": "tea", "qty": 0.7, "unit": "T"}'
    text = f'{{"as": null, "date": "2026-11-01", "term": "exw", "to": "ningbo", "lines": [{line}]}}'
    result = answer_request(text, TARIFF)
    assert result["lines"][0]["asked"] == {"qty": "0.7", "unit": "tonne"}
    assert result["lines"][0]["cartons"] == 70
