"""Price alerts, what they told their owners, and the prices that lists had."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from core.trade import PriceUnit, Term
from store.tables.columns import Choice, Exact, Instant, metadata

# `ended` is empty while an alert waits. `seen` is the JSON of core.alerts.ListRow, `place` of PlaceRef.
watches = Table(
    "watches",
    metadata,
    Column("watch_no", Integer, primary_key=True, autoincrement=True),
    Column("watch_id", String(64), nullable=False, unique=True),
    Column("owner", String(64), nullable=False),
    Column("turn_id", String(64), nullable=False),
    Column("merchant_id", String(64), nullable=False),
    Column("sku", Text, nullable=False),
    Column("below", Exact, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("unit", Choice(PriceUnit)),
    Column("tier", Integer),
    Column("term", Choice(Term)),
    Column("place", JSON(none_as_null=True)),
    Column("expires", Date),
    Column("seen", JSON(none_as_null=True)),
    Column("trouble", String(32), nullable=False),
    Column("set_at", Instant),
    Column("ended", String(16), nullable=False),
    Column("ended_at", Instant),
    Index("ix_watches_owner_active", "owner", "active"),
)
# An alert fires once: a second notice of it is refused.
notices = Table(
    "notices",
    metadata,
    Column("notice_no", Integer, primary_key=True, autoincrement=True),
    Column("notice_id", String(64), nullable=False, unique=True),
    Column("owner", String(64), nullable=False, index=True),
    Column("watch_id", String(64), nullable=False, unique=True),
    Column("at", Instant, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("read_at", Instant),
)
# In the order of their imports; without `unit_price`: the row went.
price_points = Table(
    "price_points",
    metadata,
    Column("point_no", Integer, primary_key=True, autoincrement=True),
    Column("merchant_id", Text, nullable=False),
    Column("sku", Text, nullable=False),
    Column("price_list", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("min_cartons", Integer, nullable=False),
    Column("price_unit", Choice(PriceUnit), nullable=False),
    Column("currency", Text, nullable=False),
    Column("unit_price", Exact),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("revision", String(64), nullable=False),
    Index("ix_price_points_line", "merchant_id", "sku", "price_list", "audience", "min_cartons"),
    Index("ix_price_points_merchant_id_seen_at", "merchant_id", "seen_at"),
    Index("ix_price_points_merchant_id_valid_from", "merchant_id", "valid_from"),
)
