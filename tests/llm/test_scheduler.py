import random
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from llm.scheduler import Chunk, Limits, Scheduler
from llm.sequence import Sequence


@dataclass(frozen=True)
class Arrival:
    step: int
    prompt: int
    answer: int
    max_tokens: int


@st.composite
def workloads(draw: st.DrawFn) -> tuple[Limits, list[Arrival]]:
    slots = draw(st.integers(1, 5))
    cells = draw(st.integers(20, 120))
    limits = Limits(slots, cells, cells, batch_tokens=draw(st.integers(slots, 24)))
    arrivals = []
    for _ in range(draw(st.integers(1, 12))):
        max_tokens = draw(st.integers(1, 10))
        answer = draw(st.integers(1, max_tokens))
        prompt = draw(st.integers(1, cells - max_tokens))
        arrivals.append(Arrival(draw(st.integers(0, 30)), prompt, answer, max_tokens))
    return limits, sorted(arrivals, key=lambda arrival: arrival.step)


class Played:
    """The scheduler driven as the runner drives it, with a model that answers at once."""

    def __init__(self, limits: Limits, arrivals: list[Arrival]) -> None:
        self.limits = limits
        self.scheduler = Scheduler(limits)
        self.answers = {Sequence([0] * a.prompt, a.max_tokens): a for a in arrivals}
        self.admitted: list[Sequence] = []
        self.steps: list[list[Chunk]] = []
        self.live: set[Sequence] = set()

    def step(self, number: int) -> None:
        for sequence, arrival in self.answers.items():
            if arrival.step == number:
                self.scheduler.add(sequence)
                self.live.add(sequence)
        self.admitted += self.scheduler.admit()
        chunks = self.scheduler.plan()
        self.steps.append(chunks)
        self.check(chunks)
        self.scheduler.commit(chunks)
        for chunk in chunks:
            if chunk.samples:
                self.take(chunk.sequence)

    def take(self, sequence: Sequence) -> None:
        sequence.tokens.append(0)
        if sequence.sampled == self.answers[sequence].answer:
            self.scheduler.remove(sequence)
            self.live.discard(sequence)

    def check(self, chunks: list[Chunk]) -> None:
        running = [sequence for sequence in self.live if sequence.slot is not None]
        assert sum(chunk.count for chunk in chunks) <= self.limits.batch_tokens
        assert sum(sequence.cells for sequence in running) <= self.limits.cells
        assert len({sequence.slot for sequence in running}) == len(running) <= self.limits.slots
        assert bool(chunks) == bool(self.live)


@given(workloads())
def test_no_step_goes_above_its_budgets_and_everything_is_answered(
    workload: tuple[Limits, list[Arrival]],
) -> None:
    limits, arrivals = workload
    played = Played(limits, arrivals)
    enough = 40 + sum(arrival.prompt + arrival.answer for arrival in arrivals)
    for number in range(enough):
        played.step(number)
    assert not played.live
    assert played.scheduler.cells_reserved == played.scheduler.running == played.scheduler.waiting == 0


@given(workloads())
def test_admission_is_in_the_order_of_arrival(workload: tuple[Limits, list[Arrival]]) -> None:
    limits, arrivals = workload
    played = Played(limits, arrivals)
    for number in range(600):
        played.step(number)
    assert played.admitted == list(played.answers)


@given(workloads())
def test_every_decoding_sequence_has_its_row_in_every_step(
    workload: tuple[Limits, list[Arrival]],
) -> None:
    limits, arrivals = workload
    played = Played(limits, arrivals)
    for number in range(120):
        decoding = [sequence for sequence in played.live if sequence.decoding]
        played.step(number)
        rows = [chunk.sequence for chunk in played.steps[-1]]
        assert all(sequence in rows for sequence in decoding)


@given(workloads(), st.integers(0, 2**32))
def test_removal_at_any_moment_gives_all_room_back(
    workload: tuple[Limits, list[Arrival]], seed: int
) -> None:
    limits, arrivals = workload
    played, chance = Played(limits, arrivals), random.Random(seed)
    for number in range(60):
        played.step(number)
        for sequence in sorted(played.live, key=lambda live: len(live.tokens)):
            if chance.random() < 0.3:
                played.scheduler.remove(sequence)
                played.live.discard(sequence)
    for sequence in played.live:
        played.scheduler.remove(sequence)
    assert played.scheduler.cells_reserved == played.scheduler.running == played.scheduler.waiting == 0
    full = [Sequence([0], 1) for _ in range(limits.slots)]
    for sequence in full:
        played.scheduler.add(sequence)
    assert played.scheduler.admit() == full


def test_a_long_prompt_is_evaluated_in_chunks_beside_a_running_answer() -> None:
    scheduler = Scheduler(Limits(slots=2, cells=100, window=100, batch_tokens=8))
    talking, reading = Sequence([1], 20), Sequence([2] * 20, 5)
    scheduler.add(talking)
    scheduler.admit()
    scheduler.commit(scheduler.plan())
    talking.tokens.append(7)
    scheduler.add(reading)
    scheduler.admit()
    counts: list[list[tuple[bool, int, bool]]] = []
    while reading.pending > 0 and len(counts) < 5:
        chunks = scheduler.plan()
        counts.append([(chunk.sequence is talking, chunk.count, chunk.samples) for chunk in chunks])
        scheduler.commit(chunks)
        talking.tokens.append(7)
    assert counts == [
        [(True, 1, True), (False, 7, False)],
        [(True, 1, True), (False, 7, False)],
        [(True, 1, True), (False, 6, True)],
    ]


def test_a_sequence_whose_cells_were_taken_is_evaluated_again_from_its_first_token() -> None:
    scheduler = Scheduler(Limits(slots=1, cells=100, window=100, batch_tokens=16))
    sequence = Sequence([1, 2, 3], 10)
    scheduler.add(sequence)
    scheduler.admit()
    scheduler.commit(scheduler.plan())
    sequence.tokens += [4]
    sequence.evaluated = 0
    (chunk,) = scheduler.plan()
    assert (chunk.start, chunk.count, chunk.samples) == (0, 4, True)


def test_a_request_that_can_never_fit_is_refused_with_the_numbers() -> None:
    scheduler = Scheduler(Limits(slots=1, cells=100, window=50, batch_tokens=8))
    with pytest.raises(BadInput, match=r"45 tokens with up to 6 .* window of 50"):
        scheduler.add(Sequence([0] * 45, 6))


def test_a_step_smaller_than_the_number_of_slots_is_refused() -> None:
    with pytest.raises(BadInput, match="4 tokens cannot serve 5 sequences"):
        Limits(slots=5, cells=100, window=100, batch_tokens=4)
