"""Where each carrier's feed was read to, the messages that could not be used, and setpoints."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("shipments", sa.Column("setpoint_c", sa.String(64)))
    _event_feeds()
    _rejected_events()


def _event_feeds() -> None:
    op.create_table(
        "event_feeds",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("read_to", sa.String(32)),
        sa.Column("polled_at", sa.String(32), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_event_feeds")),
    )


def _rejected_events() -> None:
    op.create_table(
        "rejected_events",
        sa.Column("rejected_no", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("received_at", sa.String(32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("rejected_no", name=op.f("pk_rejected_events")),
        sa.UniqueConstraint("source", "digest", name=op.f("uq_rejected_events_source")),
    )
