"""What a turn's tools decided to write, written in the turn's own transaction."""

from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection, insert

from core.records import CancelWatch, Effect, RecordHandoff, SaveQuotation, SaveWatch, TurnRecord
from store.standings import NEW, Standing, insert_standing
from store.tables.conversations import handoffs
from store.tables.quotations import quotations
from store.watches import cancel_watch, insert_watch


def apply_effect(connection: Connection, effect: Effect, record: TurnRecord) -> None:
    """Raises NotFound for a price alert that the turn's actor does not have."""
    match effect:
        case SaveQuotation():
            made_at, turn_id = record.message.received_at, record.reply.turn_id
            insert_quotation(connection, effect, record.actor, made_at, turn_id)
        case SaveWatch():
            insert_watch(connection, effect, record.actor, record.reply.turn_id, record.message.received_at)
        case CancelWatch():
            cancel_watch(connection, effect.watch_id, record.actor, record.message.received_at)
        case RecordHandoff():
            _insert_handoff(connection, effect, record)
        case _:
            assert_never(effect)


def insert_quotation(
    connection: Connection,
    quotation: SaveQuotation,
    owner: str,
    made_at: datetime,
    turn_id: str = "",
    *,
    standing: Standing = NEW,
) -> None:
    """`turn_id` empty: made without a conversation."""
    values = quotation.model_dump(exclude={"kind"})
    values |= {"number": quotation.number or quotation.quotation_id, "merchant_ids": quotation.merchant_ids}
    connection.execute(insert(quotations).values(owner=owner, made_at=made_at, turn_id=turn_id, **values))
    insert_standing(
        connection,
        quotation.quotation_id,
        standing,
        owner=owner,
        merchant_ids=quotation.merchant_ids,
        valid_until=quotation.valid_until,
        made_at=made_at,
        revision=quotation.revision,
    )


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
