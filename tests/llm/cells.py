"""A context's memory without a context: it knows which slots hold which cells, and refuses to overflow."""

from dataclasses import dataclass, field

from llm.scheduler import Chunk
from llm.sequence import Owner, Sequence


@dataclass
class FakeMemory:
    """Implements llm.prefixes.Memory as a unified KV cache does."""

    cells: int
    slots: dict[int, list[object]] = field(default_factory=dict)
    held: set[object] = field(default_factory=set)

    def free(self, slot: int) -> None:
        self.slots.pop(slot, None)
        self._count()

    def share(self, source: int, target: int) -> None:
        self.slots.setdefault(target, []).extend(self.slots[source])

    def save(self, slot: int) -> bytes:
        return f"{len(self.slots[slot])} cells".encode()

    def load(self, slot: int, state: bytes) -> bool:
        assert not self.slots.get(slot)
        self.add(slot, int(state.split()[0]))
        return True

    def peek(self, count: int) -> None:
        """So many cells are held for a moment."""
        assert len(self.held) + count <= self.cells

    def add(self, slot: int, count: int) -> None:
        """Cells that come from elsewhere."""
        self.slots.setdefault(slot, []).extend(object() for _ in range(count))
        self._count()

    def decode(self, chunks: list[Chunk]) -> None:
        """Positions follow each other without a gap, as llama.cpp demands."""
        for chunk in chunks:
            cells = self.slots.setdefault(chunk.slot, [])
            assert len(cells) == chunk.start
            cells.extend(object() for _ in range(chunk.count))
        self._count()
        assert len(self.held) <= self.cells

    def _count(self) -> None:
        self.held = {cell for cells in self.slots.values() for cell in cells}


class FakeKept:
    """Implements llm.prefixes.Kept: remembers tokens, and fills cells of `memory` with new ones."""

    def __init__(self, memory: FakeMemory) -> None:
        self.memory = memory
        self.tokens: dict[Owner, list[int]] = {}

    def put(self, sequence: Sequence) -> None:
        assert sequence.owner is not None
        self.tokens[sequence.owner] = sequence.tokens[: sequence.evaluated]

    def restore(self, sequence: Sequence, free: int) -> int:
        assert sequence.owner is not None
        assert sequence.slot is not None
        before = self.tokens.get(sequence.owner, [])
        if len(before) - sequence.evaluated > free:
            return 0
        self.memory.peek(len(before) - sequence.evaluated)
        most = min(len(before), sequence.prompt_tokens - 1)
        length = sequence.evaluated
        while length < most and before[length] == sequence.tokens[length]:
            length += 1
        restored = length - sequence.evaluated
        self.memory.add(sequence.slot, restored)
        return restored

    def forget(self, conversation_id: str) -> None:
        self.tokens = {owner: t for owner, t in self.tokens.items() if owner[1] != conversation_id}
