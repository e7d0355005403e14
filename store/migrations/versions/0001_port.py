"""The port: profile, rows and events."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _port()
    _merchants()
    _users()
    _products()
    _prices()
    _costs()
    _lanes()
    _charges()
    _duties()
    _fx()
    _shipments()
    _events()
    _event_numbers()


def _port() -> None:
    op.create_table(
        "port",
        sa.Column("revision", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("locode", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("insurance_rate", sa.String(64), nullable=False),
        sa.Column("insured_share", sa.String(64), nullable=False),
        sa.Column("quote_validity_days", sa.Integer(), nullable=False),
        sa.Column("customs_cap_1039_usd", sa.String(64), nullable=False),
        sa.Column("fallback_wm_ratio", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_port")),
    )


def _merchants() -> None:
    op.create_table(
        "merchants",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("verified_since", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_merchants")),
    )


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_users")),
        sa.UniqueConstraint("user_id", name=op.f("uq_users_user_id")),
    )


def _products() -> None:
    op.create_table(
        "products",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("pcs_per_carton", sa.Integer(), nullable=False),
        sa.Column("carton_l_cm", sa.String(64), nullable=False),
        sa.Column("carton_w_cm", sa.String(64), nullable=False),
        sa.Column("carton_h_cm", sa.String(64), nullable=False),
        sa.Column("carton_nw_kg", sa.String(64), nullable=False),
        sa.Column("carton_gw_kg", sa.String(64), nullable=False),
        sa.Column("storage", sa.String(32), nullable=False),
        sa.Column("moq_cartons", sa.Integer(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("hs_code", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("setpoint_c", sa.String(64), nullable=True),
        sa.Column("shelf_life_days", sa.Integer(), nullable=True),
        sa.Column("stackable", sa.Boolean(), nullable=True),
        sa.Column("dangerous", sa.Boolean(), nullable=False),
        sa.Column("customs_1039", sa.String(32), nullable=True),
        sa.Column("cartons_per_pallet", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_products")),
    )


def _prices() -> None:
    op.create_table(
        "prices",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("price_list", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("price_unit", sa.String(32), nullable=False),
        sa.Column("min_cartons", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.String(64), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_prices")),
    )


def _costs() -> None:
    op.create_table(
        "costs",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("unit_cost", sa.String(64), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_costs")),
    )
    op.create_index(op.f("ix_costs_merchant_id"), "costs", ["merchant_id"], unique=False)


def _lanes() -> None:
    op.create_table(
        "lanes",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("pol", sa.Text(), nullable=False),
        sa.Column("pod", sa.Text(), nullable=False),
        sa.Column("mode", sa.String(32), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("rate", sa.String(64), nullable=False),
        sa.Column("basis", sa.String(32), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("pod_name", sa.Text(), nullable=False),
        sa.Column("minimum_wm", sa.String(64), nullable=True),
        sa.Column("minimum_charge", sa.String(64), nullable=True),
        sa.Column("wm_ratio_kg_per_cbm", sa.String(64), nullable=True),
        sa.Column("payload_limit_kg", sa.String(64), nullable=True),
        sa.Column("transit_days", sa.Integer(), nullable=True),
        sa.Column("departure_weekday", sa.Text(), nullable=False),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_lanes")),
    )


def _charges() -> None:
    op.create_table(
        "charges",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("group", sa.String(32), nullable=False),
        sa.Column("basis", sa.String(32), nullable=False),
        sa.Column("amount", sa.String(64), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("minimum", sa.String(64), nullable=True),
        sa.Column("maximum", sa.String(64), nullable=True),
        sa.Column("pol", sa.Text(), nullable=False),
        sa.Column("pod", sa.Text(), nullable=False),
        sa.Column("mode", sa.String(32), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_charges")),
    )


def _duties() -> None:
    op.create_table(
        "duties",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("hs_prefix", sa.Text(), nullable=False),
        sa.Column("duty_rate", sa.String(64), nullable=False),
        sa.Column("vat_rate", sa.String(64), nullable=False),
        sa.Column("duty_basis", sa.String(32), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_date", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_duties")),
    )


def _fx() -> None:
    op.create_table(
        "fx",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("rate", sa.String(64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_fx")),
    )


def _shipments() -> None:
    op.create_table(
        "shipments",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("buyer_id", sa.Text(), nullable=False),
        sa.Column("merchant_ids", sa.Text(), nullable=False),
        sa.Column("container_no", sa.Text(), nullable=False),
        sa.Column("booking_no", sa.Text(), nullable=False),
        sa.Column("bl_no", sa.Text(), nullable=False),
        sa.Column("house_bl_no", sa.Text(), nullable=False),
        sa.Column("pol", sa.Text(), nullable=False),
        sa.Column("pod", sa.Text(), nullable=False),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("vessel", sa.Text(), nullable=False),
        sa.Column("voyage", sa.Text(), nullable=False),
        sa.Column("eta", sa.Date(), nullable=True),
        sa.Column("free_days_demurrage", sa.Integer(), nullable=True),
        sa.Column("free_days_detention", sa.Integer(), nullable=True),
        sa.Column("day_kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_shipments")),
        sa.UniqueConstraint("reference", name=op.f("uq_shipments_reference")),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("event_no", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("event_no", name=op.f("pk_events")),
        sa.UniqueConstraint("event_id", "version", name=op.f("uq_events_event_id")),
    )


def _event_numbers() -> None:
    op.create_table(
        "event_numbers",
        sa.Column("event_no", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_no"], ["events.event_no"], name=op.f("fk_event_numbers_event_no"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint("event_no", "number", name=op.f("uq_event_numbers_event_no")),
    )
    op.create_index(op.f("ix_event_numbers_number"), "event_numbers", ["number"], unique=False)
