"""What fills the containers, what the other ways cost, the next price break, and what comes on top."""

import json
from datetime import date
from decimal import Decimal

import pytest

from core.trade import ChargeBasis, ChargeGroup, DutyBasis, Mode
from tests.books import BUYER, STAFF, TODAY, book, charge, duty, lane, price, product
from tests.tools.quotation.explanation.explaining import explained, shown
from tools.quotation import index_book, inputs_of, parse_request, quote
from tools.quotation.customs_1039 import rule_on
from tools.quotation.explanation import explain, explain_stored, explanation_json
from tools.quotation.outcome import Quoted

TILES = product("TILE", carton_h_cm="25", carton_gw_kg="40.00", carton_nw_kg="39.00")
LANES = (lane(), lane(Mode.GP20, "1000.00", row=3), lane(Mode.HQ40, "1800.00", row=4))


def test_goods_that_weigh_out_are_told_how_much_they_are_over() -> None:
    port = book(products=(TILES,), prices=(price("TILE"),), lanes=LANES)
    # 60 CBM fit one 40HQ by volume, and weigh 48,000 kg where it takes 28,600.
    (shipment,) = shown(port, "TILE=1200ctn", mode="40HQ")["shipments"]
    assert shipment["binding"] == "weight"
    assert shipment["kg_over"] == "19400.000"
    assert shipment["fill_percent"] == ["100.0", "67.8"]
    assert {way["mode"]: way["containers"] for way in shipment["ways"]} == {"LCL": 0, "20GP": 3, "40HQ": 2}


def test_a_lane_can_take_less_than_its_containers() -> None:
    limited = (lane(Mode.HQ40, "1800.00", payload_limit_kg="19000"),)
    port = book(products=(TILES,), prices=(price("TILE"),), lanes=limited)
    (shipment,) = shown(port, "TILE=500ctn", mode="40HQ")["shipments"]
    assert (shipment["binding"], shipment["kg_over"]) == ("weight", "1000.000")


def test_room_that_is_left_in_the_containers() -> None:
    (shipment,) = shown(book(lanes=LANES), "TEA=400ctn", mode="20GP")["shipments"]
    assert shipment["fill_percent"] == ["71.4"]
    assert (shipment["room_cbm"], shipment["room_kg"]) == ("8.000", "23730.000")
    assert "kg_over" not in shipment


@pytest.mark.parametrize(
    ("cartons", "gross_kg", "binding"),
    [("100", "11.00", "volume"), ("100", "90.00", "weight"), ("2", "11.00", "minimum")],
)
def test_what_decides_the_freight_of_lcl(cartons: str, gross_kg: str, binding: str) -> None:
    port = book(products=(product(carton_gw_kg=gross_kg),))
    (shipment,) = shown(port, f"TEA={cartons}ctn", mode="LCL")["shipments"]
    assert shipment["binding"] == binding


def test_ways_are_compared_with_what_the_buyer_pays_at_the_destination() -> None:
    charges = (
        charge("OTHC", "100.00", basis=ChargeBasis.PER_CONTAINER),
        charge("DCFS", "30.00", group=ChargeGroup.DESTINATION, basis=ChargeBasis.PER_WM, mode=Mode.LCL),
        charge("DTHC", "200.00", group=ChargeGroup.DESTINATION, basis=ChargeBasis.PER_CONTAINER),
    )
    (shipment,) = shown(book(lanes=LANES, charges=charges), "TEA=100ctn")["shipments"]
    costs = {way["mode"]: (way["cost"], way["at_destination"]) for way in shipment["ways"]}
    assert costs == {
        "LCL": ("490.00", "150.00"),
        "20GP": ("1100.00", "200.00"),
        "40HQ": ("1900.00", "200.00"),
    }
    assert [way["mode"] for way in shipment["ways"] if way["chosen"]] == ["LCL"]


def test_break_even_is_the_least_volume_at_which_a_container_is_not_dearer() -> None:
    # 98 a W/M against 1000 for a 20GP: 10.204 W/M still cost 999.99, 10.205 cost 1000.09.
    (shipment,) = shown(book(lanes=LANES), "TEA=100ctn")["shipments"]
    assert shipment["break_even_wm"] == "10.205"


def test_a_larger_container_may_be_the_first_to_win() -> None:
    lanes = (lane(rate="100.00"), lane(Mode.GP20, "3000.00", row=3), lane(Mode.HQ40, "3200.00", row=4))
    (shipment,) = shown(book(lanes=lanes), "TEA=100ctn")["shipments"]
    assert shipment["break_even_wm"] == "32.000"


def test_what_the_buyer_pays_at_the_destination_counts_for_the_break_even() -> None:
    per_wm = charge("DCFS", "60.00", group=ChargeGroup.DESTINATION, basis=ChargeBasis.PER_WM, mode=Mode.LCL)
    lanes = (lane(rate="100.00"), lane(Mode.GP20, "2000.00", row=3))
    (shipment,) = shown(book(lanes=lanes, charges=(per_wm,)), "TEA=100ctn")["shipments"]
    assert shipment["break_even_wm"] == "12.500"


def test_no_break_even_beyond_what_one_container_may_weigh() -> None:
    heavy = product(carton_gw_kg="50.00")  # a CBM of it weighs a tonne
    lanes = (lane(rate="100.00"), lane(Mode.GP20, "2000.00", row=3, payload_limit_kg="17000"))
    (shipment,) = shown(book(products=(heavy,), lanes=lanes), "TEA=100ctn")["shipments"]
    assert "break_even_wm" not in shipment


