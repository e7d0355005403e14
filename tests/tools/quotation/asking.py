"""Asks for a quotation as a line of a requests file does."""

import json
from typing import Any

from core.trade import PortBook
from tests.books import TODAY
from tools.quotation import answer_request, index_book, parse_line


def answer(port_book: PortBook, asked: str = "TEA=100carton", /, **document: Any) -> dict[str, Any]:
    """The JSON result of a request, EXW by default; `asked` are `SKU=AMOUNTunit`, divided by spaces."""
    request = {
        "as": "ana",
        "date": TODAY.isoformat(),
        "term": "EXW",
        "to": "CNNBG",
        "lines": [_json_line(line) for line in asked.split()],
    }
    return answer_request(json.dumps(request | document), index_book(port_book))


def _json_line(text: str) -> dict[str, str]:
    line = parse_line(text)
    return {"sku": line.asked, "qty": str(line.quantity), "unit": line.unit.value}
