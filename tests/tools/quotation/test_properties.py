"""What holds for every quotation."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core.money import quantum
from core.trade import ChargeBasis, ChargeGroup, Mode, PortBook, PriceUnit, Storage, Term
from tests.books import BUYER, PROFILE, TODAY, book, charge, duty, fx, lane, price, product
from tools.quotation import Line, QuoteRequest, index_book, inputs_of, quote, replay, to_json
from tools.quotation.fx import Exchange
from tools.quotation.outcome import Quoted
from tools.quotation.requests import named_place

GOODS = (
    product("TEA"),
    product("RICE", carton_gw_kg="25.30", carton_h_cm="17.3"),
    product("FISH", storage=Storage.FROZEN, setpoint_c="-18"),
    product("BOWL", pcs_per_carton=48, hs_code="732393"),
)
TARIFF = index_book(
    book(
        products=GOODS,
        prices=(
            price("TEA", "41.37"),
            price("TEA", "39.11", min_cartons=200, audience="registered"),
            price("RICE", "9.2533", currency="CNY", price_unit=PriceUnit.KG),
            price("FISH", "5.2511", price_unit=PriceUnit.KG),
            price("BOWL", "1.4637", currency="EUR", price_unit=PriceUnit.PIECE),
        ),
        lanes=(
            lane(),
            lane(Mode.GP20, "1780.00", row=3),
            lane(Mode.HQ40, "2500.00", row=4, currency="EUR"),
            lane(Mode.RF20, "3950.00", row=5),
        ),
        charges=(
            charge("EXPORT", "320.00", currency="CNY"),
            charge("OCFS", "12.00", basis=ChargeBasis.PER_WM, mode=Mode.LCL, minimum="18.00"),
            charge("OTHC", "780.00", basis=ChargeBasis.PER_CONTAINER, currency="CNY"),
            charge("MKT", "0.20", basis=ChargeBasis.PERCENT_OF_GOODS, minimum="20.00", maximum="250.00"),
            charge("DDOC", "65.00", group=ChargeGroup.DESTINATION, pod="KEMBA"),
            charge("IFEE", "2.50", group=ChargeGroup.CUSTOMS, basis=ChargeBasis.PERCENT_OF_GOODS),
        ),
        duties=(duty(), duty(hs_prefix="7", rate="0.02")),
        fx=(fx("USD", "CNY", "7.0866"), fx("EUR", "USD", "1.1625"), fx("USD", "JPY", "150.94")),
    )
)
lines = st.lists(
    st.builds(
        Line,
        asked=st.sampled_from([item.sku for item in GOODS]),
        quantity=st.decimals(min_value="0.01", max_value=3000, places=2),
    ),
    min_size=1,
    max_size=5,
)
terms = st.sampled_from(["EXW", "FCA", "FOB", "CFR", "CPT", "CIF", "CIP", "DAP", "DPU", "DDP"])
currencies = st.sampled_from([None, "CNY", "EUR", "JPY"])


def request(asked: list[Line], term: str, currency: str | None) -> QuoteRequest:
    place = "CNNBG" if term in ("EXW", "FCA", "FOB") else "KEMBA"
    return QuoteRequest(tuple(asked), Term(term), named_place(place, TARIFF), currency)


def quoted(asked: list[Line], term: str, currency: str | None = None) -> Quoted:
    result = quote(request(asked, term, currency), TARIFF, BUYER, TODAY)
    assert isinstance(result, Quoted), result
    return result


def total_of(values: list[str]) -> Decimal:
    return sum(map(Decimal, values), Decimal(0))


@settings(max_examples=60, deadline=None)
@given(lines, terms, currencies)
def test_the_total_is_the_sum_of_the_parts_shown(
    asked: list[Line], term: str, currency: str | None
) -> None:
    shown = to_json(
        quoted([line for line in asked if sells(term, line)] or [Line("TEA", Decimal(1))], term, currency)
    )
    assert total_of([line["amount"] for line in shown["lines"]]) == Decimal(shown["goods"])
    assert total_of([ship["freight"] for ship in shown["shipments"]]) == Decimal(shown["freight"])
    parts = [shown["goods"], shown["freight"], shown["insurance"]]
    parts += [charge["amount"] for charge in shown["charges"]]
    assert total_of(parts) == Decimal(shown["total"])


def sells(term: str, line: Line) -> bool:
    """Fish has no duty rate here."""
    return term != "DDP" or line.asked != "FISH"


@settings(max_examples=40, deadline=None)
@given(lines, terms.filter(lambda term: term != "DDP"), st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_nothing(asked: list[Line], term: str, random: Any) -> None:
    shuffled = list(asked)
    random.shuffle(shuffled)
    assert sums(quoted(asked, term)) == sums(quoted(shuffled, term))


def sums(result: Quoted) -> tuple[object, ...]:
    return (
        result.total,
        result.goods,
        result.freight,
        result.insurance,
        result.valid_until,
        sorted((charge.code, charge.amount) for charge in result.charges),
        sorted((str(way.mode), way.containers, way.wm) for way in result.shipments),
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 199), st.integers(0, 100), st.sampled_from(["TEA", "RICE", "FISH", "BOWL"]))
def test_more_goods_in_the_same_tier_never_cost_less(cartons: int, more: int, sku: str) -> None:
    larger = min(cartons + more, 199)
    few, many = (quoted([Line(sku, Decimal(count))], "EXW").goods for count in (cartons, larger))
    assert few <= many


@settings(max_examples=60, deadline=None)
@given(lines, st.sampled_from(["CIF", "CIP"]), currencies)
def test_the_premium_is_its_rate_of_the_share_that_is_insured(
    asked: list[Line], term: str, currency: str | None
) -> None:
    result = quoted(asked, term, currency)
    insured = result.total * PROFILE.insured_share
    # The premium was rounded once, so it is off by half a minor unit at most.
    assert abs(result.insurance - insured * PROFILE.insurance_rate) <= quantum(result.currency) / 2


@settings(max_examples=100, deadline=None)
@given(
    st.decimals(min_value="0.01", max_value=1_000_000, places=2),
    st.sampled_from(["CNY", "EUR", "JPY"]),
)
def test_there_and_back_between_currencies_stays_within_a_minor_unit(amount: Decimal, to: str) -> None:
    exchange = Exchange(TARIFF.fx, TODAY)
    there = exchange.convert(amount, "USD", to)
    back = exchange.convert(there, to, "USD")
    unit = max(quantum("USD"), exchange.rate(to, "USD").apply(quantum(to)))
    assert abs(back - amount) <= unit


@settings(max_examples=30, deadline=None)
@given(lines, terms, currencies)
def test_a_replay_gives_the_same_bytes(asked: list[Line], term: str, currency: str | None) -> None:
    wanted = request(
        [line for line in asked if sells(term, line)] or [Line("TEA", Decimal(1))], term, currency
    )
    result = quote(wanted, TARIFF, BUYER, TODAY)
    assert isinstance(result, Quoted)
    inputs = json.dumps(inputs_of(result, wanted, TARIFF, BUYER, TODAY, revision="r7"))
    assert json.dumps(replay(json.loads(inputs))) == json.dumps(to_json(result))


def replayed(port: PortBook, term: str, place: str) -> tuple[str, str]:
    """What a quotation says, and what its snapshot says again."""
    tariff = index_book(port)
    asked = QuoteRequest((Line("TEA", Decimal(100)),), Term(term), named_place(place, tariff))
    result = quote(asked, tariff, BUYER, TODAY)
    assert isinstance(result, Quoted), result
    inputs = json.dumps(inputs_of(result, asked, tariff, BUYER, TODAY))
    return json.dumps(to_json(result)), json.dumps(replay(json.loads(inputs)))


def test_a_row_for_a_place_beyond_the_port_of_loading_changes_no_replay() -> None:
    port = book(charges=(charge("EXPORT"), charge("EXPORT", "9.00", mode=Mode.LCL, pod="KEMBA", row=3)))
    first, again = replayed(port, "FCA", "CNNBG")
    assert first == again


def test_a_port_of_loading_that_only_a_charge_makes_known_can_be_replayed() -> None:
    expired = charge("OTHC", pol="CNNSA", valid_until=date(2026, 1, 1))
    for row in (charge("OTHC", pol="CNNSA"), expired):
        first, again = replayed(book(charges=(row,)), "EXW", "CNNSA")
        assert first == again
