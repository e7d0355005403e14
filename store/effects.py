"""What a turn's tools decided to write, written in the turn's own transaction."""

from typing import assert_never

from sqlalchemy import Connection, insert, select, update

from core.errors import NotFound
from core.records import CancelWatch, Effect, RecordHandoff, SaveQuotation, SaveWatch, TurnRecord
from store.tables.conversations import handoffs, quotations, watches


def apply_effect(connection: Connection, effect: Effect, record: TurnRecord) -> None:
    """Raises NotFound for a price alert that the turn's actor does not have."""
    match effect:
        case SaveQuotation():
            insert_quotation(connection, effect, record.actor, record.reply.turn_id)
        case SaveWatch():
            _insert_watch(connection, effect, record)
        case CancelWatch():
            _cancel_watch(connection, effect, record.actor)
        case RecordHandoff():
            _insert_handoff(connection, effect, record)
        case _:
            assert_never(effect)


def insert_quotation(connection: Connection, quotation: SaveQuotation, owner: str, turn_id: str) -> None:
    values = quotation.model_dump(exclude={"kind"})
    connection.execute(insert(quotations).values(owner=owner, turn_id=turn_id, **values))


def _insert_watch(connection: Connection, watch: SaveWatch, record: TurnRecord) -> None:
    values = watch.model_dump(exclude={"kind"})
    connection.execute(
        insert(watches).values(owner=record.actor, turn_id=record.reply.turn_id, active=True, **values)
    )


def _cancel_watch(connection: Connection, cancelled: CancelWatch, owner: str) -> None:
    """Ending an alert that has ended already changes nothing."""
    own = (watches.c.watch_id == cancelled.watch_id, watches.c.owner == owner)
    if connection.execute(select(watches.c.watch_no).where(*own)).first() is None:
        raise NotFound(
            f"There is no price alert {cancelled.watch_id!r}.", hint="Ask which alerts are active."
        )
    connection.execute(update(watches).where(*own).values(active=False))


def _insert_handoff(connection: Connection, handoff: RecordHandoff, record: TurnRecord) -> None:
    values = handoff.model_dump(exclude={"kind"})
    connection.execute(
        insert(handoffs).values(
            owner=record.actor,
            conversation_id=record.message.conversation_id,
            turn_id=record.reply.turn_id,
            at=record.message.received_at,
            **values,
        )
    )