def test_no_break_even_where_lcl_stays_cheaper() -> None:
    lanes = (lane(rate="10.00"), lane(Mode.GP20, "1000.00", row=3))
    (shipment,) = shown(book(lanes=lanes), "TEA=100ctn")["shipments"]
    assert "break_even_wm" not in shipment


def test_next_price_break_says_how_many_more_and_how_much_less() -> None:
    rows = (
        price(),
        price(unit_price="37.60", min_cartons=140, row=3),
        price(unit_price="30.00", min_cartons=900, row=4),
    )
    (tier,) = shown(book(prices=rows), "TEA=60ctn TEA=40ctn")["next_tiers"]
    assert (tier["more_cartons"], tier["percent_less"], tier["min_cartons"]) == (40, "6.0", 140)


def test_a_break_of_another_buyer_or_list_is_no_break() -> None:
    rows = (
        price(),
        price(unit_price="20.00", min_cartons=200, audience="buyer:bob", row=3),
        price(unit_price="41.00", min_cartons=300, row=4),
        price(
            unit_price="20.00",
            min_cartons=400,
            valid_from=date(2026, 12, 1),
            valid_until=date(2026, 12, 9),
            row=5,
        ),
    )
    assert explained(book(prices=rows), "TEA=100ctn").next_tiers == ()


def test_staff_hear_of_the_breaks_of_their_own_lists() -> None:
    rows = (price(), price(unit_price="20.00", min_cartons=200, audience="registered", row=3))
    (tier,) = explained(book(prices=rows), "TEA=100ctn", caller=STAFF).next_tiers
    assert tier.percent_less == Decimal("50.0")


def test_destination_charges_that_the_term_leaves_to_the_buyer_are_named() -> None:
    charges = (
        charge("DTHC", "75.00", group=ChargeGroup.DESTINATION),
        charge("UNLOAD", "20.00", group=ChargeGroup.DESTINATION),
        charge("CLEAR", "1.00", group=ChargeGroup.CUSTOMS, basis=ChargeBasis.PERCENT_OF_GOODS),
    )
    port = book(charges=charges)
    told = {term: shown(port, "TEA=10ctn", term=term) for term in ("CIF", "DAP", "DPU")}
    left = {term: [row["code"] for row in document["not_included"]] for term, document in told.items()}
    assert left == {"CIF": ["DTHC", "UNLOAD", "CLEAR"], "DAP": ["UNLOAD", "CLEAR"], "DPU": ["CLEAR"]}
    assert "destination_charges_extra" in told["CIF"]["notes"]


def test_landed_cost_is_estimated_beside_the_total() -> None:
    port = book(duties=(duty(),), charges=(charge("DTHC", "75.00", group=ChargeGroup.DESTINATION),))
    estimate = shown(port, "TEA=100ctn")["landed_estimate"]
    # Customs value 4507.35 as insured; 25 % of it, and 16 % of both.
    assert (estimate["duty"], estimate["vat"]) == ("1126.84", "901.47")
    assert Decimal(estimate["total"]) == Decimal("4507.35") + Decimal("75.00") + Decimal(
        "1126.84"
    ) + Decimal("901.47")
    assert estimate["lines"][0]["source"] == "tariff desk"


def test_landed_cost_by_fob_value() -> None:
    port = book(duties=(duty(duty_basis=DutyBasis.FOB),))
    assert shown(port, "TEA=100ctn")["landed_estimate"]["duty"] == "1000.00"


def test_no_landed_estimate_without_a_duty_rate_or_before_the_sea() -> None:
    assert "landed_estimate" not in shown(book(), "TEA=100ctn")
    assert "landed_estimate" not in shown(book(duties=(duty(),)), "TEA=100ctn", term="FOB", to="CNNBG")


def test_notes_of_the_term() -> None:
    assert "sea_term_for_containers" in shown(book(lanes=LANES), "TEA=400ctn", mode="20GP")["notes"]
    assert "sea_term_for_containers" not in shown(
        book(lanes=LANES), "TEA=400ctn", mode="20GP", term="CIP"
    ).get("notes", ())
    assert "exw_needs_a_declarant" in shown(book(), "TEA=4ctn", term="EXW", to="CNNBG")["notes"]


def test_the_rule_behind_a_1039_verdict_is_dated() -> None:
    assert "2019/221" in shown(book(), "TEA=4ctn")["customs_1039"]["source"]
    older = rule_on("1039-ok", date(2019, 6, 1))
    assert older is not None
    assert "54/2014" in older.source
    assert rule_on("1039-ok", date(2010, 1, 1)) is None


def test_a_stored_quotation_explains_itself_from_its_own_rows() -> None:
    port = book(
        lanes=LANES,
        prices=(price(), price(unit_price="37.60", min_cartons=140, row=3)),
        charges=(charge(), charge("DTHC", "75.00", group=ChargeGroup.DESTINATION)),
        duties=(duty(),),
    )
    tariff = index_book(port)
    request = parse_request(
        {"term": "CIF", "to": "KEMBA", "lines": [{"sku": "TEA", "qty": 100, "unit": "ctn"}]}, tariff
    )
    result = quote(request, tariff, BUYER, TODAY)
    assert isinstance(result, Quoted)
    inputs = json.loads(json.dumps(inputs_of(result, request, tariff, BUYER, TODAY)))
    whole = explanation_json(explain(result, tariff, BUYER, TODAY), result.currency)
    assert explain_stored(inputs) == whole
    assert whole.keys() >= {"lines", "next_tiers", "not_included", "landed_estimate", "shipments"}
