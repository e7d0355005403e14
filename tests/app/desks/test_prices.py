"""The price desk: what a caller may see of a history is what the policy lets them see of the list."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from app.desks.prices import PriceDesk
from app.desks.records import Recorder
from app.importing import import_folder
from core.clock import SettableClock
from core.errors import NotFound, NotPermitted
from core.ids import MerchantId, UserId
from core.principal import VISITOR, Principal, Role
from store.price_points import SqlPricePoints
from tests.app.alert_houses import NOW, alert_house, list_at
from tests.app.desks.counted import Counted
from tests.books import FakePort, book, price
from tools.quotation import CurrentTariff

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


@pytest.mark.parametrize("since", [date.min, date.max])
def test_moves_since_any_day_are_told(port_folder: Path, since: date) -> None:
    clock = SettableClock(NOW)
    with alert_house(port_folder, clock) as house:
        clock.instant = MOVED
        list_at(port_folder, "16.50")
        import_folder(house, port_folder)
        told = house.services.prices.moves(OWN, since)
        assert (len(told["moves"]), told["more"]) == (int(since == date.min), False)
        assert told["since"] == since.isoformat()


def test_no_more_moves_are_told_than_asked_for(port_folder: Path) -> None:
    clock = SettableClock(NOW)
    with alert_house(port_folder, clock) as house:
        for day, price in enumerate(("16.50", "16.00"), start=8):
            clock.instant = MOVED.replace(day=day)
            list_at(port_folder, price)
            import_folder(house, port_folder)
        told = house.services.prices.moves(OWN, None, limit=1)
        assert [move["new"]["unit_price"] for move in told["moves"]] == ["16.00"]
        assert told["more"]


def test_an_open_ended_price_has_a_history_and_a_chart(port_folder: Path) -> None:
    rows = (port_folder / "prices.csv").read_text(encoding="utf-8")
    (port_folder / "prices.csv").write_text(rows.replace("2026-12-31", "9999-12-31"), encoding="utf-8")
    with alert_house(port_folder, SettableClock(NOW)) as house:
        shown = house.services.prices.history("M1", "MNG", ZOLA)
        assert {point["valid_until"] for point in shown["current"]} == {"9999-12-31"}
        assert "<svg" in house.services.prices.chart("M1", "MNG", ZOLA, None)


def test_a_history_does_not_go_through_the_other_prices(port_folder: Path) -> None:
    prices = Counted([price("MNG", "20.00"), *(price(f"S-{row}", row=row) for row in range(3, 99))])
    with alert_house(port_folder, SettableClock(NOW)) as house:
        tariff = CurrentTariff(FakePort(replace(book(), prices=prices)))
        desk = PriceDesk(
            SqlPricePoints(house.database),
            tariff,
            house.policy,
            house.clock,
            Recorder(house.trail, house.clock),
        )
        desk.history("M1", "MNG", ZOLA)
        indexed = prices.gone_through
        desk.history("M1", "MNG", ZOLA)
        desk.chart("M1", "MNG", ZOLA, None)
        assert (indexed, prices.gone_through) == (1, 1)
