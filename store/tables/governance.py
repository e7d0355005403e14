"""The audit log's leaves, the cost ledger, and who may sign in."""

from sqlalchemy import Column, Float, ForeignKey, Integer, LargeBinary, String, Table, Text

from store.tables.columns import Exact, Instant, metadata

audit_leaves = Table(
    "audit_leaves",
    metadata,
    Column("leaf_index", Integer, primary_key=True, autoincrement=False),
    Column("leaf", LargeBinary, nullable=False),
)
audit_checkpoints = Table(
    "audit_checkpoints",
    metadata,
    Column("checkpoint_no", Integer, primary_key=True, autoincrement=True),
    Column("size", Integer, nullable=False),
    Column("note", Text, nullable=False),
)
# The columns after `entry_no` are the fields of core.records.LedgerRow.
ledger = Table(
    "ledger",
    metadata,
    Column("entry_no", Integer, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False, index=True),
    Column("turn_id", String(64), nullable=False),
    Column("conversation_id", String(64), nullable=False, index=True),
    Column("actor", String(64), nullable=False),
    Column("purpose", String(32), nullable=False),
    Column("model", Text, nullable=False),
    Column("input_tokens", Integer, nullable=False),
    Column("cached_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    Column("queue_s", Float, nullable=False),
    Column("prefill_s", Float, nullable=False),
    Column("decode_s", Float, nullable=False),
    Column("busy_s", Float, nullable=False),
    Column("energy_wh", Exact, nullable=False),
    Column("marginal", Exact, nullable=False),
    Column("allocated", Exact, nullable=False),
    Column("fully_loaded", Exact, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("rate_card", Text, nullable=False),
    Column("cpu_s", Float, nullable=False),
    Column("thinking_tokens", Integer, nullable=False),
    Column("tier", String(16), nullable=False),
    Column("outcome", String(16), nullable=False),
)
# Hashes only; hashing is governance's. They go with their user.
credentials = Table(
    "credentials",
    metadata,
    Column("user_id", ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True),
    Column("password_hash", Text, nullable=False),
)
sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(128), primary_key=True),
    Column("user_id", ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("expires", Instant, nullable=False),
)
api_keys = Table(
    "api_keys",
    metadata,
    Column("key_hash", String(128), primary_key=True),
    Column("user_id", ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),
)
