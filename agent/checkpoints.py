"""Checkpoints of running turns in one SQLite file: scratch, gone when the turn is committed.

langgraph's own asynchronous saver belongs to one event loop; this one is called through threads, so the
command line and the server open it the same way. Only our own types are read back from it
(CVE-2026-28277: unrestricted msgpack types let a written file run code).
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver

_BUSY_TIMEOUT_S = 5.0
_TYPES = (
    ("agent.understanding", "Understanding"),
    ("core.evidence", "Evidence"),
    ("core.labels", "Integrity"),
    ("core.records", "AuditLeaf"),
    ("core.records", "LedgerRow"),
    ("core.trade", "Mode"),
    ("core.trade", "QuantityUnit"),
    ("core.turns", "Citation"),
    ("core.turns", "FigureShown"),
    ("core.turns", "ToolResult"),
)


class SqliteCheckpoints(SqliteSaver):
    """A checkpointer on the file `path`; `close` it at the end."""

    def __init__(self, path: Path) -> None:
        connection = sqlite3.connect(path, check_same_thread=False, timeout=_BUSY_TIMEOUT_S)
        super().__init__(connection, serde=JsonPlusSerializer(allowed_msgpack_modules=_TYPES))
        self.setup()
        connection.execute("PRAGMA synchronous = NORMAL")

    def sweep(self, before: datetime) -> int:
        """Drop turns that nobody took up again since `before`; returns how many."""
        newest: dict[str, str] = {}
        for found in self.list(None):
            thread = str(found.config["configurable"]["thread_id"])
            newest[thread] = max(newest.get(thread, ""), found.checkpoint["ts"])
        stale = [thread for thread, at in newest.items() if datetime.fromisoformat(at) < before]
        for thread in stale:
            self.delete_thread(thread)
        return len(stale)

    def close(self) -> None:
        self.conn.close()

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        return await asyncio.to_thread(self.get_tuple, config)

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        return await asyncio.to_thread(self.put, config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        await asyncio.to_thread(self.put_writes, config, writes, task_id, task_path)

    async def adelete_thread(self, thread_id: str) -> None:
        await asyncio.to_thread(self.delete_thread, thread_id)

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,  # noqa: A002  # the base class names it so
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        for found in await asyncio.to_thread(
            lambda: list(self.list(config, filter=filter, before=before, limit=limit))
        ):
            yield found
