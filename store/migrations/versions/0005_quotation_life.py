"""What happens to a quotation after it was made: revisions, approvals, states."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_UNKNOWN = "1970-01-01"


def upgrade() -> None:
    _columns()
    _fill()
    _indexes()
    _moves()


def _columns() -> None:
    for column in (
        sa.Column("number", sa.String(64), nullable=False, server_default=""),
        sa.Column("revision", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("made_at", sa.String(32), nullable=False, server_default=""),
        sa.Column("merchant_ids", sa.Text(), nullable=False, server_default="[]"),
    ):
        op.add_column("quotations", column)


def _fill() -> None:
    """Rows from before are first revisions, made when their turn began or, without one, on their day."""
    connection = op.get_bind()
    quotations = sa.table(
        "quotations",
        sa.column("quotation_id", sa.String),
        sa.column("turn_id", sa.String),
        sa.column("result", sa.JSON),
        sa.column("inputs", sa.JSON),
        sa.column("number", sa.String),
        sa.column("made_at", sa.String),
        sa.column("merchant_ids", sa.Text),
    )
    turns = sa.table("turns", sa.column("turn_id", sa.String), sa.column("received_at", sa.String))
    columns = quotations.c
    old = sa.select(columns.quotation_id, columns.result, columns.inputs, turns.c.received_at).join(
        turns, turns.c.turn_id == columns.turn_id, isouter=True
    )
    for row in connection.execute(old).all():
        sellers = dict.fromkeys(line["merchant_id"] for line in row.result.get("lines", ()))
        day = row.inputs.get("today", _UNKNOWN)
        filled = {
            "number": row.quotation_id,
            "made_at": row.received_at or f"{day}T00:00:00.000000+00:00",
            "merchant_ids": json.dumps(list(sellers), ensure_ascii=False),
        }
        this = columns.quotation_id == row.quotation_id
        connection.execute(sa.update(quotations).where(this).values(filled))


def _indexes() -> None:
    op.create_index("ix_quotations_number_revision", "quotations", ["number", "revision"], unique=True)
    op.create_index(op.f("ix_quotations_made_at"), "quotations", ["made_at"], unique=False)


def _moves() -> None:
    op.create_table(
        "quotation_moves",
        sa.Column("move_no", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("quotation_id", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("move", sa.String(16), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["quotation_id"],
            ["quotations.quotation_id"],
            name=op.f("fk_quotation_moves_quotation_id"),
        ),
        sa.PrimaryKeyConstraint("move_no", name=op.f("pk_quotation_moves")),
    )
    op.create_index(
        op.f("ix_quotation_moves_quotation_id"), "quotation_moves", ["quotation_id"], unique=False
    )
