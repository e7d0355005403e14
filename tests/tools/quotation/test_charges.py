"""Charges by term, basis, place, mode and day."""

from datetime import date
from typing import Any

import pytest

from core.trade import Charge, ChargeBasis, ChargeGroup, Mode
from tests.books import book, charge, duty, fx, lane, price, product
from tests.tools.quotation.asking import answer

ORIGIN = (charge("EXPORT", "45.00"), charge("ODOC", "55.00", basis=ChargeBasis.PER_BL))
DESTINATION = tuple(
    charge(code, amount, group=ChargeGroup.DESTINATION, pod="KEMBA")
    for code, amount in (("DDOC", "65.00"), ("UNLOAD", "30.00"))
)
CUSTOMS = (charge("CLEAR", "120.00", group=ChargeGroup.CUSTOMS, pod="KEMBA"),)
ALL = book(charges=(*ORIGIN, *DESTINATION, *CUSTOMS), duties=(duty(),))


@pytest.mark.parametrize(
    ("term", "codes"),
    [
        ("EXW", []),
        ("FCA", ["EXPORT"]),
        ("FOB", ["EXPORT", "ODOC"]),
        ("CFR", ["EXPORT", "ODOC"]),
        ("CPT", ["EXPORT", "ODOC"]),
        ("CIF", ["EXPORT", "ODOC"]),
        ("CIP", ["EXPORT", "ODOC"]),
        ("DAP", ["EXPORT", "ODOC", "DDOC"]),
        ("DPU", ["EXPORT", "ODOC", "DDOC", "UNLOAD"]),
        ("DDP", ["EXPORT", "ODOC", "DDOC", "CLEAR", "DUTY", "VAT"]),
    ],
)
def test_each_term_puts_its_groups_on_the_seller(term: str, codes: list[str]) -> None:
    place = "CNNBG" if term in ("EXW", "FCA", "FOB") else "KEMBA"
    result = answer(ALL, term=term, to=place)
    assert [charge["code"] for charge in result["charges"]] == codes
    assert (result["freight"] != "0.00") == (place == "KEMBA")
    assert (result["insurance"] != "0.00") == (term in ("CIF", "CIP"))


def due(*rows: Charge, lines: str = "TEA=100carton", **changes: Any) -> dict[str, str]:
    """Amounts by code of a CFR quotation: 5 CBM, 1100 kg, goods 4000.00."""
    result = answer(book(charges=rows, **changes), lines, term="CFR", to="KEMBA")
    return {charge["code"]: charge["amount"] for charge in result["charges"]}


def test_each_basis_counts_its_own_way() -> None:
    assert due(
        charge("A", "10.00", basis=ChargeBasis.PER_SHIPMENT),
        charge("B", "10.00", basis=ChargeBasis.PER_BL),
        charge("C", "10.00", basis=ChargeBasis.PER_WM),
        charge("D", "10.00", basis=ChargeBasis.PER_CONTAINER),
        charge("E", "0.20", basis=ChargeBasis.PERCENT_OF_GOODS),
    ) == {"A": "10.00", "B": "10.00", "C": "50.00", "E": "8.00"}


def test_minimum_and_maximum_hold_in_the_charges_own_currency() -> None:
    rate = (fx("USD", "CNY", "7.00"),)
    low = charge("A", "1.00", basis=ChargeBasis.PER_WM, currency="CNY", minimum="70.00")
    high = charge("B", "0.50", basis=ChargeBasis.PERCENT_OF_GOODS, currency="CNY", maximum="70.00")
    assert due(low, high, fx=rate) == {"A": "10.00", "B": "10.00"}


def test_a_percentage_in_another_currency_is_of_the_converted_goods() -> None:
    row = charge("A", "0.50", basis=ChargeBasis.PERCENT_OF_GOODS, currency="CNY")
    assert due(row, fx=(fx("USD", "CNY", "7.00"),)) == {"A": "20.00"}


def test_several_rows_of_one_code_all_count() -> None:
    assert due(charge("A", "10.00"), charge("A", "5.50", row=3)) == {"A": "15.50"}


@pytest.mark.parametrize(
    "row",
    [
        charge("A", pol="CNSHG"),
        charge("A", pod="NGAPP"),
        charge("A", mode=Mode.GP20),
        charge("A", valid_until=date(2026, 10, 31)),
        charge("A", valid_from=date(2026, 11, 2)),
    ],
)
def test_a_row_of_another_place_mode_or_day_does_not_count(row: Charge) -> None:
    assert due(row) == {}


def test_a_percentage_that_names_a_mode_is_of_the_goods_in_that_mode() -> None:
    goods = (product("TEA"), product("HERB", setpoint_c="15"))
    rows = (charge("A", "1.00", basis=ChargeBasis.PERCENT_OF_GOODS, mode=Mode.LCL),)
    ways = (lane(), lane(Mode.GP20, "200.00", row=3))
    assert due(
        *rows,
        lines="TEA=100carton HERB=10carton",
        products=goods,
        prices=(price("TEA"), price("HERB")),
        lanes=ways,
    ) == {"A": "4.00"}


def test_validity_ends_with_the_earliest_row_used() -> None:
    rows = (charge("A", valid_until=date(2026, 11, 9)), charge("B", mode=Mode.GP20))
    by_charge = book(charges=rows)
    assert answer(by_charge)["valid_until"] == "2026-11-15"
    assert answer(by_charge, term="FOB", mode="LCL")["valid_until"] == "2026-11-09"
    by_lane = book(lanes=(lane(valid_until=date(2026, 11, 7)),))
    assert answer(by_lane, term="CFR", to="KEMBA")["valid_until"] == "2026-11-07"
    by_list = book(prices=(price(valid_until=date(2026, 11, 3)),))
    assert answer(by_list)["valid_until"] == "2026-11-03"
