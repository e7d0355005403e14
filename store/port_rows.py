"""Rows of core.trade to rows of tables and back, by a table of tables."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, select

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
    """`identity` names the fields that make a row the same one over imports; rows that share them are
    told apart by their order."""

    table: Table
    make: Callable[..., Row_co]
    identity: tuple[str, ...]


MERCHANTS = RowTable(port.merchants, Merchant, ("merchant_id",))
USERS = RowTable(port.users, User, ("user_id",))
PRODUCTS = RowTable(port.products, Product, ("merchant_id", "sku"))
PRICES = RowTable(
    port.prices, PriceRow, ("merchant_id", "sku", "price_list", "audience", "min_cartons", "valid_from")
)
COSTS = RowTable(port.costs, CostRow, ("merchant_id", "sku"))
LANES = RowTable(port.lanes, Lane, ("pol", "pod", "mode", "carrier", "valid_from"))
CHARGES = RowTable(port.charges, Charge, ("code", "group", "pol", "pod", "mode", "valid_from"))
DUTIES = RowTable(port.duties, Duty, ("country", "hs_prefix", "source_date"))
FX = RowTable(port.fx, FxRate, ("date", "base", "quote"))
SHIPMENTS = RowTable(port.shipments, Shipment, ("reference",))


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
    columns = [column.name for column in spec.table.columns if column.name != "key"]
    times: Counter[str] = Counter()
    found: dict[str, JsonObject] = {}
    for row in rows:
        values = {name: getattr(row, name) for name in columns}
        identity = [str(values[name]) for name in spec.identity]
        stem = json.dumps(identity, ensure_ascii=False)
        found[json.dumps([*identity, times[stem]], ensure_ascii=False)] = values
        times[stem] += 1
    return found


def load(connection: Connection, spec: RowTable[Row], *where: ColumnElement[bool]) -> tuple[Row, ...]:
    """The rows, all or those `where` holds, in the order of their file."""
    return tuple(spec.make(**values) for values in stored(connection, spec, *where).values())


def stored(
    connection: Connection, spec: RowTable[object], *where: ColumnElement[bool]
) -> dict[str, JsonObject]:
    """The rows in the database as column values, by key, in the order of their file."""
    query = select(spec.table).where(*where).order_by(spec.table.c.row, spec.table.c.key)
    found = connection.execute(query)
    rows = (dict(row) for row in found.mappings())
    return {row.pop("key"): row for row in rows}
