"""Public prefixes in the KV cache, shared by all, and the slots of the context. Pure bookkeeping: the
memory itself is behind a Protocol.

What a conversation has evaluated does not stay in the cache: llama.cpp's attention goes over every cell in
use, whoever's it is, so idle cells slow everyone down (llm.kept).
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


class Kept(Protocol):
    """What conversations have evaluated, out of the cache."""

    def put(self, sequence: Sequence) -> None:
        """Keeps what `sequence` evaluated beyond what is public, for its owner."""
        ...

    def restore(self, sequence: Sequence) -> int:
        """Fills the slot of `sequence` beyond its public part; how many tokens more it begins with."""
        ...

    def forget(self, conversation_id: str) -> None: ...


class Prefixes:
    """`slots` are the sequence ids of the context, of which `most` may hold public prefixes; the one that
    was not used for longest makes room for another."""

    def __init__(self, memory: Memory, slots: int, most: int) -> None:
        self._memory = memory
        self._free = list(range(slots))
        self._most = most
        self._public: dict[tuple[int, ...], Prefix] = {}

    @property
    def cells(self) -> int:
        return sum(len(prefix.tokens) for prefix in self._public.values())

    def slot(self) -> int:
        """A free slot; there is always one for what may run."""
        return self._free.pop()

    def find(self, sequence: Sequence) -> Prefix | None:
        """The public prefix that `sequence` begins with, if it is there."""
        key = _key(sequence)
        if key not in self._public:
            return None
        self._public[key] = self._public.pop(key)  # the last used goes last
        return self._public[key]

    def publish(self, sequence: Sequence) -> None:
        """The public tokens that `sequence` has just evaluated, and nothing more, are there for all; it
        shares them. Nothing happens where every public prefix is in use."""
        if len(self._public) >= self._most and not self.make_room():
            return
        prefix = Prefix(self.slot(), sequence.tokens[: sequence.evaluated])
        assert sequence.slot is not None
        self._memory.share(sequence.slot, prefix.slot)
        self._public[_key(sequence)] = prefix
        self._lend(prefix, sequence)

    def borrow(self, prefix: Prefix, sequence: Sequence) -> None:
        """`sequence`, which has no cells yet, begins with those of `prefix`."""
        assert sequence.slot is not None
        self._memory.share(prefix.slot, sequence.slot)
        sequence.evaluated = len(prefix.tokens)
        self._lend(prefix, sequence)

    def release(self, sequence: Sequence) -> None:
        """All cells of `sequence` are free, and its slot."""
        assert sequence.slot is not None
        if sequence.base:
            sequence.base.users -= 1
        self._give_back(sequence.slot)
        sequence.slot = sequence.base = None

    def make_room(self) -> bool:
        """Gives up the public prefix that was not used for longest; False when all are in use."""
        idle = next((key for key, prefix in self._public.items() if not prefix.users), None)
        if idle is None:
            return False
        self._give_back(self._public.pop(idle).slot)
        return True

    def _lend(self, prefix: Prefix, sequence: Sequence) -> None:
        sequence.base = prefix
        prefix.users += 1

    def _give_back(self, slot: int) -> None:
        self._memory.free(slot)
        self._free.append(slot)


def _key(sequence: Sequence) -> tuple[int, ...]:
    return tuple(sequence.tokens[: sequence.public_tokens])
