"""Price against cost on a merchant's own lines, exact to the minor unit; a missing cost is named."""

from decimal import Decimal
from typing import Any

from core.ids import MerchantId
from core.trade import CostRow, PortBook, PriceUnit
from core.turns import JsonObject
from tests.books import BUYER, TODAY, book, fx, price, product
from tools.quotation import index_book, parse_request, quote
from tools.quotation.fx import Exchange
from tools.quotation.margin import margin_json, margins
from tools.quotation.outcome import Quoted


def cost(sku: str, unit_cost: str, currency: str = "USD", merchant: str = "M1") -> CostRow:
    return CostRow(2, MerchantId(merchant), sku, Decimal(unit_cost), currency)


def margin(port_book: PortBook, costs: list[CostRow], *lines: str, **request: Any) -> JsonObject:
    """The view of M1 on an EXW quotation of `SKU=CARTONS`."""
    tariff = index_book(port_book)
    asked = [dict(zip(("sku", "qty"), line.split("="), strict=True)) for line in lines]
    document = {"term": "EXW", "to": "CNNBG", "lines": asked} | request
    result = quote(parse_request(document, tariff), tariff, BUYER, TODAY)
    assert isinstance(result, Quoted)
    return margin_json(margins(result, costs, "M1", Exchange(tariff.fx, TODAY)), result.currency)


def test_a_line_earns_its_price_less_its_cost() -> None:
    view = margin(book(), [cost("TEA", "30.00")], "TEA=100")
    assert view["lines"] == [
        {
            "sku": "TEA",
            "cartons": 100,
            "unit_price": "40.00",
            "price_unit": "carton",
            "price_currency": "USD",
            "unit_cost": "30.00",
            "cost_currency": "USD",
            "amount": "4000.00",
            "cost": "3000.00",
            "margin": "1000.00",
            "percent": "25.00",
        }
    ]
    assert view["sum"] == {key: view["lines"][0][key] for key in ("amount", "cost", "margin", "percent")}


def test_the_percentage_is_rounded_half_up() -> None:
    """0.50 of 80.00 is 0.625 %, and a loss of as much is -0.625 %."""
    by_carton = book(prices=(price(unit_price="80.00"),))
    assert margin(by_carton, [cost("TEA", "79.50")], "TEA=1")["sum"]["percent"] == "0.63"
    assert margin(by_carton, [cost("TEA", "80.50")], "TEA=1")["sum"]["percent"] == "-0.63"


def test_a_cost_is_of_a_carton_whatever_unit_the_list_prices() -> None:
    """A carton holds 20 pieces or 10 kg: at 2.00 a piece and 4.00 a kg it sells for 40.00."""
    for unit, listed in ((PriceUnit.PIECE, "2.00"), (PriceUnit.KG, "4.00")):
        port = book(prices=(price(unit_price=listed, price_unit=unit),))
        view = margin(port, [cost("TEA", "30.00")], "TEA=100")
        assert (view["lines"][0]["cost"], view["lines"][0]["percent"]) == ("3000.00", "25.00")


def test_a_cost_in_another_currency_goes_by_the_days_rate() -> None:
    rates = book(fx=(fx("USD", "CNY", "8.0000"), fx("USD", "CNY", "9.0000", TODAY.replace(day=2), row=3)))
    view = margin(rates, [cost("TEA", "240.00", "CNY")], "TEA=100")
    assert (view["lines"][0]["cost"], view["sum"]["margin"]) == ("3000.00", "1000.00")
    in_yuan = margin(rates, [cost("TEA", "30.00")], "TEA=100", currency="CNY")
    assert (in_yuan["currency"], in_yuan["sum"]["margin"]) == ("CNY", "8000.00")


def test_lines_without_a_cost_say_so_and_stay_out_of_the_sum() -> None:
    three = book(
        products=(product(), product("RICE"), product("SALT")),
        prices=(price(), price("RICE", "10.00"), price("SALT", "5.00")),
    )
    view = margin(three, [cost("TEA", "30.00"), cost("SALT", "1.00", "EUR")], "TEA=1", "RICE=1", "SALT=1")
    missing = {line["sku"]: line.get("missing") for line in view["lines"]}
    assert missing == {"TEA": None, "RICE": "no_cost", "SALT": "no_exchange_rate"}
    assert (view["sum"]["amount"], view["lines_without_cost"]) == ("40.00", 2)
    assert all("margin" not in line for line in view["lines"][1:])
    assert margin(three, [], "TEA=1")["sum"] is None


def test_lines_and_costs_of_another_merchant_are_not_in_it() -> None:
    two = book(products=(product(), product("RICE", "M2")), prices=(price(), price("RICE", "10.00", "M2")))
    costs = [cost("TEA", "30.00"), cost("RICE", "2.00", merchant="M2"), cost("TEA", "1.00", merchant="M2")]
    view = margin(two, costs, "TEA=1", "RICE=1")
    assert [(line["sku"], line["cost"]) for line in view["lines"]] == [("TEA", "30.00")]
