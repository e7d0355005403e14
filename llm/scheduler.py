"""Which tokens go into the next step. Pure: it counts slots, cells and rows and calls no model."""

from collections import deque
from dataclasses import dataclass

from core.errors import BadInput
from llm.sequence import Sequence


@dataclass(frozen=True, slots=True)
class Limits:
    """`slots` sequences run at once, hold `cells` cells together, `window` each, and fill
    `batch_tokens` rows a step. Every slot can have its row in each step, so nothing starves."""

    slots: int
    cells: int
    window: int
    batch_tokens: int

    def __post_init__(self) -> None:
        if not 1 <= self.slots <= self.batch_tokens:
            raise BadInput(
                f"A step of {self.batch_tokens} tokens cannot serve {self.slots} sequences.",
                hint="Allow at least one token a step for each sequence.",
            )


@dataclass(frozen=True, slots=True)
class Chunk:
    """`count` tokens of `sequence` from position `start`; after the last of them one is sampled
    if `samples`."""

    sequence: Sequence
    slot: int
    start: int
    count: int
    samples: bool


class Scheduler:
    """First come, first served. A sequence is admitted when a slot is free and its cells, counted to
    its last possible token, fit beside those of the running ones: so a step never runs out of cells."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._waiting: deque[Sequence] = deque()
        self._running: list[Sequence] = []
        self._free_slots = list(range(limits.slots))

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def running(self) -> int:
        return len(self._running)

    @property
    def cells_reserved(self) -> int:
        return sum(sequence.cells for sequence in self._running)

    def add(self, sequence: Sequence) -> None:
        """Raises BadInput when `sequence` could never run."""
        room = min(self._limits.cells, self._limits.window)
        if sequence.cells > room:
            raise BadInput(
                f"A prompt of {sequence.prompt_tokens} tokens with up to {sequence.max_tokens} "
                f"for the answer does not fit into the model's window of {room}.",
                hint="Shorten the prompt or ask for fewer tokens.",
            )
        self._waiting.append(sequence)

    def remove(self, sequence: Sequence) -> None:
        """Ends `sequence`, waiting or running; its slot and cells are free for the next."""
        if sequence.slot is None:
            self._waiting.remove(sequence)
            return
        self._running.remove(sequence)
        self._free_slots.append(sequence.slot)
        sequence.slot = None

    def admit(self) -> list[Sequence]:
        """Gives slots to waiting sequences, in order, as far as they fit; returns those."""
        admitted = []
        while self._waiting and self._fits(self._waiting[0]):
            sequence = self._waiting.popleft()
            sequence.slot = self._free_slots.pop()
            self._running.append(sequence)
            admitted.append(sequence)
        return admitted

    def plan(self) -> list[Chunk]:
        """The next step: a row for each decoding sequence, then prompts, oldest first."""
        room = self._limits.batch_tokens
        chunks: list[Chunk] = []
        for sequence in sorted(self._running, key=lambda running: not running.decoding):
            count = min(sequence.pending, room)
            if count:
                chunks.append(_chunk(sequence, count))
                room -= count
        return chunks

    def commit(self, chunks: list[Chunk]) -> None:
        """The step is done: the tokens of `chunks` have their cells."""
        for chunk in chunks:
            chunk.sequence.evaluated = chunk.start + chunk.count

    def _fits(self, sequence: Sequence) -> bool:
        return bool(self._free_slots) and self.cells_reserved + sequence.cells <= self._limits.cells


def _chunk(sequence: Sequence, count: int) -> Chunk:
    assert sequence.slot is not None
    return Chunk(sequence, sequence.slot, sequence.evaluated, count, samples=count == sequence.pending)
