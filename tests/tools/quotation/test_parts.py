"""Goods in two shipments: two quotations, one deal."""

import json

from core.trade import PortBook
from tests.books import BUYER, TODAY, book, price
from tools.quotation import index_book, inputs_of, parse_request, quote, replay, to_json
from tools.quotation.outcome import BelowMoq, Quoted
from tools.quotation.parts import Part, in_two


def halves(port: PortBook, cartons: int) -> tuple[Quoted, object]:
    tariff = index_book(port)
    lines = [{"sku": "TEA", "qty": cartons, "unit": "carton"}]
    request = parse_request({"term": "CIF", "to": "KEMBA", "lines": lines}, tariff)
    whole = quote(request, tariff, BUYER, TODAY)
    assert isinstance(whole, Quoted)
    return whole, in_two(whole, request, tariff, BUYER, TODAY)


def both(port: PortBook, cartons: int) -> tuple[Quoted, Part, Part]:
    whole, parts = halves(port, cartons)
    assert isinstance(parts, tuple)
    return (whole, *parts)


def test_an_odd_carton_goes_with_the_first() -> None:
    _, first, second = both(book(), 101)
    assert [part.result.lines[0].order.cartons for part in (first, second)] == [51, 50]


def test_each_part_has_the_price_of_its_own_quantity() -> None:
    rows = (price(), price(unit_price="30.00", min_cartons=100, row=3))
    whole, first, _ = both(book(prices=rows), 100)
    assert [line.price.unit_price for line in (*whole.lines, *first.result.lines)] == [30, 40]


def test_a_part_below_the_minimum_is_refused_as_such() -> None:
    _, parts = halves(book(prices=(price(min_cartons=60),)), 100)
    assert isinstance(parts, BelowMoq)


def test_one_deal_stays_one_declaration_however_it_is_sent() -> None:
    whole, first, second = both(book(prices=(price(unit_price="180.00"),)), 1000)
    verdicts = {result.customs_1039.rule for result in (whole, first.result, second.result)}
    assert verdicts == {"1039-cap"}


def test_the_verdict_of_a_part_tells_no_sum_of_the_other() -> None:
    _, first, _ = both(book(), 101)
    assert not any(sign.isdigit() for sign in first.result.customs_1039.reason)


def test_a_part_replays_with_the_verdict_of_the_whole() -> None:
    port = book(prices=(price(unit_price="180.00"),))
    _, first, _ = both(port, 1000)
    tariff = index_book(port)
    inputs = json.loads(json.dumps(inputs_of(first.result, first.request, tariff, BUYER, TODAY)))
    assert json.dumps(replay(inputs)) == json.dumps(to_json(first.result))
