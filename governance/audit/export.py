"""The log as files for others: C2SP tlog-tiles for verifiers, JSON Lines for reading."""

from collections.abc import Iterator
from pathlib import Path

from core.errors import BadInput, SystemFault
from core.ports import LeafLog
from governance.audit.checkpoint import Checkpoint, open_checkpoint
from governance.audit.merkle import HASH_BYTES
from governance.audit.note import NoteVerifier
from governance.audit.tree import LogTree, leaves_between

TILE_WIDTH = 256
_TILE_BITS = 8


def export_tiles(log: LeafLog, verifier: NoteVerifier, folder: Path) -> Checkpoint:
    """Write the log under its newest checkpoint to `folder` as a tlog-tiles log; returns that checkpoint.

    Raises BadInput when nothing was signed yet, SystemFault when leaves and checkpoint disagree.
    """
    stored = log.checkpoints()
    if not stored:
        raise BadInput("The audit log has no checkpoint yet.", hint="Sign one first.")
    note = stored[-1][1]
    checkpoint = open_checkpoint(note, verifier)
    tree = LogTree()
    for first in range(0, checkpoint.size, TILE_WIDTH):
        last = min(first + TILE_WIDTH, checkpoint.size)
        bundle = list(leaves_between(log, first, last))
        _write(folder / "tile" / "entries" / tile_path(first // TILE_WIDTH, len(bundle)), _entries(bundle))
        for leaf in bundle:
            tree.add(leaf)
    if tree.root() != checkpoint.root:
        raise SystemFault(
            f"The leaves do not give the root signed at size {checkpoint.size}.",
            hint="Run `quayside audit verify`; this export is not to be relied on.",
        )
    _write_tiles(tree, folder)
    _write(folder / "checkpoint", note.encode())
    return checkpoint


def export_jsonl(log: LeafLog) -> Iterator[str]:
    """A line for each leaf: its index and the leaf itself, byte for byte as it was hashed."""
    size = log.size()
    for index, leaf in enumerate(leaves_between(log, 0, size)):
        yield f'{{"index":{index},"leaf":{leaf.decode()}}}\n'


def tile_path(number: int, width: int) -> str:
    """The path of tile `number`: 1234067 is x001/x234/067; a partial one ends in .p/<width>."""
    digits = str(number)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[start : start + 3] for start in range(0, len(digits), 3)]
    place = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return place if width == TILE_WIDTH else f"{place}.p/{width}"


def _write_tiles(tree: LogTree, folder: Path) -> None:
    """Full and partial tiles of every level. A partial tile is never hashed into the level above."""
    level, count = 0, tree.size
    while count:
        for first in range(0, count, TILE_WIDTH):
            last = min(first + TILE_WIDTH, count)
            tile = tree.subtrees(level * _TILE_BITS, first, last)
            _write(
                folder / "tile" / str(level) / tile_path(first // TILE_WIDTH, len(tile) // HASH_BYTES), tile
            )
        level, count = level + 1, count >> _TILE_BITS


def _entries(bundle: list[bytes]) -> bytes:
    try:
        return b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in bundle)
    except OverflowError:
        raise SystemFault(
            "A leaf is longer than the 65535 bytes of a tlog-tiles entry.", hint="Export as JSON Lines."
        ) from None


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
