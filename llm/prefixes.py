"""Public prefixes, evaluated once and shared by all, and the slots of the context. Pure bookkeeping: the
memory itself is behind a Protocol.

llama.cpp's attention goes over every cell in use, whoever's it is, so idle cells slow everyone down: a
prefix that nobody uses is parked in ordinary memory while others are at work. What a conversation has
evaluated is never left in the cache (llm.kept).
"""

from typing import Protocol

from llm.sequence import Prefix, Sequence

MIN_PUBLIC = 16
"""A public prefix of fewer tokens is cheaper to evaluate than to keep."""


class Memory(Protocol):
    """The cells of the context."""

    def free(self, slot: int) -> None: ...

    def share(self, source: int, target: int) -> None:
        """`target` holds the cells of `source` too; nothing is copied."""
        ...

    def save(self, slot: int) -> bytes: ...

    def load(self, slot: int, state: bytes) -> bool:
        """Fills `slot`, which is empty; False, and it stays empty, when that cannot be."""
        ...


class Kept(Protocol):
    """What conversations have evaluated, out of the cache."""

    def put(self, sequence: Sequence) -> None:
        """Keeps what `sequence` evaluated beyond what is public, for its owner."""
        ...

    def restore(self, sequence: Sequence, free: int) -> int:
        """Fills the slot of `sequence` beyond its public part, taking no more than `free` cells meanwhile;
        how many tokens more it begins with."""
        ...

    def forget(self, conversation_id: str) -> None: ...


class Prefixes:
    """`slots` are the sequence ids of the context. At most `most` public prefixes are known, in the cache
    or parked; the one that was not used for longest makes room for another."""

    def __init__(self, memory: Memory, slots: int, most: int) -> None:
        self._memory = memory
        self._free = list(range(slots))
        self._most = most
        self._public: dict[tuple[int, ...], Prefix] = {}

    @property
    def cells(self) -> int:
        return sum(len(prefix.tokens) for prefix in self._public.values() if prefix.slot is not None)

    def slot(self) -> int:
        """A free slot; there is always one for what may run."""
        return self._free.pop()

    def find(self, sequence: Sequence) -> Prefix | None:
        """The public prefix that `sequence` begins with, if it is known."""
        key = _key(sequence)
        if key not in self._public:
            return None
        self._public[key] = self._public.pop(key)  # the last used goes last
        return self._public[key]

    def publish(self, sequence: Sequence) -> None:
        """The public tokens that `sequence` has just evaluated, and nothing more, are there for all; it
        shares them. Nothing happens where every public prefix is in use."""
        if len(self._public) >= self._most and not self._drop_one():
            return
        slot = self.slot()
        assert sequence.slot is not None
        self._memory.share(sequence.slot, slot)
        prefix = self._public[_key(sequence)] = Prefix(slot, sequence.tokens[: sequence.evaluated])
        self._lend(prefix, sequence)

    def borrow(self, prefix: Prefix, sequence: Sequence) -> bool:
        """`sequence`, which has no cells yet, begins with those of `prefix`; False when it cannot."""
        assert sequence.slot is not None
        if prefix.slot is None and not self._wake(prefix):
            return False
        assert prefix.slot is not None
        self._memory.share(prefix.slot, sequence.slot)
        sequence.evaluated = len(prefix.tokens)
        self._lend(prefix, sequence)
        return True

    def release(self, sequence: Sequence) -> None:
        """All cells of `sequence` are free, and its slot."""
        assert sequence.slot is not None
        if sequence.base:
            sequence.base.users -= 1
        self._give_back(sequence.slot)
        sequence.slot = sequence.base = None

    def park(self) -> bool:
        """Takes out of the cache what nobody uses; False when that was nothing."""
        idle = [p for p in self._public.values() if p.slot is not None and not p.users]
        for prefix in idle:
            assert prefix.slot is not None
            prefix.state = prefix.state or self._memory.save(prefix.slot)
            self._give_back(prefix.slot)
            prefix.slot = None
        return bool(idle)

    def _wake(self, prefix: Prefix) -> bool:
        slot = self.slot()
        if self._memory.load(slot, prefix.state):
            prefix.slot = slot
            return True
        self._free.append(slot)
        self._public.pop(tuple(prefix.tokens))
        return False

    def _drop_one(self) -> bool:
        idle = next((key for key, prefix in self._public.items() if not prefix.users), None)
        if idle is None:
            return False
        slot = self._public.pop(idle).slot
        if slot is not None:
            self._give_back(slot)
        return True

    def _lend(self, prefix: Prefix, sequence: Sequence) -> None:
        sequence.base = prefix
        prefix.users += 1

    def _give_back(self, slot: int) -> None:
        self._memory.free(slot)
        self._free.append(slot)


def _key(sequence: Sequence) -> tuple[int, ...]:
    return tuple(sequence.tokens[: sequence.public_tokens])
