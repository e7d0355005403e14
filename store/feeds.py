"""Where each carrier's feed was read to, and the messages that could not be used; implements
core.ports.FeedStore."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select, update

from core.turns import JsonObject
from store.database import reading, writing
from store.tables.port import event_feeds, rejected_events

_MOST_KEPT = 256 * 1024  # characters


class SqlFeedStore:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def read_to(self, feed: str) -> datetime | None:
        query = select(event_feeds.c.read_to).where(event_feeds.c.name == feed)
        with reading(self._engine) as connection:
            found: datetime | None = connection.scalar(query)
        return found

    def polled(self, feed: str, at: datetime, read_to: datetime | None, trouble: str = "") -> None:
        values = {"polled_at": at, "trouble": trouble} | ({"read_to": read_to} if read_to else {})
        with writing(self._engine) as connection:
            changed = connection.execute(
                update(event_feeds).where(event_feeds.c.name == feed).values(values)
            )
            if not changed.rowcount:
                connection.execute(insert(event_feeds).values(name=feed, **values))

    def reject(self, source: str, at: datetime, rejected: Sequence[tuple[str, tuple[str, ...]]]) -> int:
        with writing(self._engine) as connection:
            return sum(_keep(connection, source, at, body, reasons) for body, reasons in rejected)

    def rejected(self, limit: int = 100) -> list[JsonObject]:
        query = select(rejected_events).order_by(rejected_events.c.rejected_no.desc()).limit(limit)
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        return [
            {
                "rejected_no": row.rejected_no,
                "source": row.source,
                "received_at": row.received_at.isoformat(),
                "body": row.body,
                "reasons": list(row.reasons),
            }
            for row in rows
        ]


def _keep(connection: Connection, source: str, at: datetime, body: str, reasons: tuple[str, ...]) -> bool:
    """Whether the message is new: a feed is read again and again over the same hours. Of one that is too
    long to be an event its beginning is kept."""
    digest = hashlib.sha256(body.encode()).hexdigest()
    columns = rejected_events.c
    known = select(columns.rejected_no).where(columns.source == source, columns.digest == digest)
    if connection.execute(known).first():
        return False
    row = {
        "source": source,
        "digest": digest,
        "received_at": at,
        "body": body[:_MOST_KEPT],
        "reasons": reasons,
    }
    connection.execute(insert(rejected_events).values(row))
    return True
