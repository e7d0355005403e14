import random
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from llm.scheduler import MAX_OVERTAKEN, Chunk, Limits, Scheduler
from llm.sequence import Sequence
from tests.llm.cells import FakeKept, FakeMemory

PUBLIC = 20


@dataclass(frozen=True)
class Arrival:
    """`conversation` None: nothing is kept. `turn` grows the prompt of a conversation."""

    step: int
    prompt: int
    answer: int
    max_tokens: int
    priority: int = 0
    public: bool = False
    conversation: int | None = None


@st.composite
def workloads(draw: st.DrawFn) -> tuple[Limits, list[Arrival]]:
    slots = draw(st.integers(1, 5))
    cells = draw(st.integers(60, 200))
    limits = Limits(
        slots,
        cells,
        cells,
        batch_tokens=draw(st.integers(slots, 24)),
        public=draw(st.integers(0, 2)),
    )
    arrivals = []
    for _ in range(draw(st.integers(1, 12))):
        max_tokens = draw(st.integers(1, 20))
        arrival = Arrival(
            draw(st.integers(0, 40)),
            draw(st.integers(PUBLIC + 1, cells - max_tokens)),
            draw(st.integers(1, max_tokens)),
            max_tokens,
            draw(st.sampled_from((0, 0, 1))),
            draw(st.booleans()),
            draw(st.one_of(st.none(), st.integers(0, 2))),
        )
        arrivals.append(arrival)
    return limits, sorted(arrivals, key=lambda arrival: arrival.step)


def sequence_of(arrival: Arrival) -> Sequence:
    """Public prompts begin alike; those of a conversation begin with each other."""
    public = [7] * PUBLIC if arrival.public else []
    own = [100 + (arrival.conversation or 0)] * (arrival.prompt - len(public))
    owner = None if arrival.conversation is None else ("anna", str(arrival.conversation))
    return Sequence(public + own, arrival.max_tokens, len(public), owner, arrival.priority)


class Played:
    """The scheduler driven as the runner drives it, with a model that answers at once."""

    def __init__(self, limits: Limits, arrivals: list[Arrival]) -> None:
        self.limits = limits
        self.memory = FakeMemory(limits.cells)
        self.scheduler = Scheduler(limits, self.memory, FakeKept(self.memory))
        self.answers = {sequence_of(arrival): arrival for arrival in arrivals}
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
        self.memory.decode(chunks)
        self.scheduler.commit(chunks)
        assert len(self.memory.held) <= self.scheduler.cells_used <= self.limits.cells
        for chunk in chunks:
            if chunk.samples:
                self.take(chunk.sequence)

    def take(self, sequence: Sequence) -> None:
        sequence.tokens.append(50 + sequence.sampled)
        if sequence.sampled == self.answers[sequence].answer:
            self.scheduler.finish(sequence)
            self.live.discard(sequence)

    def check(self, chunks: list[Chunk]) -> None:
        running = [sequence for sequence in self.live if sequence.slot is not None]
        assert sum(chunk.count for chunk in chunks) <= self.limits.batch_tokens
        assert self.scheduler.cells_used <= self.limits.cells
        assert len({sequence.slot for sequence in running}) == len(running) <= self.limits.slots
        assert bool(chunks) == bool(self.live)

    def run(self, steps: int) -> None:
        for number in range(steps):
            self.step(number)


@given(workloads())
def test_no_step_goes_above_its_budgets_and_everything_is_answered(
    workload: tuple[Limits, list[Arrival]],
) -> None:
    limits, arrivals = workload
    played = Played(limits, arrivals)
    number = 0
    while number <= 40 or played.live:
        played.step(number)
        number += 1
        assert number < 40 + 3 * sum(arrival.prompt + arrival.answer for arrival in arrivals)
    assert played.scheduler.running == played.scheduler.waiting == 0


@given(workloads())
def test_a_token_is_sampled_only_where_all_before_it_have_their_cells(
    workload: tuple[Limits, list[Arrival]],
) -> None:
    played = Played(*workload)
    played.run(120)
    for chunk in (chunk for step in played.steps for chunk in step):
        assert chunk.count > 0
        if chunk.samples:
            assert chunk.start + chunk.count <= len(chunk.sequence.tokens)


@given(workloads())
def test_admission_is_in_the_order_of_arrival_within_a_priority(
    workload: tuple[Limits, list[Arrival]],
) -> None:
    played = Played(*workload)
    played.run(900)
    firsts = list(dict.fromkeys(played.admitted))
    for priority in (0, 1):
        assert [one for one in firsts if one.priority == priority] == [
            one for one in played.answers if one.priority == priority
        ]


@given(workloads())
def test_every_decoding_sequence_that_keeps_its_slot_has_its_row_in_every_step(
    workload: tuple[Limits, list[Arrival]],
) -> None:
    played = Played(*workload)
    for number in range(120):
        decoding = [sequence for sequence in played.live if sequence.decoding]
        played.step(number)
        rows = [chunk.sequence for chunk in played.steps[-1]]
        assert all(
            sequence in rows or sequence.evaluated < len(sequence.tokens) - 1 for sequence in decoding
        )


