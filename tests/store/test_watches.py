"""Alerts keep what they wait for, fire once with their notice, and survive what interrupts them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, text

from core.alerts import AlertChange
from core.errors import NotFound
from core.prices import ListRow
from core.records import AuditLeaf, CancelWatch, SaveWatch
from core.trade import PriceUnit, Term
from core.values import PlaceRef
from store.audit_leaves import SqlLeafLog
from store.conversations import SqlConversations
from store.database import writing
from store.migrations import migrate
from store.notices import SqlNotices
from store.watches import SqlWatchStore
from tests.store.rows import ANN, NOW, leaf, turn
from tests.store.test_migrations import migrate_to

SEEN = ListRow(
    price_list="L1",
    audience="public",
    min_cartons=10,
    price_unit=PriceUnit.CARTON,
    currency="USD",
    unit_price=Decimal("12.50"),
)
WATCH = SaveWatch(
    watch_id="w-1",
    merchant_id="M1",
    sku="A-1",
    below=Decimal("11.50"),
    currency="USD",
    unit=PriceUnit.CARTON,
    tier=60,
    term=Term.CIF,
    place=PlaceRef(locode="KEMBA", name="Mombasa", country="Kenya"),
    expires=date(2027, 4, 30),
    seen=SEEN,
)
LOWER = SEEN.model_copy(update={"unit_price": Decimal("11.00")})
FIRED = AlertChange(
    "w-1", LOWER, PriceUnit.CARTON, ended="fired", facts={"price": "11.00"}, leaf=leaf("Alert/w-1")
)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def alerts(engine: Engine, conversations: SqlConversations, thread: str) -> SqlWatchStore:
    """Ann has the alert w-1; its turn left two leaves."""
    conversations.commit_turn(turn(thread, effects=(WATCH,)))
    return SqlWatchStore(engine)


def test_an_alert_comes_back_as_it_was_set(alerts: SqlWatchStore) -> None:
    (alert,) = alerts.active()
    assert (alert.owner, alert.tier, alert.term, alert.place) == (ANN, 60, Term.CIF, WATCH.place)
    assert (alert.expires, alert.seen, alert.unit, alert.trouble) == (WATCH.expires, SEEN, WATCH.unit, "")
    assert (alert.set_at, alert.ended, alert.ended_at) == (NOW, "", None)


def test_what_a_look_saw_is_remembered(alerts: SqlWatchStore) -> None:
    assert alerts.settle([AlertChange("w-1", LOWER, PriceUnit.KG, "price_expired")], LATER) == []
    (alert,) = alerts.active()
    assert (alert.seen, alert.unit, alert.trouble) == (LOWER, PriceUnit.KG, "price_expired")


def test_an_alert_that_fires_ends_with_its_notice_and_its_leaf(
    engine: Engine, alerts: SqlWatchStore
) -> None:
    assert alerts.settle([FIRED], LATER) == ["w-1"]
    assert alerts.active() == []
    (past,) = alerts.alerts_of(ANN)
    assert (past.ended, past.ended_at, past.seen) == ("fired", LATER, LOWER)
    (notice,) = SqlNotices(engine).notices_of(ANN)
    assert (notice.watch_id, notice.at, notice.facts, notice.read_at) == ("w-1", LATER, FIRED.facts, None)
    assert SqlLeafLog(engine).leaves(2, 9) == [leaf("Alert/w-1").canonical()]


def test_the_same_look_twice_tells_once(engine: Engine, alerts: SqlWatchStore) -> None:
    alerts.settle([FIRED], LATER)
    assert alerts.settle([FIRED], LATER) == []
    assert len(SqlNotices(engine).notices_of(ANN)) == 1
    assert SqlLeafLog(engine).size() == 3


def test_a_look_that_breaks_off_leaves_nothing_and_fires_the_next_time(
    engine: Engine, alerts: SqlWatchStore
) -> None:
    class Broken(AuditLeaf):
        def canonical(self) -> bytes:
            raise RuntimeError("the power went")

    broken = Broken(NOW, "system", "system", "notify", "Alert/w-1", "allow")
    with pytest.raises(RuntimeError):
        alerts.settle([replace(FIRED, leaf=broken)], LATER)
    assert [alert.seen for alert in alerts.active()] == [SEEN]
    assert SqlNotices(engine).notices_of(ANN) == []
    assert alerts.settle([FIRED], LATER) == ["w-1"]
    assert len(SqlNotices(engine).notices_of(ANN)) == 1


def test_an_alert_that_was_cancelled_meanwhile_does_not_fire(engine: Engine, alerts: SqlWatchStore) -> None:
    alerts.cancel(ANN, "w-1", NOW)
    assert alerts.settle([FIRED], LATER) == []
    assert SqlNotices(engine).notices_of(ANN) == []
    assert [alert.ended for alert in alerts.alerts_of(ANN)] == ["cancelled"]


def test_cancelling_leaves_one_leaf_and_is_for_the_owner_only(
    engine: Engine, alerts: SqlWatchStore
) -> None:
    with pytest.raises(NotFound):
        alerts.cancel("ben", "w-1", NOW, [leaf("Alert/w-1")])
    alerts.cancel(ANN, "w-1", NOW, [leaf("Alert/w-1")])
    alerts.cancel(ANN, "w-1", LATER, [leaf("Alert/w-1")])
    assert [alert.ended_at for alert in alerts.alerts_of(ANN)] == [NOW]
    assert SqlLeafLog(engine).size() == 3


def test_a_turn_that_cancels_says_when(
    alerts: SqlWatchStore, conversations: SqlConversations, thread: str
) -> None:
    conversations.commit_turn(turn(thread, "m-2", effects=(CancelWatch(watch_id="w-1"),)))
    assert [(alert.ended, alert.ended_at) for alert in alerts.alerts_of(ANN)] == [("cancelled", NOW)]


def test_a_notice_is_read_once_and_by_its_owner(engine: Engine, alerts: SqlWatchStore) -> None:
    alerts.settle([FIRED], LATER)
    notices = SqlNotices(engine)
    (notice,) = notices.notices_of(ANN, unread=True)
    with pytest.raises(NotFound):
        notices.read("ben", notice.notice_id, LATER)
    notices.read(ANN, notice.notice_id, LATER, [leaf("Notice")])
    notices.read(ANN, notice.notice_id, LATER + timedelta(days=1), [leaf("Notice")])
    assert notices.notices_of(ANN, unread=True) == []
    assert [held.read_at for held in notices.notices_of(ANN)] == [LATER]
    assert SqlLeafLog(engine).size() == 4
    assert notices.notices_of("ben") == []


def test_alerts_from_before_live_180_days_from_their_turn(engine: Engine) -> None:
    migrate_to(engine, "0005")
    with writing(engine) as connection:
        for statement in OLD_ALERTS:
            connection.execute(text(statement))
    migrate(engine)
    waiting, ended = SqlWatchStore(engine).alerts_of("ann")
    assert (waiting.expires, waiting.set_at) == (date(2027, 4, 30), NOW)
    assert (waiting.seen, waiting.unit, waiting.ended, ended.ended) == (None, None, "", "cancelled")


OLD_ALERTS = (
    "INSERT INTO conversations (conversation_id, owner, channel, opened_at)"
    " VALUES ('c', 'ann', 'web', '2026-11-01T08:30:00.000000+00:00')",
    "INSERT INTO turns (turn_id, conversation_id, message_id, actor, received_at, reply, evidence, memory)"
    " VALUES ('t', 'c', 'm', 'ann', '2026-11-01T08:30:00.000000+00:00', '{}', '{}', '{}')",
    "INSERT INTO watches (watch_id, owner, turn_id, merchant_id, sku, below, currency, active)"
    " VALUES ('w-1', 'ann', 't', 'M1', 'A-1', '9.00', 'USD', true)",
    "INSERT INTO watches (watch_id, owner, turn_id, merchant_id, sku, below, currency, active)"
    " VALUES ('w-2', 'ann', 't', 'M1', 'A-1', '8.00', 'USD', false)",
)
