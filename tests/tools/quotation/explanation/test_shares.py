"""Who bears what: every shared amount is split to the minor unit, and nothing is lost."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core.trade import ChargeBasis, ChargeGroup, Mode, Storage, Term
from tests.books import BUYER, TODAY, book, charge, duty, lane, price, product
from tests.tools.quotation.explanation.explaining import both, shown
from tests.tools.quotation.test_properties import TARIFF, lines, sells, terms
from tools.quotation import Line, QuoteRequest, quote
from tools.quotation.explanation import explain
from tools.quotation.explanation.shares import STEPS
from tools.quotation.outcome import Quoted
from tools.quotation.requests import named_place

TWO_MERCHANTS = {
    "products": (product("TEA"), product("BOWL", "M2", carton_h_cm="50", carton_gw_kg="40.00")),
    "prices": (price("TEA"), price("BOWL", "10.00", merchant="M2")),
}


def test_freight_by_volume_and_percentages_by_goods() -> None:
    port = book(
        **TWO_MERCHANTS,
        charges=(charge("MKT", "1.00", basis=ChargeBasis.PERCENT_OF_GOODS),),
    )
    tea, bowl = shown(port, "TEA=100ctn BOWL=50ctn", term="CFR")["lines"]
    # 5 CBM of each: the freight of 10 W/M is halved; goods are 4000 and 500.
    assert (tea["freight"], bowl["freight"]) == ("490.00", "490.00")
    assert (tea["origin"], bowl["origin"]) == ("40.00", "5.00")


def test_heavy_goods_bear_more_of_a_shipment_that_goes_by_weight() -> None:
    heavy = product("TILE", carton_gw_kg="500.00")
    port = book(products=(product("TEA"), heavy), prices=(price("TEA"), price("TILE")))
    tea, tile = shown(port, "TEA=10ctn TILE=10ctn", term="CFR")["lines"]
    # 0.5 and 5 revenue tons share a freight of 5.11 W/M x 98.
    assert (tea["freight"], tile["freight"]) == ("45.53", "455.25")


def test_containers_full_by_weight_are_shared_by_weight() -> None:
    heavy = product("TILE", carton_gw_kg="500.00")
    port = book(
        products=(product("TEA"), heavy),
        prices=(price("TEA"), price("TILE")),
        lanes=(lane(Mode.GP20, "1000.00"),),
    )
    tea, tile = shown(port, "TEA=100ctn TILE=100ctn", term="CFR", mode="20GP")["lines"]
    assert (tea["freight"], tile["freight"]) == ("43.05", "1956.95")


def test_a_percentage_for_one_mode_is_borne_by_the_goods_that_travel_in_it() -> None:
    port = book(
        products=(product("TEA"), product("ICE", storage=Storage.FROZEN, setpoint_c="-18")),
        prices=(price("TEA"), price("ICE")),
        lanes=(lane(), lane(Mode.RF20, "3000.00", row=3)),
        charges=(charge("QC", "10.00", basis=ChargeBasis.PERCENT_OF_GOODS, mode=Mode.RF20),),
    )
    tea, ice = shown(port, "TEA=10ctn ICE=10ctn", term="CFR")["lines"]
    assert "origin" not in tea
    assert ice["origin"] == "40.00"


def test_merchants_of_one_consolidation_add_up_to_the_quotation() -> None:
    port = book(**TWO_MERCHANTS, charges=(charge("DOC", "100.01", basis=ChargeBasis.PER_BL),))
    result, explanation = both(port, "TEA=7ctn BOWL=3ctn TEA=1ctn")
    assert [share.merchant_id for share in explanation.merchants] == ["M1", "M2"]
    assert sum(share.costs.total for share in explanation.merchants) == result.total
    assert sum(share.cbm for share in explanation.merchants) == result.cbm


def test_duty_and_vat_stay_with_their_line() -> None:
    port = book(
        **{**TWO_MERCHANTS, "products": (product("TEA"), product("BOWL", "M2", hs_code="732393"))},
        duties=(duty(), duty(hs_prefix="73", rate="0.00")),
        charges=(charge("CLEAR", "50.00", group=ChargeGroup.CUSTOMS),),
    )
    tea, bowl = shown(port, "TEA=10ctn BOWL=10ctn", term="DDP")["lines"]
    assert "duty" in tea
    assert "duty" not in bowl
    assert Decimal(tea["customs"]) + Decimal(bowl["customs"]) == Decimal("50.00")


@settings(max_examples=60, deadline=None)
@given(lines, terms, st.sampled_from([None, "CNY", "EUR", "JPY"]))
def test_shares_add_up_to_every_step_of_the_quotation(
    asked: list[Line], term: str, currency: str | None
) -> None:
    wanted = tuple(line for line in asked if sells(term, line)) or (Line("TEA", Decimal(1)),)
    place = "CNNBG" if term in ("EXW", "FCA", "FOB") else "KEMBA"
    request = QuoteRequest(wanted, Term(term), named_place(place, TARIFF), currency)
    result = quote(request, TARIFF, BUYER, TODAY)
    assert isinstance(result, Quoted)
    shares = explain(result, TARIFF, BUYER, TODAY).lines
    sums = {step: sum(getattr(share.costs, step) for share in shares) for step in STEPS}
    assert {step: sums[step] for step in ("goods", "freight", "insurance")} == {
        "goods": result.goods,
        "freight": result.freight,
        "insurance": result.insurance,
    }
    assert sum(share.costs.total for share in shares) == result.total
    assert all(cost >= 0 for share in shares for cost in _steps(share.costs))


def _steps(costs: Any) -> list[Decimal]:
    return [getattr(costs, step) for step in STEPS]
