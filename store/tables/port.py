"""What an import brings: the port's profile, its rows, and the carriers' events.

A row's columns are the fields of its type in core.trade. `key` is its identity over imports, `row` its
line in the file. An empty text stays an empty text; None is for values that are not there.
"""

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from core.principal import Role
from core.trade import (
    ChargeBasis,
    ChargeGroup,
    Customs1039,
    DutyBasis,
    LaneBasis,
    Mode,
    PriceUnit,
    ShipmentKind,
    Storage,
)
from store.tables.columns import Choice, Decimals, Exact, Instant, Words, metadata


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _rows(name: str, *columns: Column[Any]) -> Table:
    key = Column("key", Text, primary_key=True)
    return Table(name, metadata, key, Column("row", Integer, nullable=False), *columns)


profile = Table(
    "port",
    metadata,
    Column("revision", String(64), primary_key=True),
    _text("name"),
    _text("locode"),
    _text("currency"),
    _text("timezone"),
    Column("languages", Words, nullable=False),
    Column("insurance_rate", Exact, nullable=False),
    Column("insured_share", Exact, nullable=False),
    Column("quote_validity_days", Integer, nullable=False),
    Column("customs_cap_1039_usd", Exact, nullable=False),
    Column("fallback_wm_ratio", Decimals, nullable=False),
)
merchants = _rows(
    "merchants",
    _text("merchant_id"),
    _text("name"),
    _text("name_zh"),
    _text("contact"),
    _text("city"),
    Column("verified_since", Date),
)
users = _rows(
    "users",
    Column("user_id", String(64), nullable=False, unique=True),
    _text("name"),
    Column("role", Choice(Role), nullable=False),
    Column("merchant_id", Text),
    _text("email"),
    _text("language"),
    _text("company"),
    _text("country"),
)
products = _rows(
    "products",
    _text("merchant_id"),
    _text("sku"),
    _text("name"),
    _text("category"),
    Column("pcs_per_carton", Integer, nullable=False),
    Column("carton_l_cm", Exact, nullable=False),
    Column("carton_w_cm", Exact, nullable=False),
    Column("carton_h_cm", Exact, nullable=False),
    Column("carton_nw_kg", Exact, nullable=False),
    Column("carton_gw_kg", Exact, nullable=False),
    Column("storage", Choice(Storage), nullable=False),
    Column("moq_cartons", Integer, nullable=False),
    _text("name_zh"),
    Column("aliases", Words, nullable=False),
    _text("hs_code"),
    _text("origin"),
    Column("setpoint_c", Exact),
    Column("shelf_life_days", Integer),
    Column("stackable", Boolean),
    Column("dangerous", Boolean, nullable=False),
    Column("customs_1039", Choice(Customs1039)),
    Column("cartons_per_pallet", Exact),
)
prices = _rows(
    "prices",
    _text("merchant_id"),
    _text("sku"),
    _text("price_list"),
    _text("currency"),
    Column("price_unit", Choice(PriceUnit), nullable=False),
    Column("min_cartons", Integer, nullable=False),
    Column("unit_price", Exact, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    _text("audience"),
    _text("note"),
)
costs = _rows(
    "costs",
    Column("merchant_id", Text, nullable=False, index=True),
    _text("sku"),
    Column("unit_cost", Exact, nullable=False),
    _text("currency"),
)
lanes = _rows(
    "lanes",
    _text("pol"),
    _text("pod"),
    Column("mode", Choice(Mode), nullable=False),
    _text("currency"),
    Column("rate", Exact, nullable=False),
    Column("basis", Choice(LaneBasis), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    _text("pod_name"),
    Column("minimum_wm", Exact),
    Column("minimum_charge", Exact),
    Column("wm_ratio_kg_per_cbm", Exact),
    Column("payload_limit_kg", Exact),
    Column("transit_days", Integer),
    _text("departure_weekday"),
    _text("carrier"),
)
charges = _rows(
    "charges",
    _text("code"),
    _text("name"),
    Column("group", Choice(ChargeGroup), nullable=False),
    Column("basis", Choice(ChargeBasis), nullable=False),
    Column("amount", Exact, nullable=False),
    _text("currency"),
    Column("minimum", Exact),
    Column("maximum", Exact),
    _text("pol"),
    _text("pod"),
    Column("mode", Choice(Mode)),
    Column("valid_from", Date),
    Column("valid_until", Date),
)
duties = _rows(
    "duties",
    _text("country"),
    _text("hs_prefix"),
    Column("duty_rate", Exact, nullable=False),
    Column("vat_rate", Exact, nullable=False),
    Column("duty_basis", Choice(DutyBasis), nullable=False),
    _text("source"),
    Column("source_date", Date, nullable=False),
)
fx = _rows(
    "fx",
    Column("date", Date, nullable=False),
    _text("base"),
    _text("quote"),
    Column("rate", Exact, nullable=False),
    _text("source"),
)
shipments = _rows(
    "shipments",
    Column("reference", Text, nullable=False, unique=True),
    Column("kind", Choice(ShipmentKind), nullable=False),
    _text("buyer_id"),
    Column("merchant_ids", Words, nullable=False),
    _text("container_no"),
    _text("booking_no"),
    _text("bl_no"),
    _text("house_bl_no"),
    _text("pol"),
    _text("pod"),
    _text("carrier"),
    _text("vessel"),
    _text("voyage"),
    Column("eta", Date),
    Column("free_days_demurrage", Integer),
    Column("free_days_detention", Integer),
    _text("day_kind"),
    Column("setpoint_c", Exact),
)

# Every version of an event is kept: `version` is its eventCreatedDateTime in UTC.
events = Table(
    "events",
    metadata,
    Column("event_no", Integer, primary_key=True, autoincrement=True),
    _text("event_id"),
    Column("version", String(32), nullable=False),
    Column("body", JSON, nullable=False),
    UniqueConstraint("event_id", "version"),
)
# The numbers (shipment, container, booking, bill of lading) that an event names, to find it by.
event_numbers = Table(
    "event_numbers",
    metadata,
    Column("event_no", Integer, nullable=False),
    Column("number", Text, nullable=False, index=True),
    ForeignKeyConstraint(["event_no"], ["events.event_no"], ondelete="CASCADE"),
    UniqueConstraint("event_no", "number"),
)
# `read_to` is the newest eventCreatedDateTime that was read in whole; empty before the first time.
event_feeds = Table(
    "event_feeds",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("read_to", Instant),
    Column("polled_at", Instant, nullable=False),
    _text("trouble"),
)
# `body` is the JSON of a message that could not be used; `digest` its SHA-256, so that it is kept once.
rejected_events = Table(
    "rejected_events",
    metadata,
    Column("rejected_no", Integer, primary_key=True, autoincrement=True),
    _text("source"),
    Column("digest", String(64), nullable=False),
    Column("received_at", Instant, nullable=False),
    _text("body"),
    Column("reasons", Words, nullable=False),
    UniqueConstraint("source", "digest"),
)
