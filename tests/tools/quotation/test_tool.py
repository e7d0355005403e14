"""The quote tool: values in, facts, card, arguments and record out."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.errors import BadInput
from core.ports import PortData, Tool, ToolContext
from core.principal import VISITOR, Principal
from core.records import SaveQuotation
from core.trade import ChargeBasis, Mode, PortBook, PriceUnit, QuantityUnit, Storage, Term
from core.turns import QuoteArgs, QuoteLine, SearchArgs, ToolResult
from core.values import (
    NumberFact,
    PlaceRef,
    PlaceValue,
    ProductRef,
    ProductValue,
    QuantityValue,
    TextFact,
)
from tests.books import BUYER, TODAY, FakePort, book, charge, duty, fx, lane, price, product
from tools.quotation import CurrentTariff, QuoteTool, replay

MOMBASA = PlaceValue(
    asked="mombasa", candidates=(PlaceRef(locode="KEMBA", name="Mombasa", country="Kenya"),)
)
TRIPOLI = PlaceValue(
    asked="tripoli",
    candidates=(
        PlaceRef(locode="LYTIP", name="Tripoli", country="Libya"),
        PlaceRef(locode="LBKYE", name="Tripoli", country="Lebanon"),
    ),
)


def goods(*skus: str) -> ProductValue:
    refs = tuple(ProductRef(merchant_id="M1", sku=sku, name=f"Product {sku}") for sku in skus)
    return ProductValue(asked=skus[0].lower(), candidates=refs)


def line(sku: str = "TEA", amount: str = "100", unit: QuantityUnit = QuantityUnit.CARTON) -> QuoteLine:
    quantity = QuantityValue(amount=Decimal(amount), unit=unit, asked=f"{amount} {unit}")
    return QuoteLine(product=goods(sku), quantity=quantity)


def call(
    *lines: QuoteLine,
    port: PortBook | None = None,
    caller: Principal = BUYER,
    turn_id: str = "t1",
    **said: Any,
) -> ToolResult:
    tool: Tool = QuoteTool(CurrentTariff(FakePort(port or book())))
    args = QuoteArgs(lines=lines or (line(),), **{"term": Term.CIF, "place": MOMBASA, **said})
    return tool(args, ToolContext(caller, turn_id, TODAY))


def facts(result: ToolResult) -> list[tuple[str, str]]:
    """(role, value) of each fact, in order; candidates go by their code or SKU."""
    shown = []
    for fact in result.facts:
        value = fact.value.model_dump()
        held = value.get("amount", value.get("text", value.get("day")))
        if held is None:
            (ref,) = value["candidates"]
            held = ref.get("locode", ref.get("sku"))
        shown.append((value.get("role", value["kind"]), str(held)))
    return shown


def test_the_port_fake_is_a_port() -> None:
    port: PortData = FakePort(book())
    assert port.costs("M1") == []


def test_a_quotation_gives_its_facts_weightiest_first() -> None:
    origin = charge("OCFS", "12.00", basis=ChargeBasis.PER_WM, mode=Mode.LCL)
    result = call(line(amount="505", unit=QuantityUnit.KG), port=book(charges=(origin,)))
    assert facts(result) == [
        ("total", "2329.47"),
        ("goods", "2040.00"),
        ("freight", "249.90"),
        ("insurance", "8.97"),
        ("origin_charges", "30.60"),
        ("cartons", "51"),
        ("unit_price", "40.00"),
        ("price_unit", "carton"),
        ("line_amount", "2040.00"),
        ("asked", "505"),
        ("mode", "LCL"),
        ("wm", "2.550"),
        ("cbm", "2.550"),
        ("gross_kg", "561.000"),
        ("valid_until", "2026-11-15"),
        ("customs_1039", "eligible"),
        ("quotation_id", result.effects[0]["quotation_id"]),
    ]


def test_several_lines_say_which_product_a_fact_is_of() -> None:
    two = book(products=(product("TEA"), product("RICE")), prices=(price("TEA"), price("RICE")))
    result = call(line("TEA"), line("RICE"), port=two)
    owned = dict.fromkeys(fact.value.model_dump().get("of") for fact in result.facts)
    assert [key for key in owned if key] == ["M1/TEA", "M1/RICE"]


def test_ddp_says_that_duty_and_vat_are_an_estimate() -> None:
    shown = dict(facts(call(term=Term.DDP, port=book(duties=(duty(),)))))
    assert (shown["duty"], shown["vat"], shown["landed_estimate"]) == ("1126.84", "901.47", "estimate")
    assert "customs_charges" not in shown


def test_rates_used_are_told_with_their_day() -> None:
    shown = dict(facts(call(currency="EUR", port=book(fx=(fx("EUR", "USD", "1.1625"),)))))
    assert (shown["fx_rate"], shown["fx_pair"], shown["fx_date"]) == ("1.1625", "EUR/USD", "2026-10-31")


def test_a_load_that_is_full_by_weight_tells_the_payload() -> None:
    heavy = book(lanes=(lane(Mode.HQ40, "2600.00", payload_limit_kg="9000"),))
    result = call(line(amount="1000"), port=heavy, mode=Mode.HQ40)
    shown = dict(facts(result))
    assert (shown["containers"], shown["payload_kg"]) == ("2", "9000")
    assert result.card is not None
    assert result.card["shipments"][0]["payload_kg"] == "9000"


@pytest.mark.parametrize(
    ("audience", "readers"),
    [("public", None), ("registered", {"registered"}), ("buyer:ana", {"ana"})],
)
def test_figures_made_from_prices_are_labelled_by_the_prices_audience(
    audience: str, readers: set[str] | None
) -> None:
    result = call(port=book(prices=(price(audience=audience),)))
    labels = {getattr(fact.value, "role", ""): fact.label for fact in result.facts}
    for role in ("total", "goods", "insurance", "unit_price", "line_amount", "quotation_id"):
        assert labels[role].readers == (None if readers is None else frozenset(readers)), role
    assert labels["freight"].readers is None
    assert labels["total"].integrity < labels["freight"].integrity


def test_a_total_of_a_registered_and_an_own_price_is_for_that_buyer() -> None:
    two = book(
        products=(product("TEA"), product("RICE")),
        prices=(price("TEA", audience="registered"), price("RICE", audience="buyer:ana")),
    )
    assert call(line("TEA"), line("RICE"), port=two).facts[0].label.readers == frozenset({"ana"})


def test_the_arguments_are_told_as_resolved() -> None:
    result = call(line(amount="2", unit=QuantityUnit.TONNE), mode=Mode.LCL, currency="USD")
    assert result.args == {
        "lines": [{"merchant_id": "M1", "sku": "TEA", "cartons": 200}],
        "term": "CIF",
        "to": "KEMBA",
        "mode": "LCL",
        "currency": "USD",
    }


def test_exw_without_a_place_is_at_the_port_itself() -> None:
    result = call(term=Term.EXW, place=None)
    assert (result.outcome, result.args["to"]) == ("quoted", "CNNBG")


def test_the_record_replays_to_the_same_result() -> None:
    result = call()
    (effect,) = result.effects
    saved = SaveQuotation.model_validate(effect)
    assert replay(saved.inputs) == saved.result
    assert saved.inputs["revision"] == "r1"
    assert saved.valid_until == date(2026, 11, 15)


def test_one_turn_makes_the_same_quotation_once() -> None:
    first, again, other = call(), call(), call(turn_id="t2")
    assert first.effects == again.effects
    assert first.effects[0]["quotation_id"] != other.effects[0]["quotation_id"]
    assert call(currency="USD").effects[0]["quotation_id"] != first.effects[0]["quotation_id"]


def test_the_card_names_goods_and_place() -> None:
    card = call().card
    assert card is not None
    assert (card["place_name"], card["place_country"]) == ("Mombasa", "Kenya")
    assert (card["lines"][0]["name"], card["revision"]) == ("Product TEA", 1)


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"term": None}, ["term"]),
        ({"place": None}, ["place"]),
        ({"term": None, "place": None}, ["place", "term"]),
    ],
)
def test_what_is_missing_is_asked_for(said: dict[str, Any], missing: list[str]) -> None:
    result = call(**said)
    assert (result.outcome, result.ask, result.card) == ("incomplete", True, None)
    assert facts(result) == [("missing", item) for item in missing]


@pytest.mark.parametrize("quantity", [None, "0", "-3", "1e30"])
def test_a_quantity_that_is_none_is_asked_for(quantity: str | None) -> None:
    asked = QuoteLine(product=goods("TEA")) if quantity is None else line(amount=quantity)
    result = call(asked)
    assert facts(result) == [("missing", "quantity")]
    assert result.args["lines"] == [{"merchant_id": "M1", "sku": "TEA"}]


def test_no_goods_at_all_are_asked_for() -> None:
    tool = QuoteTool(CurrentTariff(FakePort(book())))
    result = tool(QuoteArgs(lines=(), term=Term.CIF), ToolContext(BUYER, "t1", TODAY))
    assert (result.outcome, facts(result)) == ("incomplete", [("missing", "product")])


def test_a_pallet_size_is_asked_for_by_its_own_name() -> None:
    loose = book(products=(product(cartons_per_pallet=None),))
    assert facts(call(line(unit=QuantityUnit.PALLET), port=loose)) == [("missing", "pallet_size")]


def test_an_unclear_product_gives_one_choice_each() -> None:
    two = book(products=(product("TEA"), product("RICE")))
    result = call(replace_product(line(), goods("TEA", "RICE")), port=two)
    assert (result.outcome, result.ask) == ("ambiguous_product", True)
    assert facts(result) == [("product", "TEA"), ("product", "RICE")]


def replace_product(asked: QuoteLine, product_value: ProductValue) -> QuoteLine:
    return asked.model_copy(update={"product": product_value})


def test_an_unclear_place_gives_one_choice_each() -> None:
    result = call(place=TRIPOLI)
    assert (result.outcome, result.ask) == ("ambiguous_place", True)
    assert facts(result) == [("place", "LYTIP"), ("place", "LBKYE")]
    assert "to" not in result.args


def test_an_unserved_place_gives_the_places_that_are_served() -> None:
    nowhere = PlaceValue(asked="atlantis", candidates=())
    ports = book(lanes=(lane(), lane(pod="NGAPP", row=3)))
    result = call(port=ports, place=nowhere)
    assert (result.outcome, result.ask) == ("unserved_lane", False)
    assert facts(result) == [("place", "KEMBA"), ("place", "NGAPP")]


def test_a_minimum_is_told_with_its_price() -> None:
    result = call(line(amount="2"), port=book(products=(product(moq_cartons=5),)))
    assert (result.outcome, result.args["lines"][0]["cartons"]) == ("below_moq", 2)
    assert facts(result) == [
        ("asked", "2"),
        ("moq", "5"),
        ("unit_price", "40.00"),
        ("price_unit", "carton"),
    ]
    assert {fact.value.model_dump()["of"] for fact in result.facts} == {"M1/TEA"}


def test_a_unit_price_comes_with_what_it_is_the_price_of() -> None:
    by_piece = book(prices=(price(unit_price="2.00", price_unit=PriceUnit.PIECE),))
    shown = dict(facts(call(port=by_piece)))
    assert (shown["unit_price"], shown["price_unit"], shown["line_amount"]) == ("2.00", "piece", "4000.00")


def test_several_shipments_say_which_one_a_fact_is_of() -> None:
    frozen = product("FISH", storage=Storage.FROZEN, setpoint_c="-18")
    port = book(
        products=(product("TEA"), frozen),
        prices=(price("TEA"), price("FISH")),
        lanes=(lane(), lane(Mode.RF20, "1000.00", row=3)),
    )
    shipped = {
        (fact.value.of, fact.value.role)
        for fact in call(line("TEA"), line("FISH"), port=port).facts
        if isinstance(fact.value, TextFact | NumberFact) and fact.value.of.startswith("shipment")
    }
    assert shipped == {
        ("shipment 1", "mode"),
        ("shipment 1", "wm"),
        ("shipment 2", "mode"),
        ("shipment 2", "containers"),
    }


def test_a_date_off_a_price_list_is_for_the_caller_alone() -> None:
    expired = book(prices=(price(valid_until=date(2026, 10, 15), audience="buyer:ana"),))
    (fact,) = call(port=expired).facts
    assert facts(call(port=expired)) == [("expired_on", "2026-10-15")]
    assert fact.label.readers == frozenset({"ana"})


@pytest.mark.parametrize(
    ("port", "reason"),
    [
        (book(products=(product(dangerous=True),)), "dangerous_goods"),
        (book(prices=(price(currency="CNY"),)), "no_exchange_rate"),
    ],
)
def test_a_review_says_why(port: PortBook, reason: str) -> None:
    assert facts(call(port=port)) == [("reason", reason)]


def test_a_visitor_is_quoted_public_prices() -> None:
    lists = book(prices=(price(unit_price="55.00"), price(audience="registered", row=3)))
    assert dict(facts(call(port=lists, caller=VISITOR)))["unit_price"] == "55.00"


def test_a_new_import_is_quoted_from_at_once() -> None:
    port = FakePort(book())
    tool = QuoteTool(CurrentTariff(port))
    args = QuoteArgs(lines=(line(),), term=Term.EXW)
    context = ToolContext(BUYER, "t1", TODAY)
    assert facts(tool(args, context))[0] == ("total", "4000.00")
    port.held, port.version = replace(port.held, prices=(price(unit_price="41.00"),)), "r2"
    assert facts(tool(args, context))[0] == ("total", "4100.00")


def test_other_arguments_are_refused() -> None:
    with pytest.raises(BadInput):
        QuoteTool(CurrentTariff(FakePort(book())))(SearchArgs(text="tea"), ToolContext(BUYER, "t1", TODAY))
