"""Which tokens go into the next step. Counts slots, cells and rows; calls no model."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from core.errors import BadInput
from llm.prefixes import MIN_PUBLIC, Kept, Memory, Prefixes
from llm.sequence import Sequence

MAX_OVERTAKEN = 16
"""So often may requests of better priority go before one that came earlier."""

CROWD = 3
"""With so many at work an idle public prefix costs more in every step than to copy it back."""

HEADROOM = 8
"""Cells for each running sequence that stay free when another is admitted, so that it is not sent back at
the next token."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`slots` sequences run at once, with public prefixes they hold `cells` cells, `window` each, and fill
    `batch_tokens` rows a step; `public` prefixes are known. Every slot can have its row in each step, so
    nothing starves."""

    slots: int
    cells: int
    window: int
    batch_tokens: int
    public: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.slots <= self.batch_tokens:
            raise BadInput(
                f"A step of {self.batch_tokens} tokens cannot serve {self.slots} sequences.",
                hint="Allow at least one token a step for each sequence.",
            )

    @property
    def sequences(self) -> int:
        """Sequence ids in the context: of what runs, of public prefixes in use or idle, and one for passing
        states."""
        return self.passing + 1

    @property
    def passing(self) -> int:
        """The sequence id through which states are saved and restored."""
        return self.slots + self.public


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
    """First come, first served within a priority. A sequence is admitted when a slot is free and the cells
    of its prompt fit; a written token takes one more. When cells run out, public prefixes that nobody uses
    go first, then the sequence that came last waits again: nothing of it is lost but time."""

    def __init__(self, limits: Limits, memory: Memory, kept: Kept | None = None) -> None:
        self._limits = limits
        self._kept = kept
        self._waiting: list[Sequence] = []
        self._running: list[Sequence] = []
        self._prefixes = Prefixes(memory, limits.slots + limits.public, limits.public)
        self.preempted = 0

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def running(self) -> int:
        return len(self._running)

    @property
    def cells_used(self) -> int:
        """Cells held or promised to prompts, each counted once however many share it."""
        return sum(sequence.claim for sequence in self._running) + self._prefixes.cells

    def add(self, sequence: Sequence) -> None:
        """Raises BadInput when `sequence` could never run."""
        room = min(self._limits.cells, self._limits.window)
        if sequence.cells > room:
            raise BadInput(
                f"A prompt of {sequence.prompt_tokens} tokens with up to {sequence.max_tokens} "
                f"for the answer does not fit into the model's window of {room}.",
                hint="Shorten the prompt or ask for fewer tokens.",
            )
        if sequence.public_tokens < MIN_PUBLIC or not self._limits.public:
            sequence.public_tokens = 0
        overtaken = list(takewhile(lambda other: _may_pass(sequence, other), reversed(self._waiting)))
        for other in overtaken:
            other.overtaken += 1
        self._waiting.insert(self.waiting - len(overtaken), sequence)

    def finish(self, sequence: Sequence) -> None:
        """`sequence` is complete; what it evaluated is kept for its owner."""
        self._running.remove(sequence)
        if self._kept and sequence.owner:
            self._kept.put(sequence)
        self._prefixes.release(sequence)

    def remove(self, sequence: Sequence) -> None:
        """Ends `sequence`, waiting or running; its slot and cells are free for the next."""
        if sequence.slot is None:
            self._waiting.remove(sequence)
        else:
            self._running.remove(sequence)
            self._prefixes.release(sequence)

    def forget(self, conversation_id: str) -> None:
        """Drops what is kept of a conversation; what runs for it will not be kept."""
        for sequence in (*self._running, *self._waiting):
            if sequence.owner and sequence.owner[1] == conversation_id:
                sequence.owner = None
        if self._kept:
            self._kept.forget(conversation_id)

    def preempt(self) -> bool:
        """Makes room after a step that found none; False when only one is at work."""
        if self.running < 2 and not self._prefixes.park():
            return False
        if self.running > 1:
            self._preempt()
        return True

    def clear(self) -> bool:
        """Leaves no cell in use, if nothing runs; whether it is so."""
        self._prefixes.park()
        return not self.cells_used

    def admit(self) -> list[Sequence]:
        """Gives slots to waiting sequences, in order, as far as they fit; returns those."""
        admitted = []
        while self._waiting and self.running < self._limits.slots and self._fits(self._waiting[0]):
            sequence = self._waiting.pop(0)
            sequence.slot = self._prefixes.slot()
            sequence.promised = len(sequence.tokens)
            self._running.append(sequence)
            self._take_up(sequence)
            admitted.append(sequence)
        return admitted

    def plan(self) -> list[Chunk]:
        """The next step: a row for each decoding sequence, then prompts, oldest first."""
        if self.running >= CROWD:
            self._prefixes.park()
        decoding = [sequence for sequence in self._running if sequence.decoding]
        for sequence in decoding:
            if sequence.slot is not None:  # it may have made room for one before it
                self._make_room_for_a_token(sequence)
        chunks = [_chunk(sequence, 1) for sequence in decoding if sequence.slot is not None]
        room = self._limits.batch_tokens - len(chunks)
        reading: set[tuple[int, ...]] = set()
        for sequence in self._running:
            count = 0 if sequence.decoding else min(self._readable(sequence, reading), room)
            if count:
                chunks.append(_chunk(sequence, count))
                room -= count
        return chunks

    def commit(self, chunks: Iterable[Chunk]) -> None:
        """The step is done: the tokens of `chunks` have their cells."""
        for chunk in chunks:
            sequence = chunk.sequence
            sequence.evaluated = chunk.start + chunk.count
            if sequence.evaluated == sequence.public_tokens and sequence.base is None:
                self._prefixes.publish(sequence)
                self._restore(sequence)

    def _fits(self, sequence: Sequence) -> bool:
        """Whether what is to be read of `sequence` has room; public prefixes that nobody uses give way."""
        spare = HEADROOM * (self.running + 1) if self.running else 0
        while self.cells_used + self._new_cells(sequence) + spare > self._limits.cells:
            if not self._prefixes.park():
                return False
        return True

    def _new_cells(self, sequence: Sequence) -> int:
        """Those of its prompt but what lies in the cache."""
        public = self._prefixes.find(sequence)
        there = len(public.tokens) if public and public.slot is not None else 0
        return len(sequence.tokens) - there

    def _take_up(self, sequence: Sequence) -> None:
        """Takes over what is evaluated already: the public prefix, then what its owner has beyond it."""
        prefix = self._prefixes.find(sequence) if sequence.public_tokens else None
        if prefix and self._prefixes.borrow(prefix, sequence):
            self._count_as_cached(sequence, sequence.evaluated)
        if sequence.evaluated == sequence.public_tokens:
            self._restore(sequence)

    def _restore(self, sequence: Sequence) -> None:
        if self._kept and sequence.owner:
            free = self._limits.cells - self.cells_used + sequence.promised - sequence.evaluated
            restored = self._kept.restore(sequence, free)
            sequence.evaluated += restored
            self._count_as_cached(sequence, restored)

    def _count_as_cached(self, sequence: Sequence, tokens: int) -> None:
        if not sequence.sampled:  # one that had to wait again has been charged before
            sequence.cached += tokens

    def _readable(self, sequence: Sequence, reading: set[tuple[int, ...]]) -> int:
        """Prompt tokens that the next step may evaluate. A public prefix is evaluated by the oldest that
        begins with it, the others wait; and a step ends with it, so that it can be shared whole."""
        if sequence.evaluated == 0 and sequence.public_tokens:
            self._take_up(sequence)
        if sequence.evaluated >= sequence.public_tokens:
            return sequence.pending
        key = tuple(sequence.tokens[: sequence.public_tokens])
        if key in reading:
            return 0
        reading.add(key)
        return sequence.public_tokens - sequence.evaluated

    def _make_room_for_a_token(self, sequence: Sequence) -> None:
        while self.cells_used + 1 > self._limits.cells:
            if not self._prefixes.park():
                self._preempt()
                if sequence.slot is None:
                    return
        sequence.promised = len(sequence.tokens)

    def _preempt(self) -> None:
        """The last that came, of the worst priority, goes back to the head of its own."""
        sequence = max(reversed(self._running), key=lambda running: running.priority)
        self._running.remove(sequence)
        self._prefixes.release(sequence)
        sequence.evaluated = sequence.promised = 0
        if not sequence.sampled:
            sequence.cached = 0
        better = takewhile(lambda waiting: waiting.priority < sequence.priority, self._waiting)
        self._waiting.insert(len(list(better)), sequence)
        self.preempted += 1


def _may_pass(sequence: Sequence, other: Sequence) -> bool:
    return sequence.priority < other.priority and other.overtaken < MAX_OVERTAKEN


def _chunk(sequence: Sequence, count: int) -> Chunk:
    assert sequence.slot is not None
    return Chunk(sequence, sequence.slot, sequence.evaluated, count, samples=count == sequence.pending)
