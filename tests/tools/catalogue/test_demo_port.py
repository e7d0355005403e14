"""The demo port that a fresh start loads is right, and can answer what the README shows."""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path

import pytest

from core.trade import Mode
from tools.catalogue.folder import PortFolder, read_port_folder

DEMO = Path(__file__).parents[3] / "demo" / "port"
DAYS = (date(2026, 11, 1), date(2027, 1, 31), date(2027, 12, 1))


@pytest.fixture(scope="module")
def demo() -> PortFolder:
    return read_port_folder(DEMO)


def test_demo_port_has_neither_problems_nor_warnings(demo: PortFolder) -> None:
    assert demo.warnings == ()
    assert len(demo.book.merchants) == 10
    assert len({product.category for product in demo.book.products}) > 12
    assert len({lane.pod[:2] for lane in demo.book.lanes}) >= 17


@pytest.mark.parametrize("day", DAYS)
def test_dried_mango_to_mombasa_can_be_quoted_for_its_buyer(demo: PortFolder, day: date) -> None:
    (mango,) = [product for product in demo.book.products if "dried mango" in product.aliases]
    audiences = {
        price.audience
        for price in demo.book.prices
        if price.sku == mango.sku
        and price.min_cartons <= 300
        and price.valid_from <= day <= price.valid_until
    }
    modes = {
        lane.mode
        for lane in demo.book.lanes
        if lane.pod == "KEMBA" and lane.valid_from <= day <= lane.valid_until
    }
    rates = [
        rate for rate in demo.book.fx if (rate.base, rate.quote) == ("USD", "CNY") and rate.date <= day
    ]
    assert audiences == {"public", "registered", "buyer:amina"}
    assert {Mode.LCL, Mode.GP20, Mode.HQ40} <= modes
    assert rates


def test_container_numbers_have_the_right_check_digit(demo: PortFolder) -> None:
    numbers = [shipment.container_no for shipment in demo.book.shipments if shipment.container_no]
    assert len(numbers) >= 8
    assert [number for number in numbers if number[-1] != str(check_digit(number[:-1]))] == []


def test_every_buyer_has_a_shipment_and_every_event_names_one(demo: PortFolder) -> None:
    buyers = {user.user_id for user in demo.book.users if user.role == "buyer"}
    assert {shipment.buyer_id for shipment in demo.book.shipments} == buyers
    assert {reference for event in demo.events for reference in forwarder_references(event)} <= {
        shipment.reference for shipment in demo.book.shipments
    }


def test_halal_certificate_of_dried_mango_is_public(demo: PortFolder) -> None:
    (certificate,) = [
        found for found in demo.documents if found.path.endswith("halal-certificate-dried-mango.md")
    ]
    assert (certificate.merchant_id, certificate.audience) == ("M01", "public")
    assert "dried mango" in demo.location(certificate).read_text(encoding="utf-8")


def check_digit(stem: str) -> int:
    """ISO 6346: letters count 10 to 38 without multiples of 11; the weights are powers of two."""
    letters = [value for value in range(10, 39) if value % 11]
    values = [int(char) if char.isdigit() else letters[ord(char) - ord("A")] for char in stem]
    return sum(value << place for place, value in enumerate(values)) % 11 % 10


def forwarder_references(event: dict[str, list[dict[str, str]]]) -> Iterator[str]:
    items = chain(event["references"])
    return (item["referenceValue"] for item in items if item["referenceType"] == "FF")
