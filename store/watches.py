"""Price alerts; implements core.ports.WatchStore. They are set and ended by a turn's effects."""

from sqlalchemy import Engine, select

from core.turns import JsonObject
from store.database import reading
from store.tables.conversations import watches


class SqlWatchStore:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def active_watches(self, user_id: str) -> list[JsonObject]:
        """`below` is a decimal text in `currency`, a price unit of the list."""
        query = (
            select(watches)
            .where(watches.c.owner == user_id, watches.c.active)
            .order_by(watches.c.watch_no.desc())
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        return [
            {
                "watch_id": row.watch_id,
                "merchant_id": row.merchant_id,
                "sku": row.sku,
                "below": str(row.below),
                "currency": row.currency,
            }
            for row in rows
        ]
