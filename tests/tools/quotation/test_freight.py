"""W/M, containers, and the cheapest way to a place."""

from datetime import date
from typing import Any

import pytest

from core.trade import ChargeBasis, ChargeGroup, Lane, Mode, Storage
from tests.books import book, charge, lane, price, product
from tests.tools.quotation.asking import answer

FROZEN = product("FISH", storage=Storage.FROZEN, setpoint_c="-18")


def carried(lanes: tuple[Lane, ...], lines: str = "TEA=100carton", **changes: Any) -> dict[str, Any]:
    request: dict[str, Any] = {"term": "CFR", "to": "KEMBA"}
    request |= {name: changes.pop(name) for name in ("mode", "to") if name in changes}
    return answer(book(lanes=lanes, **changes), lines, **request)


def test_wm_is_the_larger_of_volume_and_weight_rounded_up() -> None:
    odd = product(carton_l_cm="50.1")
    shipment = carried((lane(),), "TEA=1carton", products=(odd,))["shipments"][0]
    assert shipment["wm"] == "1.000"
    shipment = carried((lane(wm_ratio_kg_per_cbm="100"),))["shipments"][0]
    assert shipment == {
        "storage": "ambient",
        "mode": "LCL",
        "containers": 0,
        "wm": "11.000",
        "freight": "1078.00",
    }
    shipment = carried((lane(),), "TEA=25carton", products=(odd,))["shipments"][0]
    assert shipment["wm"] == "1.253"


def test_lcl_has_a_minimum_charge() -> None:
    assert carried((lane(minimum_charge="210.00"),), "TEA=1carton")["freight"] == "210.00"


@pytest.mark.parametrize(
    ("cartons", "limit", "containers"), [(560, None, 1), (561, None, 2), (560, "3000", 3)]
)
def test_a_container_is_full_by_volume_or_by_weight(
    cartons: int, limit: str | None, containers: int
) -> None:
    way = lane(Mode.GP20, "1000.00", payload_limit_kg=limit)
    result = carried((way,), f"TEA={cartons}carton")
    assert result["shipments"][0]["containers"] == containers
    assert result["freight"] == f"{containers * 1000}.00"


def test_the_cheapest_mode_wins_with_its_charges() -> None:
    ways = (lane(rate="100.00"), lane(Mode.GP20, "450.00", row=3))
    assert carried(ways)["shipments"][0]["mode"] == "20GP"
    handling = charge("OTHC", "60.00", basis=ChargeBasis.PER_CONTAINER, mode=Mode.GP20)
    assert carried(ways, charges=(handling,))["shipments"][0]["mode"] == "LCL"


@pytest.mark.parametrize(
    ("ways", "mode"),
    [
        ((lane(rate="100.00"), lane(Mode.GP20, "500.00")), "20GP"),
        ((lane(Mode.GP20, "250.00"), lane(Mode.HQ40, "500.00")), "40HQ"),
        ((lane(Mode.HQ40, "500.00"), lane(Mode.GP40, "500.00")), "40GP"),
    ],
)
def test_ties_go_to_fcl_then_fewer_containers_then_the_smaller_type(
    ways: tuple[Lane, ...], mode: str
) -> None:
    lines = "TEA=600carton" if ways[0].mode is Mode.GP20 else "TEA=100carton"
    assert carried(ways, lines)["shipments"][0]["mode"] == mode


def test_a_chosen_mode_is_kept_although_it_is_dearer() -> None:
    ways = (lane(rate="100.00"), lane(Mode.GP20, "9000.00"))
    assert carried(ways, mode="20GP")["freight"] == "9000.00"


def test_storage_and_setpoint_each_make_a_shipment_of_their_own() -> None:
    goods = (
        product("TEA"),
        FROZEN,
        product("CAKE", storage=Storage.CHILLED, setpoint_c="12"),
        product("LEEK", storage=Storage.CHILLED, setpoint_c="2.0"),
        product("KALE", storage=Storage.CHILLED, setpoint_c="2"),
    )
    result = carried(
        (lane(), lane(Mode.RF20, "3950.00")),
        " ".join(f"{item.sku}=10carton" for item in goods),
        products=goods,
        prices=tuple(price(item.sku) for item in goods),
        charges=(charge(),),
    )
    assert [shipment["storage"] for shipment in result["shipments"]] == [
        "ambient",
        "frozen",
        "chilled",
        "chilled",
    ]
    assert result["charges"] == [{"code": "EXPORT", "group": "origin", "amount": "180.00"}]


