"""Price alerts; implements core.ports.WatchStore. Turns set and end them; a look at the prices fires them.

An alert's end and what it tells are one transaction, and only an alert that still waits can end: a look
that is cut short or made twice neither loses a notice nor doubles one.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, Row, insert, select, update

from core.alerts import Alert, AlertChange
from core.errors import NotFound
from core.ids import derived_id
from core.prices import ListRow
from core.records import AuditLeaf, SaveWatch
from core.turns import JsonObject
from core.values import PlaceRef
from store.audit_leaves import append_leaves
from store.database import reading, writing
from store.tables.watches import notices, watches

_MOST_SHOWN = 200


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

    def active(self) -> list[Alert]:
        """Everybody's alerts that wait, oldest first."""
        query = select(watches).where(watches.c.active).order_by(watches.c.watch_no)
        with reading(self._engine) as connection:
            return [_alert(row) for row in connection.execute(query)]

    def alerts_of(self, owner: str) -> list[Alert]:
        """Those that wait first, then those that ended, each newest first; the newest 200."""
        newest = (watches.c.active.desc(), watches.c.watch_no.desc())
        query = select(watches).where(watches.c.owner == owner).order_by(*newest).limit(_MOST_SHOWN)
        with reading(self._engine) as connection:
            return [_alert(row) for row in connection.execute(query)]

    def cancel(self, owner: str, watch_id: str, at: datetime, leaves: Sequence[AuditLeaf] = ()) -> None:
        """Ending what has ended already changes nothing. Raises NotFound, also for somebody else's."""
        with writing(self._engine) as connection:
            if cancel_watch(connection, watch_id, owner, at):
                append_leaves(connection, leaves)

    def settle(self, changes: Iterable[AlertChange], at: datetime) -> list[str]:
        """Writes what a look found, whole or not at all; returns the ids of the alerts that fired by it.
        Alerts that have ended meanwhile are left as they are."""
        with writing(self._engine) as connection:
            return [
                change.watch_id
                for change in changes
                if _change(connection, change, at) and change.ended == "fired"
            ]


def insert_watch(connection: Connection, watch: SaveWatch, owner: str, turn_id: str, at: datetime) -> None:
    values = watch.model_dump(exclude={"kind", "place", "seen"})
    connection.execute(
        insert(watches).values(
            owner=owner,
            turn_id=turn_id,
            active=True,
            set_at=at,
            ended="",
            place=watch.place and watch.place.model_dump(mode="json"),
            seen=watch.seen and watch.seen.model_dump(mode="json"),
            **values,
        )
    )


def cancel_watch(connection: Connection, watch_id: str, owner: str, at: datetime) -> bool:
    """Whether it waited till now. Raises NotFound for an alert that `owner` does not have."""
    own = (watches.c.watch_id == watch_id, watches.c.owner == owner)
    if connection.execute(select(watches.c.watch_no).where(*own)).first() is None:
        raise NotFound(f"There is no price alert {watch_id!r}.", hint="Ask which alerts are active.")
    ended = update(watches).where(*own, watches.c.active)
    return connection.execute(ended.values(active=False, ended="cancelled", ended_at=at)).rowcount == 1


def _change(connection: Connection, change: AlertChange, at: datetime) -> bool:
    """Whether the alert still waited, so that the change was made."""
    waits = (watches.c.watch_id == change.watch_id, watches.c.active)
    values: JsonObject = {
        "seen": change.seen and change.seen.model_dump(mode="json"),
        "unit": change.unit,
        "trouble": change.trouble,
    }
    if change.ended:
        values |= {"active": False, "ended": change.ended, "ended_at": at}
    if connection.execute(update(watches).where(*waits).values(values)).rowcount != 1:
        return False
    if change.ended == "fired":
        _notify(connection, change, at)
    return True


def _notify(connection: Connection, change: AlertChange, at: datetime) -> None:
    owner = connection.scalar(select(watches.c.owner).where(watches.c.watch_id == change.watch_id))
    connection.execute(
        insert(notices).values(
            notice_id=derived_id("T", change.watch_id),
            owner=owner,
            watch_id=change.watch_id,
            at=at,
            facts=change.facts,
        )
    )
    append_leaves(connection, [change.leaf] if change.leaf else [])


def _alert(row: Row[tuple[object, ...]]) -> Alert:
    held = row._mapping
    return Alert(
        **{
            name: held[name]
            for name in (
                "watch_id",
                "owner",
                "merchant_id",
                "sku",
                "below",
                "currency",
                "unit",
                "tier",
                "term",
                "expires",
                "trouble",
                "set_at",
                "ended",
                "ended_at",
            )
        },
        place=PlaceRef.model_validate(held["place"]) if held["place"] else None,
        seen=ListRow.model_validate(held["seen"]) if held["seen"] else None,
    )
