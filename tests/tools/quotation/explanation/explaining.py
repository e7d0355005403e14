"""Quotes over a small book and explains the result, as JSON."""

from typing import Any

from core.principal import Principal
from core.trade import PortBook
from tests.books import BUYER, TODAY
from tools.quotation import index_book, parse_line, parse_request, quote
from tools.quotation.explanation import Explanation, explain, explanation_json
from tools.quotation.outcome import Quoted


def explained(
    port_book: PortBook, asked: str, /, caller: Principal = BUYER, **document: Any
) -> Explanation:
    """`asked` are `SKU=AMOUNTunit`, divided by spaces; CIF Mombasa by default."""
    _, explanation = both(port_book, asked, caller, **document)
    return explanation


def both(
    port_book: PortBook, asked: str, /, caller: Principal = BUYER, **document: Any
) -> tuple[Quoted, Explanation]:
    tariff = index_book(port_book)
    lines = [parse_line(text) for text in asked.split()]
    request = {
        "term": "CIF",
        "to": "KEMBA",
        "lines": [
            {"sku": line.asked, "qty": str(line.quantity), "unit": line.unit.value} for line in lines
        ],
    }
    result = quote(parse_request(request | document, tariff), tariff, caller, TODAY)
    assert isinstance(result, Quoted), result
    return result, explain(result, tariff, caller, TODAY)


def shown(port_book: PortBook, asked: str, /, caller: Principal = BUYER, **document: Any) -> dict[str, Any]:
    result, explanation = both(port_book, asked, caller, **document)
    return explanation_json(explanation, result.currency)
