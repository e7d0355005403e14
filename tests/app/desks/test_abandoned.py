"""Abandoned inferences reach the ledger: on another thread, after a failure, at the end."""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.desks.abandoned import AbandonedDesk
from core.errors import StoreUnavailable
from core.ports import Asker, Inference, InferenceUsage
from core.records import LedgerRow
from store.database import connect
from store.ledger import SqlLedger
from store.migrations import migrate
from tests.fakes import FakePricing

USAGE = InferenceUsage(input_tokens=90, output_tokens=3, busy_s=0.4, cpu_s=0.7, thinking_tokens=2)
ASKED = Inference("say", (), 10, asker=Asker("ann", "c-1", "t-1"))
NOBODYS = Inference("plan", (), 10)


class FakeLedger:
    """Remembers rows and who wrote them; refuses while `error` is there."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.rows: list[LedgerRow] = []
        self.threads: list[str] = []

    def add(self, rows: Sequence[LedgerRow]) -> None:
        self.threads.append(threading.current_thread().name)
        if self.error:
            raise self.error
        self.rows += rows


def later(_: Callable[[], None]) -> None:
    """An executor that never gets round to it."""


def shut_down(_: Callable[[], None]) -> None:
    raise RuntimeError("cannot schedule new futures after shutdown")


def at_once(work: Callable[[], None]) -> None:
    work()


def desk(ledger: FakeLedger, submit: Callable[[Callable[[], None]], object] = at_once) -> AbandonedDesk:
    return AbandonedDesk(FakePricing(), ledger, submit)


def test_a_row_says_what_was_used_and_for_whom() -> None:
    ledger = FakeLedger()
    desk(ledger).of(lambda: "small")(ASKED, USAGE)
    (row,) = ledger.rows
    assert (row.outcome, row.tier, row.model, row.purpose) == ("abandoned", "local", "small", "say")
    assert (row.actor, row.conversation_id, row.turn_id) == ("ann", "c-1", "t-1")
    assert (row.input_tokens, row.output_tokens, row.thinking_tokens) == (90, 3, 2)
    assert (row.busy_s, row.cpu_s) == (0.4, 0.7)


def test_nobodys_inference_was_paid_for_too() -> None:
    ledger = FakeLedger()
    desk(ledger).of(lambda: "large", "cloud")(NOBODYS, USAGE)
    (row,) = ledger.rows
    assert (row.actor, row.conversation_id, row.turn_id, row.tier) == ("", "", "", "cloud")


def test_the_callers_thread_writes_nothing() -> None:
    ledger = FakeLedger()
    with ThreadPoolExecutor(1, thread_name_prefix="writer") as executor:
        desk(ledger, executor.submit).of(lambda: "small")(ASKED, USAGE)
    assert len(ledger.rows) == 1
    assert all(name.startswith("writer") for name in ledger.threads)


@pytest.mark.parametrize("error", [StoreUnavailable("The disk is full."), KeyError("a mistake")])
def test_a_failure_is_logged_and_the_row_comes_with_the_next(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    ledger = FakeLedger(error)
    abandoned = desk(ledger).of(lambda: "small")
    abandoned(ASKED, USAGE)
    assert "not in the ledger yet" in caplog.text
    ledger.error = None
    abandoned(NOBODYS, USAGE)
    assert [row.actor for row in ledger.rows] == ["ann", ""]


@pytest.mark.parametrize("submit", [later, shut_down])
def test_closing_writes_what_the_executor_did_not(submit: Callable[[Callable[[], None]], object]) -> None:
    ledger = FakeLedger()
    house = desk(ledger, submit)
    for _ in range(3):
        house.of(lambda: "small")(ASKED, USAGE)
    assert ledger.rows == []
    house.close()
    house.close()
    assert len(ledger.rows) == 3


def test_what_is_lost_at_the_end_is_named(caplog: pytest.LogCaptureFixture) -> None:
    house = desk(FakeLedger(StoreUnavailable("The disk is full.")), later)
    house.of(lambda: "small")(ASKED, USAGE)
    with caplog.at_level(logging.ERROR):
        house.close()
    assert "lost from the ledger: 0.4 s of small, allocated 0.01" in caplog.text


def test_rows_of_many_threads_are_written_once(tmp_path: Path) -> None:
    database = connect(f"sqlite:///{tmp_path / 'quayside.db'}")
    migrate(database)
    ledger = SqlLedger(database)
    with ThreadPoolExecutor(1) as writer, ThreadPoolExecutor(4) as engines:
        house = AbandonedDesk(FakePricing(), ledger, writer.submit)
        calls = [engines.submit(house.of(lambda: "small"), ASKED, USAGE) for _ in range(40)]
        for call in calls:
            call.result(timeout=20)
        house.close()
    (summed,) = ledger.summary("outcome")
    assert (summed["key"], summed["inferences"]) == ("abandoned", 40)
    database.dispose()
