import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BudgetSpent
from governance.ledger import Budget
from governance.ledger.budget import REMEMBERED


class Spent:
    """A ledger that says what conversations used, and how often it was asked."""

    def __init__(self, **used: int) -> None:
        self.used = used
        self.asked: list[str] = []

    def tokens_used(self, conversation_id: str) -> int:
        self.asked.append(conversation_id)
        return self.used.get(conversation_id, 0)


def test_a_reservation_beyond_the_limit_is_refused_before_anything_runs() -> None:
    budget = Budget(Spent(), limit=100)
    budget.reserve("c1", 60)
    with pytest.raises(BudgetSpent, match="has 40 of 100 left"):
        budget.reserve("c1", 41)
    budget.reserve("c1", 40)


def test_settling_gives_back_what_was_not_used() -> None:
    budget = Budget(Spent(), limit=100)
    budget.reserve("c1", 90)
    budget.settle("c1", reserved=90, used=10)
    budget.reserve("c1", 90)
    with pytest.raises(BudgetSpent):
        budget.reserve("c1", 1)


def test_what_the_ledger_holds_counts() -> None:
    ledger = Spent(c1=95)
    budget = Budget(ledger, limit=100)
    with pytest.raises(BudgetSpent, match="c1"):
        budget.reserve("c1", 10)
    budget.reserve("c1", 5)
    assert ledger.asked == ["c1"]


def test_conversations_do_not_share_a_budget() -> None:
    budget = Budget(Spent(), limit=100)
    budget.reserve("c1", 100)
    budget.reserve("c2", 100)


def test_a_turn_is_let_in_while_anything_is_left() -> None:
    budget = Budget(Spent(c1=99), limit=100, turn_tokens=50)
    with budget.hold("c1"):
        pass
    budget.spend("c1", 30)
    with pytest.raises(BudgetSpent), budget.hold("c1"):
        raise AssertionError("the turn ran")


def test_a_turn_that_fails_gives_its_tokens_back() -> None:
    budget = Budget(Spent(), limit=100, turn_tokens=100)
    with pytest.raises(KeyError), budget.hold("c1"):
        raise KeyError
    with budget.hold("c1"):
        pass


def test_a_second_turn_waits_for_no_tokens_that_the_first_holds() -> None:
    budget = Budget(Spent(), limit=100, turn_tokens=100)
    with budget.hold("c1"), pytest.raises(BudgetSpent), budget.hold("c1"):
        raise AssertionError("the second turn ran")


def test_reservations_from_many_threads_never_exceed_the_limit() -> None:
    budget = Budget(Spent(), limit=50)
    granted: list[int] = []

    def ask() -> None:
        for _ in range(20):
            try:
                budget.reserve("c1", 1)
            except BudgetSpent:
                return
            granted.append(1)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(granted) == 50


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=30))
def test_nothing_is_reserved_beyond_the_limit_whatever_was_used(calls: list[tuple[int, int]]) -> None:
    budget, spent = Budget(Spent(), limit=200), 0
    for reserved, used in calls:
        try:
            budget.reserve("c1", reserved)
        except BudgetSpent:
            assert spent + reserved > 200
            continue
        assert spent + reserved <= 200
        budget.settle("c1", reserved, used)
        spent += used


def test_old_conversations_are_forgotten_unless_they_hold_tokens() -> None:
    ledger = Spent()
    budget = Budget(ledger, limit=100)
    budget.reserve("held", 100)
    for number in range(REMEMBERED):
        budget.spend(f"c{number}", 1)
    with pytest.raises(BudgetSpent):
        budget.reserve("held", 1)
    ledger.asked.clear()
    budget.spend("c0", 1)
    assert ledger.asked == ["c0"]
