"""The alert desk shows each buyer their own alerts and notices, and to nobody else that they exist."""

from pathlib import Path

import pytest

from app.importing import import_folder
from core.clock import SettableClock
from core.errors import NotFound, NotPermitted
from core.ids import UserId
from core.principal import VISITOR, Principal, Role
from tests.app.alert_houses import NOW, alert_house, list_at

ZOLA = Principal(Role.BUYER, UserId("zola"))
BRAM = Principal(Role.BUYER, UserId("bram"))


def test_an_alert_is_shown_with_its_state_and_names(port_folder: Path) -> None:
    with alert_house(port_folder, SettableClock(NOW)) as house:
        (alert,) = house.services.alerts.alerts(ZOLA)
        assert (alert["id"], alert["state"], alert["expires"]) == ("W-1", "waiting", "2027-04-30")
        assert (alert["product"], alert["merchant"]) == ("Dried mango", "Harrow Dried Goods")
        assert (alert["below"], alert["currency"], alert["unit"]) == ("15.00", "USD", "carton")
        assert alert["seen"]["unit_price"] == "18.00"
        assert house.services.alerts.alerts(BRAM) == []


def test_cancelling_is_for_the_owner(port_folder: Path) -> None:
    with alert_house(port_folder, SettableClock(NOW)) as house:
        for other in (BRAM, VISITOR):
            with pytest.raises(NotFound):
                house.services.alerts.cancel("W-1", other)
        house.services.alerts.cancel("W-1", ZOLA)
        assert [alert["state"] for alert in house.services.alerts.alerts(ZOLA)] == ["cancelled"]


def test_a_notice_carries_all_that_a_page_draws(port_folder: Path) -> None:
    with alert_house(port_folder, SettableClock(NOW)) as house:
        list_at(port_folder, "14.50")
        import_folder(house, port_folder)
        desk = house.services.alerts
        (notice,) = desk.notices(ZOLA, unread=True)
        named = ("product", "merchant", "old", "new", "below", "currency", "price", "unit", "date", "fx")
        assert set(named) <= notice.keys()
        assert (notice["alert"], notice["read_at"]) == ("W-1", None)
        assert [alert["state"] for alert in desk.alerts(ZOLA)] == ["fired"]
        with pytest.raises(NotFound):
            desk.mark_read(notice["id"], BRAM)
        desk.mark_read(notice["id"], ZOLA)
        assert desk.notices(ZOLA, unread=True) == []
        assert [held["read_at"] for held in desk.notices(ZOLA)] == [NOW.isoformat()]
        assert desk.notices(BRAM) == []


def test_whoever_may_not_set_alerts_has_none_to_see(port_folder: Path) -> None:
    with alert_house(port_folder, SettableClock(NOW)) as house:
        for ask in (house.services.alerts.alerts, house.services.alerts.notices):
            with pytest.raises(NotPermitted):
                ask(VISITOR)
