"""What a fired alert tells: both list prices, the sum, and the rate when something was converted."""

import json
from datetime import date
from decimal import Decimal

from core.trade import Term
from core.values import PlaceRef
from tests.books import TODAY, book, fx, price
from tests.tools.watch.alerts import SEEN, alert, listed, look
from tools.watch import Fires, notice_facts


def test_the_notice_names_product_merchant_old_and_new_price() -> None:
    port = listed(price(unit_price="7.50"))
    verdict = look(alert(), port)
    assert isinstance(verdict, Fires)
    facts = notice_facts(verdict, port, TODAY)
    assert (facts["product"], facts["merchant"]) == ("Product TEA", "First Merchant")
    assert (facts["old"]["unit_price"], facts["new"]["unit_price"]) == ("9.00", "7.50")
    assert (facts["below"], facts["currency"], facts["unit"]) == ("8.00", "USD", "carton")
    assert (facts["price"], facts["date"], facts["fx"]) == ("7.50", "2026-11-01", [])
    assert json.loads(json.dumps(facts)) == facts


def test_a_converted_price_comes_with_its_rate_and_day() -> None:
    port = listed(price(unit_price="8.00"), fx=(fx("USD", "EUR", "0.9", date(2026, 10, 30)),))
    verdict = look(alert(currency="EUR"), port)
    assert isinstance(verdict, Fires)
    facts = notice_facts(verdict, port, TODAY)
    assert (facts["price"], facts["new"]["currency"]) == ("7.2000", "USD")
    assert facts["fx"] == [
        {"date": "2026-10-30", "base": "USD", "quote": "EUR", "rate": "0.9", "source": "treasury"}
    ]


def test_a_delivered_price_names_term_and_place() -> None:
    mombasa = PlaceRef(locode="KEMBA", name="Mombasa", country="Kenya")
    port = book(prices=(price(unit_price="7.00"),))
    held = alert(SEEN, term=Term.CFR, place=mombasa, tier=100, below=Decimal(12))
    verdict = look(held, port)
    assert isinstance(verdict, Fires)
    facts = notice_facts(verdict, port, TODAY)
    assert (facts["term"], facts["place"]["locode"], facts["cartons"]) == ("CFR", "KEMBA", 100)
    assert (facts["price"], facts["new"]["unit_price"]) == ("11.90", "7.00")
