"""Leaves without a gap, sums to the last digit, sign-ins by hash alone."""

from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine

from core.errors import NotFound
from core.principal import Role
from store.audit_leaves import SqlLeafLog
from store.identity import SqlIdentity
from store.ledger import SqlLedger
from store.port_import import import_port
from tests.store.rows import ANN, NOW, content, leaf, ledger_row


def test_leaves_come_back_byte_for_byte_by_index(engine: Engine) -> None:
    log = SqlLeafLog(engine)
    assert (log.append([leaf("a"), leaf("b")]), log.append([leaf("c")]), log.append([])) == (2, 3, 3)
    assert log.leaves(1, 3) == [leaf("b").canonical(), leaf("c").canonical()]


def test_writers_at_the_same_time_leave_no_gap_and_lose_nothing(engine: Engine) -> None:
    log, barrier = SqlLeafLog(engine), Barrier(3, timeout=20)

    def append(writer: int) -> None:
        barrier.wait()
        for n in range(8):
            log.append([leaf(f"{writer}-{n}-a"), leaf(f"{writer}-{n}-b")])

    writers = [Thread(target=append, args=(n,)) for n in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=30)
    leaves = log.leaves(0, 100)
    assert log.size() == len(leaves) == len(set(leaves)) == 48


def test_checkpoints_come_back_oldest_first(engine: Engine) -> None:
    log = SqlLeafLog(engine)
    log.save_checkpoint(0, "note 0\n")
    log.save_checkpoint(5, "note 5\n")
    assert log.checkpoints() == [(0, "note 0\n"), (5, "note 5\n")]


def test_ledger_sums_exactly_by_group_newest_first(engine: Engine) -> None:
    ledger = SqlLedger(engine)
    ledger.add([ledger_row("c-1", marginal=Decimal("0.1")) for _ in range(3)])
    ledger.add([ledger_row("c-2", at=NOW + timedelta(days=1), marginal=Decimal("0.05"))])
    newest, oldest = ledger.summary("conversation")
    assert (newest["key"], oldest["key"]) == ("c-2", "c-1")
    assert (oldest["inferences"], oldest["input_tokens"], oldest["busy_s"]) == (3, 300, 2.25)
    assert (oldest["marginal"], oldest["energy_wh"], oldest["currency"]) == ("0.3", "0.0303", "USD")
    assert [total["key"] for total in ledger.summary("day", limit=1)] == ["2026-11-02"]
    assert [(total["key"], total["inferences"]) for total in ledger.summary("actor")] == [("ann", 4)]
    assert [total["key"] for total in ledger.summary("model")] == ["small"]


def test_ledger_never_adds_two_currencies(engine: Engine) -> None:
    ledger = SqlLedger(engine)
    ledger.add([ledger_row(), ledger_row(currency="CNY")])
    assert [(total["currency"], total["inferences"]) for total in ledger.summary("actor")] == [
        ("CNY", 1),
        ("USD", 1),
    ]


def test_every_row_stands_in_one_tier_and_one_outcome(engine: Engine) -> None:
    ledger = SqlLedger(engine)
    ledger.add([ledger_row(tier=tier) for tier in ("local", "local", "nearby", "cloud")])
    ledger.add([ledger_row(outcome="abandoned", thinking_tokens=5, cpu_s=2.0)])
    (whole,) = ledger.summary("actor")
    for group, keys in (("tier", {"local", "nearby", "cloud"}), ("outcome", {"done", "abandoned"})):
        parts = ledger.summary(group)  # type: ignore[arg-type]  # both are groups
        assert {part["key"] for part in parts} == keys
        for column in ("inferences", "input_tokens", "output_tokens", "thinking_tokens", "busy_s", "cpu_s"):
            assert sum(part[column] for part in parts) == whole[column]
        for column in ("energy_wh", "marginal", "allocated", "fully_loaded"):
            assert sum(Decimal(part[column]) for part in parts) == Decimal(whole[column])
    assert (whole["thinking_tokens"], whole["cpu_s"]) == (13, 4.0)


def test_tokens_of_abandoned_inferences_count_against_the_budget(engine: Engine) -> None:
    ledger = SqlLedger(engine)
    ledger.add([ledger_row("c-1"), ledger_row("c-1", outcome="abandoned")])
    assert ledger.tokens_used("c-1") == 2 * (100 + 7)


@pytest.fixture
def identity(engine: Engine) -> SqlIdentity:
    import_port(engine, content())
    return SqlIdentity(engine)


def test_principal_is_the_imported_user(identity: SqlIdentity) -> None:
    ann, ben = identity.principal("ann"), identity.principal("ben")
    assert (ann.role, ann.country, ann.merchant_id) == (Role.BUYER, "KE", None)
    assert (ben.role, ben.merchant_id, ben.language) == (Role.MERCHANT, "M1", "zh")
    with pytest.raises(NotFound):
        identity.principal("zoe")


def test_session_ends_when_told_or_when_its_time_is_over(identity: SqlIdentity) -> None:
    for token in ("one", "two"):
        identity.open_session(token, ANN, NOW + timedelta(hours=1))
    identity.end_session("one")
    assert identity.session_user("one", NOW) is None
    assert identity.session_user("two", NOW) == "ann"
    assert identity.session_user("two", NOW + timedelta(hours=1)) is None


def test_new_password_ends_the_open_sessions(identity: SqlIdentity) -> None:
    identity.set_password_hash(ANN, "first")
    identity.open_session("one", ANN, NOW + timedelta(hours=1))
    identity.set_password_hash(ANN, "second")
    assert identity.password_hash(ANN) == "second"
    assert identity.session_user("one", NOW) is None
    with pytest.raises(NotFound):
        identity.set_password_hash("zoe", "hash")


def test_api_key_is_its_users(identity: SqlIdentity) -> None:
    identity.add_api_key("hash", ANN, "laptop")
    assert identity.api_key_user("hash") == "ann"
    assert identity.api_key_user("another") is None
