"""The price desk: what a caller may see of a history is what the policy lets them see of the list."""

from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from app.importing import import_folder
from core.clock import SettableClock
from core.errors import NotFound, NotPermitted
from core.ids import MerchantId, UserId
from core.principal import VISITOR, Principal, Role
from tests.app.alert_houses import NOW, alert_house, list_at

ZOLA = Principal(Role.BUYER, UserId("zola"))
OWN = Principal(Role.MERCHANT, UserId("m1-desk"), MerchantId("M1"))
RIVAL = Principal(Role.MERCHANT, UserId("m2-desk"), MerchantId("M2"))
AUDITOR = Principal(Role.AUDITOR, UserId("eyes"))
ADMIN = Principal(Role.ADMIN, UserId("harbour"))
MOVED = datetime(2026, 11, 8, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("caller", "lists"),
    [(VISITOR, {"L1"}), (ZOLA, {"L1", "L2"}), (OWN, {"L1", "L2"}), (ADMIN, {"L1", "L2"})],
)
def test_each_caller_sees_their_own_lists(port_folder: Path, caller: Principal, lists: set[str]) -> None:
    with alert_house(port_folder, SettableClock(NOW)) as house:
        shown = house.services.prices.history("M1", "MNG", caller)
        assert {point["price_list"] for point in shown["points"]} == lists
        assert {point["price_list"] for point in shown["current"]} == lists


@pytest.mark.parametrize(
    ("caller", "sku"), [(RIVAL, "MNG"), (AUDITOR, "MNG"), (ZOLA, "NONE"), (VISITOR, "NONE")]
)
def test_what_one_may_not_see_is_not_there(port_folder: Path, caller: Principal, sku: str) -> None:
    with alert_house(port_folder, SettableClock(NOW)) as house:
        with pytest.raises(NotFound):
            house.services.prices.history("M1", sku, caller)
        with pytest.raises(NotFound):
            house.services.prices.chart("M1", sku, caller, None)


def test_a_history_tells_points_today_and_the_range(port_folder: Path) -> None:
    clock = SettableClock(NOW)
    with alert_house(port_folder, clock) as house:
        clock.instant = MOVED
        list_at(port_folder, "16.50")
        import_folder(house, port_folder)
        shown = house.services.prices.history("M1", "MNG", ZOLA)
        assert (shown["product"], shown["merchant"]) == ("Dried mango", "Harrow Dried Goods")
        assert [point["unit_price"] for point in shown["points"]] == ["20.00", "18.00", "16.50"]
        assert {point["unit_price"] for point in shown["current"]} == {"20.00", "16.50"}
        assert shown["ranges"] == [
            {"currency": "USD", "price_unit": "carton", "lowest": "16.50", "highest": "20.00"}
        ]


def test_the_chart_is_svg_in_one_currency(port_folder: Path) -> None:
    with alert_house(port_folder, SettableClock(NOW)) as house:
        chart = ET.fromstring(house.services.prices.chart("M1", "MNG", ZOLA, "usd"))
        assert "Dried mango" in (chart[0].text or "")
        visitor = house.services.prices.chart("M1", "MNG", VISITOR, None)
        assert "18.00" not in visitor
        assert "L2" not in visitor
        with pytest.raises(NotFound):
            house.services.prices.chart("M1", "MNG", ZOLA, "EUR")


def test_staff_see_how_their_own_lists_moved(port_folder: Path) -> None:
    clock = SettableClock(NOW)
    with alert_house(port_folder, clock) as house:
        clock.instant = MOVED
        list_at(port_folder, "16.50")
        import_folder(house, port_folder)
        told = house.services.prices.moves(OWN, None)
        (move,) = told["moves"]
        assert (move["sku"], move["day"], move["percent"]) == ("MNG", "2026-11-08", "-8.33")
        assert (move["old"]["unit_price"], move["new"]["unit_price"]) == ("18.00", "16.50")
        assert house.services.prices.moves(OWN, date(2026, 11, 9))["moves"] == []
        assert house.services.prices.moves(RIVAL, None)["moves"] == []


@pytest.mark.parametrize("caller", [VISITOR, ZOLA, ADMIN, AUDITOR])
def test_moves_are_for_staff(port_folder: Path, caller: Principal) -> None:
    with alert_house(port_folder, SettableClock(NOW)) as house, pytest.raises(NotPermitted):
        house.services.prices.moves(caller, None)
