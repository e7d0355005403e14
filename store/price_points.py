"""The prices that lists had: written by each import, read by SKU or by merchant."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection, Engine, insert, or_, select

from core.prices import PricePoint
from store.database import reading
from store.tables.watches import price_points as points

PriceValues = Mapping[str, Any]
"""A price row as values by column, such as those of `store.port_rows.keyed`."""

_BATCH = 5_000
_PRICE = ("unit_price", "currency", "price_unit")
_KEPT = (
    "merchant_id",
    "sku",
    "price_list",
    "audience",
    "min_cartons",
    "price_unit",
    "currency",
    "unit_price",
    "valid_from",
    "valid_until",
)
_SHOWN = [points.c[name] for name in (*_KEPT, "seen_at", "revision")]


def price_points(
    connection: Connection,
    *,
    added: Iterable[PriceValues],
    changed: Iterable[tuple[PriceValues, PriceValues]],
    removed: Iterable[PriceValues],
    at: datetime,
    revision: str,
) -> int:
    """A point for each row of the price list that came, went, or has another price, currency or unit than
    before; `changed` are (old, new). Written in the caller's transaction; returns how many there were."""
    stamp = {"seen_at": at, "revision": revision}
    moved = (new for old, new in changed if any(old[name] != new[name] for name in _PRICE))
    rows = chain(
        (_kept(row) | stamp | {"unit_price": None} for row in removed),
        (_kept(row) | stamp for row in chain(moved, added)),
    )
    count = 0
    while batch := list(islice(rows, _BATCH)):
        connection.execute(insert(points), batch)
        count += len(batch)
    return count


class SqlPricePoints:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def points_of(self, merchant_id: str, sku: str) -> list[PricePoint]:
        """All that were ever seen of a SKU, for whichever audience, in the order of their imports."""
        query = select(*_SHOWN).where(points.c.merchant_id == merchant_id, points.c.sku == sku)
        return self._read(query.order_by(points.c.point_no))

    def points_since(self, merchant_id: str, since: datetime, first_day: date) -> list[PricePoint]:
        """All points of the merchant's SKUs that have one seen at `since` or later, or valid from
        `first_day` or later, in the order of their imports."""
        recent = or_(points.c.seen_at >= since, points.c.valid_from >= first_day)
        own = points.c.merchant_id == merchant_id
        moved = select(points.c.sku).where(own, recent)
        return self._read(select(*_SHOWN).where(own, points.c.sku.in_(moved)).order_by(points.c.point_no))

    def _read(self, query: Any) -> list[PricePoint]:
        with reading(self._engine) as connection:
            return [PricePoint(**row) for row in connection.execute(query).mappings()]


def _kept(row: PriceValues) -> dict[str, Any]:
    return {name: row[name] for name in _KEPT}