def test_a_place_without_a_lane_is_unserved_and_names_what_is() -> None:
    assert carried((lane(),), to="INNSA") == {
        "outcome": "unserved_lane",
        "place": "INNSA",
        "served": ["KEMBA"],
    }


def test_a_name_nobody_knows_is_unserved() -> None:
    assert carried((lane(),), to="Atlantis")["place"] == "Atlantis"


def test_frozen_goods_do_not_travel_lcl() -> None:
    frozen = {"products": (FROZEN,), "prices": (price("FISH"),)}
    ways = (lane(), lane(Mode.RF20, "3950.00"))
    assert carried(ways, "FISH=10carton", mode="LCL", **frozen) == {
        "outcome": "unserved_lane",
        "place": "KEMBA",
        "storage": "frozen",
        "modes": ["20RF"],
        "served": ["KEMBA"],
    }


def test_only_expired_rows_make_the_rate_expired() -> None:
    expired = lane(valid_until=date(2026, 10, 25))
    assert carried((expired, lane(pod="NGAPP"))) == {
        "outcome": "rate_expired",
        "place": "KEMBA",
        "served": ["NGAPP"],
    }


def test_an_expired_row_of_the_chosen_mode_makes_the_rate_expired() -> None:
    ways = (lane(), lane(Mode.GP40, "2700.00", valid_until=date(2026, 10, 25)))
    assert carried(ways, mode="40GP")["outcome"] == "rate_expired"


def test_a_row_that_begins_later_serves_nobody_yet() -> None:
    coming = lane(valid_from=date(2026, 12, 1), valid_until=date(2026, 12, 31))
    assert carried((coming,))["outcome"] == "unserved_lane"


def test_fob_takes_the_mode_with_the_lowest_origin_charges() -> None:
    charges = (
        charge("OCFS", "12.00", basis=ChargeBasis.PER_WM, mode=Mode.LCL),
        charge("OTHC", "70.00", basis=ChargeBasis.PER_CONTAINER, mode=Mode.GP20),
        charge("OTHC", "165.00", basis=ChargeBasis.PER_CONTAINER, mode=Mode.GP40),
        charge("OTHC", "165.00", basis=ChargeBasis.PER_CONTAINER, mode=Mode.HQ40),
    )
    small = answer(book(charges=charges), "TEA=100carton", term="FOB")
    large = answer(book(charges=charges), "TEA=1100carton", term="FOB")
    assert (small["shipments"][0]["mode"], small["total"]) == ("LCL", "4060.00")
    assert (large["shipments"][0]["mode"], large["total"]) == ("20GP", "44140.00")


def test_exw_reads_no_lane_and_no_charge() -> None:
    result = answer(book(lanes=(), charges=(charge(),)))
    assert result["total"] == "4000.00"
    assert result["shipments"] == [
        {"storage": "ambient", "mode": None, "containers": None, "wm": None, "freight": "0.00"}
    ]


def test_a_term_that_ends_at_loading_cannot_be_quoted_elsewhere() -> None:
    result = answer(book(), term="FOB", to="KEMBA")
    assert (result["outcome"], result["served"]) == ("unserved_lane", ["CNNBG"])


def test_a_place_in_two_countries_is_ambiguous() -> None:
    assert carried((lane(),), to="Tripoli") == {
        "outcome": "ambiguous_place",
        "asked": "Tripoli",
        "candidates": [
            {"locode": "LYTIP", "country": "Libya"},
            {"locode": "LBKYE", "country": "Lebanon"},
        ],
    }


def test_destination_charges_are_part_of_the_comparison_from_dap_on() -> None:
    ways = (lane(rate="100.00"), lane(Mode.GP20, "450.00"))
    door = charge(
        "DELIV",
        "400.00",
        group=ChargeGroup.DESTINATION,
        basis=ChargeBasis.PER_CONTAINER,
        mode=Mode.GP20,
        pod="KEMBA",
    )
    assert carried(ways, charges=(door,))["shipments"][0]["mode"] == "20GP"
    dap = answer(book(lanes=ways, charges=(door,)), term="DAP", to="KEMBA")
    assert dap["shipments"][0]["mode"] == "LCL"
