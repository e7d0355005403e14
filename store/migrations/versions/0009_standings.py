"""Where each quotation stands, in narrow rows, and the indexes that find the newest prices."""

import json
from collections.abc import Iterable
from itertools import groupby

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_AFTER = {
    "draft": "draft",
    "issue": "indicative",
    "accept": "accepted",
    "decline": "declined",
    "supersede": "superseded",
}
_NOT_A_VISITOR = "owner <> 'visitor'"


def upgrade() -> None:
    _standings()
    _fill()
    _moved()
    _price_points()


def _standings() -> None:
    op.create_table(
        "quotation_standings",
        sa.Column("quotation_id", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("merchant_ids", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("offered", sa.Boolean(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["quotation_id"],
            ["quotations.quotation_id"],
            name=op.f("fk_quotation_standings_quotation_id"),
        ),
        sa.PrimaryKeyConstraint("quotation_id", name=op.f("pk_quotation_standings")),
    )
    table = "quotation_standings"
    op.create_index(op.f("ix_quotation_standings_made_at"), table, ["made_at"], unique=False)
    op.create_index("ix_quotation_standings_owner_made_at", table, ["owner", "made_at"], unique=False)
    op.create_index("ix_quotation_standings_state_made_at", table, ["state", "made_at"], unique=False)
    op.create_index(
        "ix_quotation_standings_named",
        table,
        ["made_at"],
        unique=False,
        sqlite_where=sa.text(_NOT_A_VISITOR),
        postgresql_where=sa.text(_NOT_A_VISITOR),
    )


_STANDINGS = sa.table(
    "quotation_standings",
    sa.column("quotation_id", sa.String),
    sa.column("owner", sa.String),
    sa.column("merchant_ids", sa.Text),
    sa.column("state", sa.String),
    sa.column("offered", sa.Boolean),
    sa.column("valid_until", sa.Date),
    sa.column("made_at", sa.String),
    sa.column("revision", sa.Integer),
)


def _fill() -> None:
    """Each as one that nothing has happened to."""
    kept = ("quotation_id", "owner", "merchant_ids", "valid_until", "made_at", "revision")
    quotations = sa.table("quotations", *(sa.column(name, _STANDINGS.c[name].type) for name in kept))
    rows = sa.select(*quotations.c, sa.literal("indicative"), sa.true())
    op.execute(sa.insert(_STANDINGS).from_select([*kept, "state", "offered"], rows))


def _moved() -> None:
    """Moves were only ever written for the content that they are bound to."""
    connection = op.get_bind()
    moves = sa.table(
        "quotation_moves",
        sa.column("move_no", sa.Integer),
        sa.column("quotation_id", sa.String),
        sa.column("move", sa.String),
        sa.column("merchant_id", sa.Text),
    )
    columns = _STANDINGS.c
    query = (
        sa.select(moves.c.quotation_id, columns.merchant_ids, moves.c.move, moves.c.merchant_id)
        .join(_STANDINGS, columns.quotation_id == moves.c.quotation_id)
        .order_by(moves.c.quotation_id, moves.c.move_no)
    )
    for (quotation_id, merchant_ids), made in groupby(connection.execute(query).all(), lambda row: row[:2]):
        state, offered = _standing(json.loads(merchant_ids), [tuple(row[2:]) for row in made])
        this = sa.update(_STANDINGS).where(columns.quotation_id == quotation_id)
        connection.execute(this.values(state=state, offered=offered))


def _standing(merchant_ids: Iterable[str], moves: list[tuple[str, str]]) -> tuple[str, bool]:
    names = {name for name, _ in moves}
    approvers = {merchant_id for name, merchant_id in moves if name == "release"}
    is_approved = bool(approvers) and approvers >= set(merchant_ids)
    state = "indicative"
    for name, _ in moves:
        state = _AFTER.get(name) or ("released" if is_approved else state)
    return state, "draft" not in names or "issue" in names or is_approved


def _price_points() -> None:
    line = ["merchant_id", "sku", "price_list", "audience", "min_cartons"]
    op.drop_index("ix_price_points_merchant_id_sku", "price_points")
    op.create_index("ix_price_points_line", "price_points", line, unique=False)
    for column in ("seen_at", "valid_from"):
        name = f"ix_price_points_merchant_id_{column}"
        op.create_index(name, "price_points", ["merchant_id", column], unique=False)
