"""The tree over a whole log, kept in memory: 64 bytes a leaf, grown by what was appended since."""

from collections.abc import Iterator

from core.errors import SystemFault
from core.ports import LeafLog
from governance.audit.merkle import (
    EMPTY_ROOT,
    HASH_BYTES,
    consistency_path,
    inclusion_path,
    leaf_hash,
    node_hash,
    split_point,
)

BATCH = 1000


class LogTree:
    """Hashes of all full subtrees; `_levels[k]` holds those of 2**k leaves side by side."""

    def __init__(self) -> None:
        self._levels: list[bytearray] = []

    @property
    def size(self) -> int:
        return len(self._levels[0]) // HASH_BYTES if self._levels else 0

    def add(self, leaf: bytes) -> None:
        """Append a leaf's bytes; each subtree that it completes is hashed once."""
        full, level, count = leaf_hash(leaf), 0, self.size
        self._put(level, full)
        while count & 1:
            full = node_hash(self._get(level, count - 1), full)
            level, count = level + 1, count >> 1
            self._put(level, full)

    def catch_up(self, log: LeafLog) -> None:
        """Read what `log` has beyond this tree. Raises SystemFault when it is shorter or has a gap."""
        size = log.size()
        if size < self.size:
            raise SystemFault(
                f"The audit log has {size} leaves; {self.size} were there before.",
                hint="Run `quayside audit verify` and restore the log from a backup.",
            )
        for leaf in leaves_between(log, self.size, size):
            self.add(leaf)

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` leaves, or of all."""
        count = self.size if size is None else size
        return self.range_hash(0, count) if count else EMPTY_ROOT

    def inclusion(self, index: int, size: int) -> list[bytes]:
        return inclusion_path(index, size, self.range_hash)

    def consistency(self, old: int, size: int) -> list[bytes]:
        return consistency_path(old, size, self.range_hash)

    def range_hash(self, start: int, end: int) -> bytes:
        """The hash of leaves start to end; `start` is a multiple of the largest power of two it spans."""
        count = end - start
        if count & (count - 1) == 0:
            level = count.bit_length() - 1
            return self._get(level, start >> level)
        middle = start + split_point(count)
        return node_hash(self.range_hash(start, middle), self.range_hash(middle, end))

    def subtrees(self, level: int, start: int, end: int) -> bytes:
        """Hashes start to end of the full subtrees of 2**level leaves, side by side."""
        return bytes(self._levels[level][start * HASH_BYTES : end * HASH_BYTES])

    def _put(self, level: int, full: bytes) -> None:
        if level == len(self._levels):
            self._levels.append(bytearray())
        self._levels[level] += full

    def _get(self, level: int, index: int) -> bytes:
        return self.subtrees(level, index, index + 1)


def leaves_between(log: LeafLog, start: int, end: int) -> Iterator[bytes]:
    """Leaves start to end, read in batches. Raises SystemFault when the log gives fewer."""
    for first in range(start, end, BATCH):
        last = min(first + BATCH, end)
        found = log.leaves(first, last)
        if len(found) != last - first:
            raise SystemFault(
                f"The audit log gave {len(found)} of the leaves {first} to {last - 1}.",
                hint="Run `quayside audit verify` and restore the log from a backup.",
            )
        yield from found
