"""Alerts are looked at after each import and on each new day, and tell what they have to tell once."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from app.importing import import_folder
from app.price_watch import PriceWatch, check_alerts
from core.clock import SettableClock
from store.audit_leaves import SqlLeafLog
from store.database import writing
from store.notices import SqlNotices
from store.watches import SqlWatchStore
from tests.app.alert_houses import NOW, alert_house, list_at, set_alert

NOTHING = {"checked": 0, "fired": 0, "expired": 0, "without_price": 0}


def test_an_import_that_lowers_the_list_tells_the_owner_once(port_folder: Path) -> None:
    with alert_house(port_folder, SettableClock(NOW)) as house:
        list_at(port_folder, "14.50")
        import_folder(house, port_folder)
        import_folder(house, port_folder)
        (notice,) = SqlNotices(house.database).notices_of("zola")
        assert (notice.facts["old"]["unit_price"], notice.facts["new"]["unit_price"]) == ("18.00", "14.50")
        assert (notice.facts["product"], notice.facts["merchant"]) == ("Dried mango", "Harrow Dried Goods")
        list_at(port_folder, "12.00")
        import_folder(house, port_folder)
        assert len(SqlNotices(house.database).notices_of("zola")) == 1
        assert check_alerts(house) == NOTHING


def test_what_fired_is_in_the_audit_log_without_a_sum(port_folder: Path) -> None:
    """Auditors read the log, and the policy shows them no prices."""
    with alert_house(port_folder, SettableClock(NOW)) as house:
        list_at(port_folder, "14.50")
        import_folder(house, port_folder)
        log = SqlLeafLog(house.database)
        (told,) = [leaf for leaf in log.leaves(0, log.size()) if b'"notify"' in leaf]
        leaf = json.loads(told)
        assert (leaf["resource"], leaf["detail"]) == (
            "Alert/W-1",
            {"merchant_id": "M1", "sku": "MNG", "day": "2026-11-01"},
        )
        assert [sum_ for sum_ in (b"14.50", b"15.00", b"18.00") if sum_ in told] == []
        assert house.trail.verify().ok


def test_an_import_stands_when_alerts_cannot_be_looked_at(
    port_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with alert_house(port_folder, SettableClock(NOW)) as house:
        with writing(house.database) as connection:
            connection.execute(text("UPDATE watches SET below = 'much'"))
        shelf = port_folder / "documents" / "M1" / "public"
        shelf.mkdir(parents=True)
        (shelf / "mango.md").write_text("# Mango\n\nKeep it dry.", encoding="utf-8")
        list_at(port_folder, "14.50")
        report = import_folder(house, port_folder)
    assert (report["tables"]["prices"]["changed"], report["tables"]["documents"]["added"]) == (1, 1)
    assert [words for words in report["warnings"] if "alerts were not looked at" in words]
    assert "price alerts broke" in caplog.text


def test_the_same_figures_again_tell_nobody(port_folder: Path) -> None:
    with alert_house(port_folder, SettableClock(NOW)) as house:
        import_folder(house, port_folder)
        assert check_alerts(house) == NOTHING | {"checked": 1}
        assert SqlNotices(house.database).notices_of("zola") == []


def test_a_price_that_begins_later_is_told_on_its_day(port_folder: Path) -> None:
    clock = SettableClock(NOW)
    with alert_house(port_folder, clock) as house:
        list_at(port_folder, "14.00", valid_from="2026-11-10")
        import_folder(house, port_folder)
        watch = PriceWatch(house)
        watch.look()
        assert SqlNotices(house.database).notices_of("zola") == []
        clock.instant = datetime(2026, 11, 9, 17, 0, tzinfo=UTC)  # the tenth has begun in Shanghai
        watch.look()
        (notice,) = SqlNotices(house.database).notices_of("zola")
        assert notice.facts["date"] == "2026-11-10"


def test_an_alert_ends_after_its_last_day(port_folder: Path) -> None:
    clock = SettableClock(NOW)
    with alert_house(port_folder, clock) as house:
        clock.instant = datetime(2027, 5, 2, tzinfo=UTC)
        list_at(port_folder, "1.00")
        import_folder(house, port_folder)
        (alert,) = SqlWatchStore(house.database).alerts_of("zola")
        assert alert.ended == "expired"
        assert SqlNotices(house.database).notices_of("zola") == []


def test_an_alert_whose_list_expired_says_so(port_folder: Path) -> None:
    clock = SettableClock(NOW)
    with alert_house(port_folder, clock) as house:
        clock.instant = datetime(2027, 1, 5, tzinfo=UTC)
        assert check_alerts(house) == NOTHING | {"checked": 1, "without_price": 1}
        (alert,) = SqlWatchStore(house.database).alerts_of("zola")
        assert (alert.ended, alert.trouble) == ("", "price_expired")


def test_a_watch_that_begins_looks_at_once(port_folder: Path) -> None:
    with alert_house(port_folder, SettableClock(NOW)) as house:
        set_alert(house, "W-2", owner="gone")
        with PriceWatch(house).watching():
            pass
        assert {alert.trouble for alert in SqlWatchStore(house.database).active()} == {"", "unknown_owner"}
