"""Quotations, a row for each revision, and what happened to them: no row of either is ever changed. Where
each stands now is kept beside them, in rows so narrow that all of them can be gone through."""

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, text

from store.tables.columns import Instant, Words, metadata

# The columns are the fields of core.records.SaveQuotation, and who it is for, when and in which turn it was
# made. `number` is the id of the first revision.
quotations = Table(
    "quotations",
    metadata,
    Column("quotation_id", String(64), primary_key=True),
    Column("owner", String(64), nullable=False, index=True),
    Column("turn_id", String(64), nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("request", JSON, nullable=False),
    Column("result", JSON, nullable=False),
    Column("inputs", JSON, nullable=False),
    Column("valid_until", Date),
    Column("number", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("made_at", Instant, nullable=False, index=True),
    Column("merchant_ids", Words, nullable=False),
    Index("ix_quotations_number_revision", "number", "revision", unique=True),
)
# The columns after `quotation_id` are the fields of core.records.QuotationMove.
quotation_moves = Table(
    "quotation_moves",
    metadata,
    Column("move_no", Integer, primary_key=True, autoincrement=True),
    Column("quotation_id", ForeignKey("quotations.quotation_id"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    Column("move", String(16), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("merchant_id", Text, nullable=False),
    Column("note", Text, nullable=False),
)
# A row for each quotation, written with it and with each of its moves. `state` is where its moves left it,
# whatever the day; `offered` whether it was ever put before its owner. The rest is the quotation's own.
_NOT_A_VISITOR = "owner <> 'visitor'"
quotation_standings = Table(
    "quotation_standings",
    metadata,
    Column("quotation_id", ForeignKey("quotations.quotation_id"), primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("merchant_ids", Words, nullable=False),
    Column("state", String(16), nullable=False),
    Column("offered", Boolean, nullable=False),
    Column("valid_until", Date),
    Column("made_at", Instant, nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Index("ix_quotation_standings_owner_made_at", "owner", "made_at"),
    Index("ix_quotation_standings_state_made_at", "state", "made_at"),
    Index(
        "ix_quotation_standings_named",
        "made_at",
        sqlite_where=text(_NOT_A_VISITOR),
        postgresql_where=text(_NOT_A_VISITOR),
    ),
)
