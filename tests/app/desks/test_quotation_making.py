"""Making a quotation again: what was one part of a deal stays one part of it."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

from app.desks.quotation_making import Identified, QuotationMaker
from core.clock import FixedClock
from store.quotations import StoredQuotation
from tests.books import BUYER, TODAY, FakePort, book, price
from tools.quotation import CurrentTariff, index_book, inputs_of, parse_request, quote
from tools.quotation.outcome import Quoted
from tools.quotation.parts import in_two

NOON = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
PORT = FakePort(book(prices=(price(unit_price="180.00"),)))


def asking(cartons: int) -> dict[str, Any]:
    return {"term": "CIF", "to": "KEMBA", "lines": [{"sku": "TEA", "qty": cartons, "unit": "carton"}]}


def first_part(cartons: int) -> StoredQuotation:
    """One of two shipments, as it is stored: only its inputs are looked at."""
    tariff = index_book(PORT.book())
    request = parse_request(asking(cartons), tariff)
    whole = quote(request, tariff, BUYER, TODAY)
    assert isinstance(whole, Quoted)
    parts = in_two(whole, request, tariff, BUYER, TODAY)
    assert isinstance(parts, tuple)
    inputs = inputs_of(parts[0].result, parts[0].request, tariff, BUYER, TODAY)
    return cast(StoredQuotation, SimpleNamespace(inputs=json.loads(json.dumps(inputs))))


def test_a_changed_part_is_still_declared_with_the_rest_of_its_deal() -> None:
    maker = QuotationMaker(PORT, FixedClock(NOON), CurrentTariff(PORT))
    alone = maker.make(asking(490), BUYER, Identified("Q-1"))
    assert alone.answer["customs_1039"]["rule"] == "1039-ok"
    changed = maker.make(asking(490), BUYER, Identified("Q-2"), part_of=first_part(1000))
    assert changed.answer["customs_1039"]["rule"] == "1039-cap"
