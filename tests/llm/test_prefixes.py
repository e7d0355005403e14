"""What stays between requests, through the scheduler that uses it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.scheduler import Limits, Scheduler
from llm.sequence import Owner, Sequence
from tests.llm.cells import FakeKept, FakeMemory

PUBLIC = [7] * 20
ANNA, BORIS = ("anna", "c1"), ("boris", "c1")
LIMITS = Limits(slots=4, cells=400, window=400, batch_tokens=64, public=2)


class House:
    """A scheduler whose model answers `answer` tokens."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.memory = FakeMemory(limits.cells)
        self.kept = FakeKept(self.memory)
        self.scheduler = Scheduler(limits, self.memory, self.kept)
        self.evaluated = 0

    def step(self) -> None:
        self.scheduler.admit()
        chunks = self.scheduler.plan()
        self.memory.decode(chunks)
        self.scheduler.commit(chunks)
        self.evaluated += sum(chunk.count for chunk in chunks)
        for chunk in chunks:
            if chunk.samples:
                chunk.sequence.tokens.append(900 + chunk.sequence.sampled)
                if chunk.sequence.sampled == chunk.sequence.max_tokens:
                    self.scheduler.finish(chunk.sequence)

    def run(self, *sequences: Sequence) -> int:
        """All of them to their ends; the tokens that were evaluated for it."""
        before = self.evaluated
        for sequence in sequences:
            self.scheduler.add(sequence)
        while self.scheduler.running or self.scheduler.waiting:
            self.step()
        return self.evaluated - before


def ask(own: list[int], owner: Owner | None = None, answer: int = 5) -> Sequence:
    return Sequence(PUBLIC + own, answer, len(PUBLIC), owner)


def test_the_public_prefix_is_evaluated_once_for_all_who_come_together() -> None:
    house = House()
    asked = [ask([n, n + 1]) for n in range(4)]
    assert house.run(*asked) == 20 + 4 * (2 + 4)
    assert sorted(one.cached for one in asked) == [0, 20, 20, 20]


def test_and_for_who_comes_later() -> None:
    house = House()
    house.run(ask([1]))
    later = ask([2, 3])
    assert house.run(later) == 2 + 4
    assert later.cached == 20


def test_when_the_one_that_evaluates_it_is_cancelled_another_goes_on() -> None:
    house = House(Limits(slots=4, cells=400, window=400, batch_tokens=8, public=2))
    first, second = ask([1]), ask([2])
    house.scheduler.add(first)
    house.scheduler.add(second)
    house.step()
    assert (first.evaluated, second.evaluated) == (8, 0)
    house.scheduler.remove(first)
    house.run()
    assert second.sampled == 5
    assert second.cached == 0


def test_a_conversation_goes_on_from_what_it_evaluated() -> None:
    house = House()
    first = ask([1, 2, 3], ANNA)
    house.run(first)
    second = Sequence([*first.tokens, 4, 5], 5, len(PUBLIC), ANNA)
    assert house.run(second) == 3 + 4  # the last token that was written, two new ones, and the answer
    assert second.cached == len(first.tokens) - 1


def test_where_the_history_was_changed_it_goes_on_from_there() -> None:
    house = House()
    first = ask([1, 2, 3, 4, 5], ANNA)
    house.run(first)
    second = ask([1, 2, 3, 9, 9, 9], ANNA)
    house.run(second)
    assert second.cached == 23


@pytest.mark.parametrize("other", [BORIS, ("anna", "c2"), None])
def test_nothing_kept_serves_another_reader_or_conversation(other: Owner | None) -> None:
    house = House()
    own = list(range(100, 130))
    house.run(ask(own, ANNA))
    same = ask(own, other)
    house.run(same)
    assert same.cached == 20  # the public part and nothing more


def test_without_an_owner_nothing_is_kept() -> None:
    house = House()
    house.run(ask([1, 2, 3]))
    assert house.kept.tokens == {}
    assert len(house.memory.held) == 20


def test_a_public_prefix_that_someone_uses_stays_another_goes() -> None:
    house = House()
    using = ask([1], answer=50)
    house.scheduler.add(using)
    house.step()
    for number in range(5):
        house.scheduler.add(Sequence([number] * 30, 1, 25))
    for _ in range(30):
        house.step()
    late = ask([2])
    house.scheduler.add(late)
    house.step()
    assert late.cached == 20


def test_forgotten_is_what_is_kept_and_what_runs_now() -> None:
    house = House()
    house.run(ask([1, 2, 3], ANNA), ask([1, 2, 3], BORIS), ask([5], ("anna", "c2")))
    running = ask([4], ANNA)
    house.scheduler.add(running)
    house.step()
    house.scheduler.forget("c1")
    house.run()
    assert list(house.kept.tokens) == [("anna", "c2")]
    again = ask([1, 2, 3, 4], ANNA)
    house.run(again)
    assert again.cached == 20


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 30), st.booleans()), max_size=25))
def test_however_conversations_go_each_token_is_evaluated_or_was(
    turns: list[tuple[int, int, bool]],
) -> None:
    """What is reported as cached, and what was evaluated, make up all that was read."""
    house = House(Limits(slots=2, cells=160, window=160, batch_tokens=16, public=1))
    history: dict[int, list[int]] = {}
    for conversation, length, edited in turns:
        before = [] if edited else history.get(conversation, [])
        tokens = [*PUBLIC, *before[20:60], *range(length)]
        asked = Sequence(list(tokens), 3, len(PUBLIC), ("anna", str(conversation)))
        evaluated = house.run(asked)
        assert evaluated == len(tokens) - asked.cached + 2
        history[conversation] = asked.tokens
        assert len(house.memory.held) == house.scheduler.cells_used <= 160


def test_an_idle_public_prefix_is_out_of_the_way_of_a_crowd_and_comes_back_whole() -> None:
    house = House()
    house.run(ask([1]))
    assert len(house.memory.held) == 20
    for number in range(3):
        house.scheduler.add(Sequence([number] * 5, 4))
    house.step()
    assert len(house.memory.held) == 15
    house.run()
    assert house.memory.held == set()
    back = ask([2])
    assert house.run(back) == 1 + 4
    assert back.cached == 20


def test_a_parked_prefix_that_cannot_come_back_is_read_again() -> None:
    house = House()
    house.run(ask([1]))
    for number in range(3):
        house.scheduler.add(Sequence([number] * 5, 1))
    house.run()
    house.memory.load = lambda slot, state: False  # type: ignore[method-assign]  # a refusing context
    back = ask([2])
    assert house.run(back) == 20 + 1 + 4
    assert back.cached == 0
