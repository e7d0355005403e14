"""The catalogue as people edit it outside a port folder: read as it is, saved in one transaction."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, exists, not_, select, update

from core.errors import BadInput
from core.records import AuditLeaf
from core.turns import JsonObject
from store import port_rows
from store.audit_leaves import append_leaves
from store.database import reading, writing
from store.port_data import read_revision
from store.port_import import record_prices
from store.port_rows import RowTable, keyed, load
from store.row_changes import RowChanges, save_rows
from store.tables import port

_SPECS: Mapping[str, RowTable[object]] = {
    "merchants": port_rows.MERCHANTS,
    "users": port_rows.USERS,
    "products": port_rows.PRODUCTS,
    "prices": port_rows.PRICES,
    "costs": port_rows.COSTS,
    "lanes": port_rows.LANES,
    "charges": port_rows.CHARGES,
    "duties": port_rows.DUTIES,
    "fx": port_rows.FX,
    "shipments": port_rows.SHIPMENTS,
}


@dataclass(frozen=True, slots=True)
class StoredCatalogue:
    """Tables by name as of `revision`, and the ids of all merchants and users."""

    revision: str
    rows: Mapping[str, tuple[object, ...]]
    merchant_ids: frozenset[str]
    user_ids: frozenset[str]


class SqlCatalogue:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def read(self, tables: Iterable[str], merchant_id: str | None = None) -> StoredCatalogue:
        """The rows of `tables`, of one merchant's or, with None, all. Raises NotFound before an import."""
        with reading(self._engine) as connection:
            return StoredCatalogue(
                revision=read_revision(connection),
                rows={name: load(connection, _SPECS[name], *_own(name, merchant_id)) for name in tables},
                merchant_ids=frozenset(connection.scalars(select(port.merchants.c.merchant_id))),
                user_ids=frozenset(connection.scalars(select(port.users.c.user_id))),
            )

    def save(
        self,
        rows: Mapping[str, Sequence[object]],
        leaf: AuditLeaf,
        *,
        revision: str,
        merchant_id: str | None = None,
    ) -> dict[str, RowChanges]:
        """Make each table of `rows` hold those rows, or its part of one merchant, if the port is still at
        `revision`; a change gives it another one, which running servers take up. The costs of products that
        go, go with them. Raises BadInput when anything was changed meanwhile."""
        with writing(self._engine) as connection:
            if read_revision(connection) != revision:
                raise BadInput("The catalogue was changed since your preview.", hint="Preview again.")
            saved = {
                name: save_rows(
                    connection, _SPECS[name], keyed(_SPECS[name], part), *_own(name, merchant_id)
                )
                for name, part in rows.items()
            }
            if "products" in saved:
                _remove_stray_costs(connection)
            record_prices(connection, saved, leaf.at, _save_revision(connection, revision, saved))
            append_leaves(connection, [leaf])
        return saved

    def events(self) -> list[JsonObject]:
        """Every event that was ever stored, oldest first."""
        query = select(port.events.c.body).order_by(port.events.c.event_no)
        with reading(self._engine) as connection:
            return list(connection.scalars(query))


def _own(name: str, merchant_id: str | None) -> tuple[ColumnElement[bool], ...]:
    if merchant_id is None:
        return ()
    return (_SPECS[name].table.c.merchant_id == merchant_id,)


def _remove_stray_costs(connection: Connection) -> None:
    """The port's office may remove a product, and may not see what it costs."""
    costs, products = port.costs, port.products
    same = and_(products.c.merchant_id == costs.c.merchant_id, products.c.sku == costs.c.sku)
    connection.execute(delete(costs).where(not_(exists().where(same))))


def _save_revision(connection: Connection, before: str, saved: Mapping[str, RowChanges]) -> str:
    """The SHA-256 of the revision before and of every change; the same one when nothing changed."""
    rows = [
        (name, row)
        for name, changes in saved.items()
        for row in (*changes.added, *changes.changed, *changes.removed)
    ]
    if not rows:
        return before
    digest = hashlib.sha256(before.encode())
    for row in rows:
        digest.update(repr(row).encode())
    connection.execute(update(port.profile).values(revision=digest.hexdigest()))
    return digest.hexdigest()