@given(workloads(), st.integers(0, 2**32))
def test_removal_at_any_moment_gives_all_room_back(
    workload: tuple[Limits, list[Arrival]], seed: int
) -> None:
    played, chance = Played(*workload), random.Random(seed)
    for number in range(60):
        played.step(number)
        for sequence in sorted(played.live, key=lambda live: len(live.tokens)):
            if chance.random() < 0.3:
                played.scheduler.remove(sequence)
                played.live.discard(sequence)
    for sequence in played.live:
        played.scheduler.remove(sequence)
    assert played.scheduler.running == played.scheduler.waiting == 0
    assert len(played.memory.held) == played.scheduler.cells_used <= PUBLIC
    full = [Sequence([0], 1) for _ in range(played.limits.slots)]
    for sequence in full:
        played.scheduler.add(sequence)
    assert played.scheduler.admit() == full


def test_a_request_is_not_overtaken_for_ever() -> None:
    scheduler = Scheduler(Limits(slots=1, cells=100, window=100, batch_tokens=8), FakeMemory(100))
    patient = Sequence([0], 1, priority=1)
    scheduler.add(patient)
    for _ in range(3 * MAX_OVERTAKEN):
        scheduler.add(Sequence([0], 1, priority=0))
    order = []
    for _ in range(MAX_OVERTAKEN + 2):
        order += scheduler.admit()
        scheduler.remove(order[-1])
    assert order.index(patient) == MAX_OVERTAKEN


def test_a_long_prompt_is_evaluated_in_chunks_beside_a_running_answer() -> None:
    limits = Limits(slots=2, cells=100, window=100, batch_tokens=8)
    memory = FakeMemory(100)
    scheduler = Scheduler(limits, memory)
    talking, reading = Sequence([1], 20), Sequence([2] * 20, 5)
    scheduler.add(talking)
    scheduler.admit()
    chunks = scheduler.plan()
    memory.decode(chunks)
    scheduler.commit(chunks)
    talking.tokens.append(7)
    scheduler.add(reading)
    scheduler.admit()
    counts: list[list[tuple[bool, int, bool]]] = []
    while reading.pending > 0 and len(counts) < 5:
        chunks = scheduler.plan()
        counts.append([(chunk.sequence is talking, chunk.count, chunk.samples) for chunk in chunks])
        memory.decode(chunks)
        scheduler.commit(chunks)
        talking.tokens.append(7)
    assert counts == [
        [(True, 1, True), (False, 7, False)],
        [(True, 1, True), (False, 7, False)],
        [(True, 1, True), (False, 6, True)],
    ]


def test_when_cells_run_out_the_last_that_came_waits_and_loses_nothing() -> None:
    """Two prompts of 30 in 80 cells: their answers of 20 do not fit together."""
    played = Played(Limits(slots=2, cells=80, window=80, batch_tokens=64), [Arrival(0, 30, 20, 20)] * 2)
    played.answers = {sequence_of(Arrival(0, 30, 20, 20)): Arrival(0, 30, 20, 20) for _ in range(2)}
    first, second = played.answers
    played.run(60)
    assert not played.live
    assert played.scheduler.preempted == 1
    assert played.admitted == [first, second, second]
    assert second.tokens[30:] == first.tokens[30:]


def test_a_request_that_can_never_fit_is_refused_with_the_numbers() -> None:
    scheduler = Scheduler(Limits(slots=1, cells=100, window=50, batch_tokens=8), FakeMemory(100))
    with pytest.raises(BadInput, match=r"45 tokens with up to 6 .* window of 50"):
        scheduler.add(Sequence([0] * 45, 6))


def test_a_step_smaller_than_the_number_of_slots_is_refused() -> None:
    with pytest.raises(BadInput, match="4 tokens cannot serve 5 sequences"):
        Limits(slots=5, cells=100, window=100, batch_tokens=4)


def test_one_that_goes_back_waits_at_the_head_of_its_own_priority() -> None:
    memory = FakeMemory(60)
    scheduler = Scheduler(Limits(slots=3, cells=60, window=60, batch_tokens=64), memory)
    first, low = Sequence([0] * 20, 30), Sequence([0] * 20, 30, priority=1)
    for sequence in (first, low):
        scheduler.add(sequence)
    scheduler.admit()
    better, equal = Sequence([0] * 20, 30), Sequence([0] * 20, 30, priority=1)
    scheduler.add(better)
    scheduler.add(equal)
    while low.slot is not None:
        chunks = scheduler.plan()
        memory.decode(chunks)
        scheduler.commit(chunks)
        for chunk in chunks:
            chunk.sequence.tokens.append(0)
    scheduler.remove(first)
    assert scheduler.admit() == [better]
    scheduler.remove(better)
    assert scheduler.admit()[0] is low
