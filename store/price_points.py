"""The prices that lists had: written by each import and each edit, read by SKU or by merchant."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    FromClause,
    and_,
    exists,
    false,
    func,
    insert,
    not_,
    or_,
    select,
    union,
)

from core.filters import Contains, Eq, RowFilter
from core.prices import PricePoint
from store.database import reading
from store.filters import where
from store.row_changes import RowChanges
from store.tables.columns import Instant
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


def record_prices(
    connection: Connection, saved: Mapping[str, RowChanges], at: datetime, revision: str
) -> None:
    """Into the history, in the caller's transaction, what saving did to the prices if it touched them."""
    add_price_points(connection, new_points(saved, at, revision))


def new_points(saved: Mapping[str, RowChanges], at: datetime, revision: str) -> Iterator[PriceValues]:
    """A point for each row of the price list that came, went, or has another price, currency or unit than
    before."""
    if prices := saved.get("prices"):
        stamp = {"seen_at": at, "revision": revision}
        for row in prices.removed:
            yield _kept(row) | stamp | {"unit_price": None}
        for old, new in prices.changed:
            if any(old[name] != new[name] for name in _PRICE):
                yield _kept(new) | stamp
        for row in prices.added:
            yield _kept(row) | stamp


def add_price_points(connection: Connection, found: Iterable[PriceValues]) -> None:
    """Written in the caller's transaction."""
    waiting = iter(found)
    while batch := list(islice(waiting, _BATCH)):
        connection.execute(insert(points), batch)


@dataclass(frozen=True, slots=True)
class Day:
    """A day at the port, and the instants at which it begins and ends (exclusive)."""

    day: date
    begins: datetime
    ends: datetime


class SqlPricePoints:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def points_of(self, merchant_id: str, sku: str) -> list[PricePoint]:
        """All that were ever seen of a SKU, for whichever audience, in the order of their imports."""
        query = select(*_SHOWN).where(points.c.merchant_id == merchant_id, points.c.sku == sku)
        return self._read(query.order_by(points.c.point_no))

    def points_of_skus(self, merchant_id: str, skus: Sequence[str], rule: RowFilter) -> list[PricePoint]:
        """All that were ever seen of `skus`, of those that pass `rule`, in the order of their imports."""
        query = select(*_SHOWN).where(points.c.merchant_id == merchant_id, points.c.sku.in_(skus))
        return self._read(query.where(where(rule, _test)).order_by(points.c.point_no))

    def began(self, merchant_id: str) -> datetime | None:
        """When the first of the merchant's prices was seen."""
        query = select(func.min(points.c.seen_at)).where(points.c.merchant_id == merchant_id)
        with reading(self._engine) as connection:
            first: datetime | None = connection.scalar(query)
            return first

    def newest_before(self, merchant_id: str, day: Day | None) -> tuple[datetime | None, date | None]:
        """The last instant at which prices were seen before `day`, and the last first day of a price before
        it. None: of all days."""
        own = points.c.merchant_id == merchant_id
        seen = select(func.max(points.c.seen_at)).where(own)
        first = select(func.max(points.c.valid_from)).where(own)
        if day is not None:
            seen = seen.where(points.c.seen_at < day.begins)
            first = first.where(points.c.valid_from < day.day)
        with reading(self._engine) as connection:
            return connection.scalar(seen), connection.scalar(first)

    def skus_of_day(
        self, merchant_id: str, day: Day, rule: RowFilter, *, after: str, limit: int
    ) -> list[str]:
        """At most `limit` SKUs behind `after`, in the order of the database: those with a point that was
        seen on `day`, or counts from it, and that may be a move."""
        told = (points.c.seen_at >= day.begins, points.c.seen_at < day.ends)
        begun = (points.c.valid_from == day.day, _beside_its_index(points) < day.begins)
        own = (points.c.merchant_id == merchant_id, where(rule, _test), _may_be_a_move())
        found = union(*(select(points.c.sku).where(*own, *of_day) for of_day in (told, begun))).subquery()
        query = select(found.c.sku).where(found.c.sku > after).order_by(found.c.sku).limit(limit)
        with reading(self._engine) as connection:
            return list(connection.scalars(query))

    def _read(self, query: Any) -> list[PricePoint]:
        with reading(self._engine) as connection:
            return [PricePoint(**row) for row in connection.execute(query).mappings()]


def _kept(row: PriceValues) -> dict[str, Any]:
    return {name: row[name] for name in _KEPT}


def _may_be_a_move() -> ColumnElement[bool]:
    """The line had another price by then or, for a point without a price, got none at the same time. All
    moves are among them; what is one, tools.prices says. Lists that began, or were renewed at the same
    price, which may be whole imports, are not."""
    other = points.alias("other")
    line = ("merchant_id", "sku", "price_list", "audience", "min_cartons")
    same = (*(other.c[name] == points.c[name] for name in line), other.c.unit_price.is_not(None))
    differs = or_(*(other.c[name] != points.c[name] for name in _PRICE))
    earlier = exists().where(*same, differs, _beside_its_index(other) <= points.c.seen_at)
    renewed = exists().where(*same, _beside_its_index(other) == points.c.seen_at)
    gone = points.c.unit_price.is_(None)
    return or_(and_(not_(gone), earlier), and_(gone, not_(renewed)))


def _beside_its_index(table: FromClause) -> ColumnElement[Any]:
    """The instant that a point was seen at: SQLite would choose the index of it before narrower ones."""
    return func.coalesce(table.c.seen_at, "", type_=Instant)


def _test(test: Eq | Contains) -> ColumnElement[bool]:
    match test:
        case Eq("merchant_id" | "audience" as field, value):
            return points.c[field] == value
        case Eq() | Contains():
            return false()
