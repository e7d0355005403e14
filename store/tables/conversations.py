"""Threads, their turns, and what the tools of a turn left behind."""

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from store.tables.columns import Instant, metadata

conversations = Table(
    "conversations",
    metadata,
    Column("conversation_id", String(64), primary_key=True),
    Column("owner", String(64), nullable=False, index=True),
    Column("channel", String(32), nullable=False),
    Column("opened_at", Instant, nullable=False),
)
# `reply` and `evidence` are the JSON of core.turns.TurnReply and core.evidence.Evidence.
turns = Table(
    "turns",
    metadata,
    Column("turn_no", Integer, primary_key=True, autoincrement=True),
    Column("turn_id", String(64), nullable=False, unique=True),
    Column("conversation_id", ForeignKey("conversations.conversation_id"), nullable=False),
    Column("message_id", Text, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("reply", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("memory", JSON, nullable=False),
    UniqueConstraint("conversation_id", "message_id"),
)
messages = Table(
    "messages",
    metadata,
    Column("message_no", Integer, primary_key=True, autoincrement=True),
    Column("conversation_id", ForeignKey("conversations.conversation_id"), nullable=False, index=True),
    Column("turn_id", ForeignKey("turns.turn_id"), nullable=False),
    Column("role", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
handoffs = Table(
    "handoffs",
    metadata,
    Column("handoff_id", String(64), primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("conversation_id", String(64), nullable=False),
    Column("turn_id", String(64), nullable=False),
    Column("merchant_id", String(64)),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
