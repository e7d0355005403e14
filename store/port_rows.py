"""Rows of core.trade to rows of tables and back, by a table of tables."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, select

from core.row_identity import by_key
from core.trade import (
    Charge,
    CostRow,
    Duty,
    FxRate,
    Lane,
    Merchant,
    PortBook,
    PriceRow,
    Product,
    Shipment,
    User,
)
from core.turns import JsonObject
from store.tables import port

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)


@dataclass(frozen=True, slots=True)
class RowTable(Generic[Row_co]):
    """`make` builds a row from the table's columns but `key` (core.row_identity)."""

    table: Table
    make: Callable[..., Row_co]


MERCHANTS = RowTable(port.merchants, Merchant)
USERS = RowTable(port.users, User)
PRODUCTS = RowTable(port.products, Product)
PRICES = RowTable(port.prices, PriceRow)
COSTS = RowTable(port.costs, CostRow)
LANES = RowTable(port.lanes, Lane)
CHARGES = RowTable(port.charges, Charge)
DUTIES = RowTable(port.duties, Duty)
FX = RowTable(port.fx, FxRate)
SHIPMENTS = RowTable(port.shipments, Shipment)


def rows_of_book(book: PortBook) -> tuple[tuple[RowTable[object], Iterable[object]], ...]:
    """Each table with its rows, costs apart."""
    return (
        (MERCHANTS, book.merchants),
        (USERS, book.users),
        (PRODUCTS, book.products),
        (PRICES, book.prices),
        (LANES, book.lanes),
        (CHARGES, book.charges),
        (DUTIES, book.duties),
        (FX, book.fx),
        (SHIPMENTS, book.shipments),
    )


def keyed(spec: RowTable[Row], rows: Iterable[Row]) -> dict[str, JsonObject]:
    """The rows as column values, by key."""
    names = _names(spec)
    values = attrgetter(*names)
    return {key: dict(zip(names, values(row), strict=True)) for key, row in by_key(rows).items()}


def load(connection: Connection, spec: RowTable[Row], *where: ColumnElement[bool]) -> tuple[Row, ...]:
    """The rows, all or those `where` holds, in the order of their file."""
    return tuple(spec.make(**values) for values in stored(connection, spec, *where).values())


def stored(
    connection: Connection, spec: RowTable[object], *where: ColumnElement[bool]
) -> dict[str, JsonObject]:
    """The rows in the database as column values, by key, in the order of their file."""
    names = _names(spec)
    columns = [spec.table.c[name] for name in names]
    query = select(spec.table.c.key, *columns).where(*where).order_by(spec.table.c.row, spec.table.c.key)
    return {key: dict(zip(names, values, strict=True)) for key, *values in connection.execute(query)}


def _names(spec: RowTable[object]) -> tuple[str, ...]:
    return tuple(column.name for column in spec.table.columns if column.name != "key")
