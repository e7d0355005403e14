"""The tables of a port as one value, and their rows as the texts that a CSV file holds of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

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
from tools.catalogue.folder import sheets
from tools.catalogue.folder.rows import Sheet

TableRow = Merchant | User | Product | PriceRow | CostRow | Lane | Charge | Duty | FxRate | Shipment


@dataclass(frozen=True, slots=True)
class Tables:
    """Rows by table; None is a table that is not spoken of, which is not an empty one."""

    merchants: tuple[Merchant, ...] | None = None
    users: tuple[User, ...] | None = None
    products: tuple[Product, ...] | None = None
    prices: tuple[PriceRow, ...] | None = None
    costs: tuple[CostRow, ...] | None = None
    lanes: tuple[Lane, ...] | None = None
    charges: tuple[Charge, ...] | None = None
    duties: tuple[Duty, ...] | None = None
    fx: tuple[FxRate, ...] | None = None
    shipments: tuple[Shipment, ...] | None = None

    def __iter__(self) -> Iterator[tuple[str, tuple[TableRow, ...]]]:
        """(name, rows) of every table that is spoken of."""
        for name in SHEETS:
            rows = self.rows(name)
            if rows is not None:
                yield name, rows

    def rows(self, name: str) -> tuple[TableRow, ...] | None:
        found: tuple[TableRow, ...] | None = getattr(self, name)
        return found


SHEETS: Mapping[str, Sheet[Any]] = {
    "merchants": sheets.MERCHANTS,
    "users": sheets.USERS,
    "products": sheets.PRODUCTS,
    "prices": sheets.PRICES,
    "costs": sheets.COSTS,
    "lanes": sheets.LANES,
    "charges": sheets.CHARGES,
    "duties": sheets.DUTIES,
    "fx": sheets.FX,
    "shipments": sheets.SHIPMENTS,
}
STAFF_TABLES = ("products", "prices", "costs")
# A merchant's costs are the merchant's own; the port's office does not see them either.
OFFICE_TABLES = tuple(name for name in SHEETS if name != "costs")


def tables_of(book: PortBook, costs: Sequence[CostRow] | None) -> Tables:
    names = [field.name for field in fields(Tables) if field.name != "costs"]
    rows = {name: getattr(book, name) for name in names}
    return Tables(**rows, costs=None if costs is None else tuple(costs))


def cell_text(value: object) -> str:
    """The text of one value: what the column's parser makes the same value of; empty for none."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case tuple():
            return ";".join(str(part) for part in value)
        case _:
            return str(value)
