"""The audit log's leaves and checkpoints; implements core.ports.LeafLog."""

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, func, insert, select

from core.records import AuditLeaf
from store.database import reading, writing
from store.tables.governance import audit_checkpoints, audit_leaves


class SqlLeafLog:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def append(self, leaves: Sequence[AuditLeaf]) -> int:
        with writing(self._engine) as connection:
            return append_leaves(connection, leaves)

    def size(self) -> int:
        with reading(self._engine) as connection:
            return _size(connection)

    def leaves(self, start: int, end: int) -> list[bytes]:
        index = audit_leaves.c.leaf_index
        query = select(audit_leaves.c.leaf).where(index >= start, index < end).order_by(index)
        with reading(self._engine) as connection:
            return [bytes(leaf) for leaf in connection.scalars(query)]

    def save_checkpoint(self, size: int, note: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(insert(audit_checkpoints).values(size=size, note=note))

    def checkpoints(self) -> list[tuple[int, str]]:
        table = audit_checkpoints.c
        query = select(table.size, table.note).order_by(table.checkpoint_no)
        with reading(self._engine) as connection:
            return [(row.size, row.note) for row in connection.execute(query)]


def append_leaves(connection: Connection, leaves: Sequence[AuditLeaf]) -> int:
    """Append in the caller's writing transaction; returns the new size. Writers take turns, so the next
    index stands until the commit and a rolled back transaction leaves no gap."""
    size = _size(connection)
    rows = [
        {"leaf_index": index, "leaf": leaf.canonical()} for index, leaf in enumerate(leaves, start=size)
    ]
    if rows:
        connection.execute(insert(audit_leaves), rows)
    return size + len(rows)


def _size(connection: Connection) -> int:
    newest = connection.scalar(select(func.max(audit_leaves.c.leaf_index)))
    return 0 if newest is None else newest + 1
