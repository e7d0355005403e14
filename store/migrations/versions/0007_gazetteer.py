"""The places of an official UN/LOCODE release."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gazetteer",
        sa.Column("locode", sa.String(5), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("subdivision", sa.String(8), nullable=False),
        sa.Column("functions", sa.String(8), nullable=False),
        sa.Column("status", sa.String(2), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("locode", name=op.f("pk_gazetteer")),
    )
    op.create_table(
        "gazetteer_names",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("locode", sa.String(5), nullable=False),
        sa.PrimaryKeyConstraint("name", "locode", name=op.f("pk_gazetteer_names")),
    )
