"""What price alerts told their owners: a notice stays, read or unread, and nothing takes it away."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, select, update

from core.alerts import Notice
from core.errors import NotFound
from core.records import AuditLeaf
from store.audit_leaves import append_leaves
from store.database import reading, writing
from store.tables.watches import notices

_MOST_SHOWN = 200
_SHOWN = [notices.c[name] for name in ("notice_id", "owner", "watch_id", "at", "facts", "read_at")]


class SqlNotices:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def notices_of(self, owner: str, *, unread: bool = False) -> list[Notice]:
        """Newest first; the newest 200."""
        query = select(*_SHOWN).where(notices.c.owner == owner)
        if unread:
            query = query.where(notices.c.read_at.is_(None))
        query = query.order_by(notices.c.notice_no.desc()).limit(_MOST_SHOWN)
        with reading(self._engine) as connection:
            return [Notice(**row) for row in connection.execute(query).mappings()]

    def read(self, owner: str, notice_id: str, at: datetime, leaves: Sequence[AuditLeaf] = ()) -> None:
        """Reading again keeps the first time. Raises NotFound, also for somebody else's."""
        own = (notices.c.notice_id == notice_id, notices.c.owner == owner)
        with writing(self._engine) as connection:
            if connection.execute(select(notices.c.notice_no).where(*own)).first() is None:
                raise NotFound(f"There is no notice {notice_id!r}.", hint="Ask which notices you have.")
            unread = update(notices).where(*own, notices.c.read_at.is_(None))
            if connection.execute(unread.values(read_at=at)).rowcount == 1:
                append_leaves(connection, leaves)
