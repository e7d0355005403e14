"""Threads and turns; implements core.ports.Conversations."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import Connection, Engine, insert, select

from core.clock import Clock
from core.errors import NotFound
from core.evidence import Evidence
from core.ports import StoredMessage
from core.principal import Principal
from core.records import TurnRecord
from core.turns import JsonObject, TurnReply
from store.audit_leaves import append_leaves
from store.database import reading, writing
from store.effects import apply_effect
from store.ledger import add_rows
from store.tables.conversations import conversations, messages, turns


class SqlConversations:
    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock

    def open(self, principal: Principal, channel: str) -> str:
        """Its id cannot be guessed: visitors share one reader id, so it is their only key."""
        conversation_id = f"c-{uuid4().hex}"
        with writing(self._engine) as connection:
            connection.execute(
                insert(conversations).values(
                    conversation_id=conversation_id,
                    owner=principal.reader,
                    channel=channel,
                    opened_at=self._clock.now(),
                )
            )
        return conversation_id

    def owner(self, conversation_id: str) -> str:
        with reading(self._engine) as connection:
            return _owner(connection, conversation_id)

    def messages(self, conversation_id: str) -> list[StoredMessage]:
        query = (
            select(messages.c.role, messages.c.text, messages.c.at, turns.c.reply)
            .join(turns, turns.c.turn_id == messages.c.turn_id)
            .where(messages.c.conversation_id == conversation_id)
            .order_by(messages.c.message_no)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        return [
            StoredMessage(
                role=row.role,
                text=row.text,
                at=row.at.isoformat(),
                reply=TurnReply.model_validate_json(row.reply) if row.role == "assistant" else None,
            )
            for row in rows
        ]

    def memory(self, conversation_id: str) -> JsonObject:
        query = select(turns.c.memory).where(turns.c.conversation_id == conversation_id)
        with reading(self._engine) as connection:
            return connection.scalar(query.order_by(turns.c.turn_no.desc()).limit(1)) or {}

    def evidence(self, turn_id: str) -> Evidence:
        """What a committed turn stood on. Raises NotFound."""
        query = select(turns.c.evidence).where(turns.c.turn_id == turn_id)
        with reading(self._engine) as connection:
            held = connection.scalar(query)
        if held is None:
            raise NotFound(f"There is no turn {turn_id!r}.", hint="Name a turn that was answered.")
        return Evidence.model_validate_json(held)

    def finished_turn(self, conversation_id: str, message_id: str) -> TurnReply | None:
        with reading(self._engine) as connection:
            return _finished(connection, conversation_id, message_id)

    def commit_turn(self, record: TurnRecord) -> TurnReply:
        """Raises NotFound when the actor has no such conversation, or an effect finds nothing to change."""
        message = record.message
        with writing(self._engine) as connection:
            if _owner(connection, message.conversation_id) != record.actor:
                raise _no_such(message.conversation_id)
            finished = _finished(connection, message.conversation_id, message.message_id)
            if finished is not None:
                return finished
            _insert_turn(connection, record)
            _insert_messages(connection, record)
            for effect in record.effects:
                apply_effect(connection, effect, record)
            append_leaves(connection, record.leaves)
            add_rows(connection, record.ledger)
        return record.reply


def _owner(connection: Connection, conversation_id: str) -> str:
    query = select(conversations.c.owner).where(conversations.c.conversation_id == conversation_id)
    owner = connection.scalar(query)
    if owner is None:
        raise _no_such(conversation_id)
    return str(owner)


def _no_such(conversation_id: str) -> NotFound:
    return NotFound(f"There is no conversation {conversation_id!r}.", hint="Open a new conversation.")


def _finished(connection: Connection, conversation_id: str, message_id: str) -> TurnReply | None:
    query = select(turns.c.reply).where(
        turns.c.conversation_id == conversation_id, turns.c.message_id == message_id
    )
    reply = connection.scalar(query)
    return None if reply is None else TurnReply.model_validate_json(reply)


def _insert_turn(connection: Connection, record: TurnRecord) -> None:
    connection.execute(
        insert(turns).values(
            turn_id=record.reply.turn_id,
            conversation_id=record.message.conversation_id,
            message_id=record.message.message_id,
            actor=record.actor,
            received_at=record.message.received_at,
            reply=record.reply.model_dump_json(),
            evidence=record.evidence.model_dump_json(),
            memory=record.memory,
        )
    )


def _insert_messages(connection: Connection, record: TurnRecord) -> None:
    """The answer's time is the message's plus what the turn took, so no clock can put it before."""
    asked = record.message.received_at
    answered = asked + timedelta(milliseconds=record.reply.usage.ms)
    thread = {"conversation_id": record.message.conversation_id, "turn_id": record.reply.turn_id}
    connection.execute(
        insert(messages),
        [
            {**thread, "role": "user", "text": record.message.text, "at": asked},
            {**thread, "role": "assistant", "text": record.reply.answer, "at": answered},
        ],
    )
