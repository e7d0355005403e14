"""Which tier computed an inference, how it ended, and its processor time and hidden tokens."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rows from before had one tier, and only what was delivered was written down."""
    for column in (
        sa.Column("cpu_s", sa.Float(), nullable=False, server_default="0"),
        sa.Column("thinking_tokens", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("tier", sa.String(16), nullable=False, server_default="local"),
        sa.Column("outcome", sa.String(16), nullable=False, server_default="done"),
    ):
        op.add_column("ledger", column)
