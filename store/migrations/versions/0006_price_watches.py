"""What a price alert waits for, what it found, and the prices that lists had."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_LIFE = timedelta(days=180)  # as long as alerts have lived since


def upgrade() -> None:
    _watches()
    _notices()
    _price_points()
    _date_old_alerts()
    _begin_history()


def _watches() -> None:
    for column in (
        sa.Column("unit", sa.String(32), nullable=True),
        sa.Column("tier", sa.Integer(), nullable=True),
        sa.Column("term", sa.String(32), nullable=True),
        sa.Column("place", sa.JSON(), nullable=True),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.Column("seen", sa.JSON(), nullable=True),
        sa.Column("trouble", sa.String(32), nullable=False, server_default=""),
        sa.Column("set_at", sa.String(32), nullable=True),
        sa.Column("ended", sa.String(16), nullable=False, server_default=""),
        sa.Column("ended_at", sa.String(32), nullable=True),
    ):
        op.add_column("watches", column)


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("notice_no", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("notice_id", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("watch_id", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("read_at", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("notice_no", name=op.f("pk_notices")),
        sa.UniqueConstraint("notice_id", name=op.f("uq_notices_notice_id")),
        sa.UniqueConstraint("watch_id", name=op.f("uq_notices_watch_id")),
    )
    op.create_index(op.f("ix_notices_owner"), "notices", ["owner"], unique=False)


def _price_points() -> None:
    op.create_table(
        "price_points",
        sa.Column("point_no", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("price_list", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("min_cartons", sa.Integer(), nullable=False),
        sa.Column("price_unit", sa.String(32), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("unit_price", sa.String(64), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("seen_at", sa.String(32), nullable=False),
        sa.Column("revision", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("point_no", name=op.f("pk_price_points")),
    )
    op.create_index("ix_price_points_merchant_id_sku", "price_points", ["merchant_id", "sku"], unique=False)


def _date_old_alerts() -> None:
    """Alerts from before were set when their turn was, and those that had ended were cancelled."""
    connection = op.get_bind()
    connection.execute(sa.text("UPDATE watches SET ended = 'cancelled' WHERE NOT active"))
    old = connection.execute(
        sa.text(
            "SELECT watches.watch_no, turns.received_at FROM watches "
            "JOIN turns ON turns.turn_id = watches.turn_id"
        )
    ).all()
    dated = sa.text("UPDATE watches SET set_at = :at, expires = :expires WHERE watch_no = :no").bindparams(
        sa.bindparam("expires", type_=sa.Date())
    )
    for number, at in old:
        expires = datetime.fromisoformat(at).date() + _LIFE
        connection.execute(dated, {"at": at, "expires": expires, "no": number})


def _begin_history() -> None:
    """History begins with the prices that are there: when they came is not known, that they are is."""
    columns = (
        "merchant_id, sku, price_list, audience, min_cartons, price_unit, currency, unit_price, "
        "valid_from, valid_until"
    )
    insert = (
        f"INSERT INTO price_points ({columns}, seen_at, revision) "  # noqa: S608
        f"SELECT {columns}, CAST(:at AS VARCHAR(32)), (SELECT revision FROM port) "
        "FROM prices ORDER BY prices.row"
    )
    op.get_bind().execute(sa.text(insert), {"at": datetime.now(UTC).isoformat(timespec="microseconds")})
