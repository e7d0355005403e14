"""What conversations have evaluated, kept in ordinary memory between their turns.

To copy a conversation's cells out and back takes milliseconds, where to read its text again takes seconds;
and in the KV cache they would slow down every step of everyone else. An entry is found by its owner, so no
text of one reader or conversation ever serves another.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from llm.sequence import Owner, Sequence

MIN_KEPT = 24
"""Fewer tokens are read again as fast as they are copied."""


class States(Protocol):
    """The cells of the context, as llm.context.Context gives them."""

    @property
    def can_cut(self) -> bool: ...

    def free(self, slot: int) -> None: ...

    def share(self, source: int, target: int) -> None: ...

    def trim(self, slot: int, first: int, end: int = -1) -> bool: ...

    def save(self, slot: int) -> bytes: ...

    def load(self, slot: int, state: bytes) -> bool: ...


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """`state` holds the cells of `tokens` after the first `public` ones."""

    owner: Owner
    tokens: list[int]
    public: int
    state: bytes


class Disk(Protocol):
    """A second place for what memory has no room for."""

    def put(self, entry: Entry) -> None: ...

    def take(self, owner: Owner) -> list[Entry]:
        """All entries of `owner`; they are not on the disk any more."""
        ...

    def forget(self, conversation_id: str) -> None: ...


class KeptPrefixes:
    """Implements llm.prefixes.Kept with at most `limit_bytes` of states, the least recently used going
    first. `passing` is a sequence id that is always empty between calls."""

    def __init__(self, states: States, passing: int, limit_bytes: int, disk: Disk | None = None) -> None:
        self._states, self._passing = states, passing
        self._limit, self._disk = limit_bytes, disk
        self._entries: list[Entry] = []
        self.bytes = 0

    @property
    def count(self) -> int:
        return len(self._entries)

    def put(self, sequence: Sequence) -> None:
        """Replaces what its owner had of the same text."""
        assert sequence.owner is not None
        assert sequence.slot is not None
        tokens = sequence.tokens[: sequence.evaluated]
        if len(tokens) - sequence.public_tokens < MIN_KEPT:
            return
        entry = self._saved(sequence.owner, tokens, sequence.public_tokens, sequence.slot)
        if entry is None:
            return
        for older in [e for e in self._of(entry.owner) if tokens[: len(e.tokens)] == e.tokens]:
            self._drop(older)
        self._add(entry)

    def restore(self, sequence: Sequence, free: int) -> int:
        """The entry that `sequence` has most in common with, if there is room for all of it; the last token
        is read again in any case, since its logits are wanted."""
        assert sequence.owner is not None
        if self._disk is not None and not any(self._of(sequence.owner)):
            for saved in self._disk.take(sequence.owner):
                self._add(saved)
        entry = max(self._of(sequence.owner), key=lambda entry: self._usable(entry, sequence), default=None)
        length = self._usable(entry, sequence) if entry else 0
        if entry is None or length - sequence.evaluated < MIN_KEPT:
            return 0
        if len(entry.tokens) - entry.public > free:
            return 0
        self._entries.append(self._entries.pop(self._entries.index(entry)))  # the last used goes last
        return length - sequence.evaluated if self._fill(sequence, entry, length) else 0

    def forget(self, conversation_id: str) -> None:
        for entry in [e for e in self._entries if e.owner[1] == conversation_id]:
            self._drop(entry)
        if self._disk is not None:
            self._disk.forget(conversation_id)

    def _saved(self, owner: Owner, tokens: list[int], public: int, slot: int) -> Entry | None:
        """Without the public part; nothing where the model cannot leave that out."""
        self._states.share(slot, self._passing)
        fits = not public or self._states.trim(self._passing, 0, public)
        state = self._states.save(self._passing) if fits else b""
        self._states.free(self._passing)
        return Entry(owner, tokens, public, state) if fits else None

    def _fill(self, sequence: Sequence, entry: Entry, length: int) -> bool:
        assert sequence.slot is not None
        if not self._states.load(self._passing, entry.state):
            self._drop(entry)
            return False
        if length < len(entry.tokens):
            self._states.trim(self._passing, length)
        self._states.share(self._passing, sequence.slot)
        self._states.free(self._passing)
        return True

    def _usable(self, entry: Entry, sequence: Sequence) -> int:
        """How many tokens `sequence` would begin with. Its slot holds the public ones already, so an entry
        after other ones does not fit; and a model that cannot cut takes an entry whole."""
        if entry.public != sequence.evaluated:
            return 0
        length = min(_common(entry.tokens, sequence.tokens), sequence.prompt_tokens - 1)
        return length if self._states.can_cut or length == len(entry.tokens) else 0

    def _of(self, owner: Owner) -> Iterator[Entry]:
        return (entry for entry in self._entries if entry.owner == owner)

    def _add(self, entry: Entry) -> None:
        self._entries.append(entry)
        self.bytes += len(entry.state)
        while self.bytes > self._limit:
            # one that is larger than all the room is no reason to give up the others
            going = entry if len(entry.state) > self._limit else self._entries[0]
            self._drop(going)
            if self._disk is not None:
                self._disk.put(going)

    def _drop(self, entry: Entry) -> None:
        self._entries.remove(entry)
        self.bytes -= len(entry.state)


def _common(one: list[int], other: list[int]) -> int:
    """How many tokens both begin with."""
    length = min(len(one), len(other))
    if one[:length] == other[:length]:
        return length
    return next(at for at in range(length) if one[at] != other[at])
