"""The catalogue as people edit it outside a port folder: read as it is, saved in one transaction."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Engine, bindparam, delete, select, update

from core.errors import BadInput
from core.principal import Role
from core.records import AuditLeaf
from core.turns import JsonObject
from store import port_rows
from store.audit_leaves import append_leaves
from store.database import reading, writing
from store.port_data import read_revision
from store.port_rows import RowTable, keyed, load, stored
from store.price_points import add_price_points, new_points
from store.row_changes import RowChanges, RowPlan, plan_rows, write_rows
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
    """Tables by name as of `revision`, and the ids of all merchants and users, and of those that buy."""

    revision: str
    rows: Mapping[str, tuple[object, ...]]
    merchant_ids: frozenset[str]
    user_ids: frozenset[str]
    buyer_ids: frozenset[str]


class SqlCatalogue:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def read(self, tables: Iterable[str], merchant_id: str | None = None) -> StoredCatalogue:
        """The rows of `tables`, of one merchant's or, with None, all. Raises NotFound before an import."""
        users = port.users.c
        with reading(self._engine) as connection:
            return StoredCatalogue(
                revision=read_revision(connection),
                rows={name: load(connection, _SPECS[name], *_own(name, merchant_id)) for name in tables},
                merchant_ids=frozenset(connection.scalars(select(port.merchants.c.merchant_id))),
                user_ids=frozenset(connection.scalars(select(users.user_id))),
                buyer_ids=frozenset(
                    connection.scalars(select(users.user_id).where(users.role == Role.BUYER))
                ),
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
        wanted = {name: keyed(_SPECS[name], part) for name, part in rows.items()}
        with reading(self._engine) as connection:
            _check_revision(connection, revision)
            plans = {
                name: plan_rows(stored(connection, _SPECS[name], *_own(name, merchant_id)), part)
                for name, part in wanted.items()
            }
            strays = _stray_costs(connection, plans)
        saved = {name: plan.changes for name, plan in plans.items()}
        after = _revision_after(revision, saved)
        points = list(new_points(saved, leaf.at, after))
        # All that others wait for: the plans hold as long as the revision does.
        with writing(self._engine) as connection:
            _check_revision(connection, revision)
            for name, plan in plans.items():
                write_rows(connection, _SPECS[name], plan)
            if strays:
                connection.execute(delete(port.costs).where(port.costs.c.key == bindparam("stray")), strays)
            add_price_points(connection, points)
            connection.execute(update(port.profile).values(revision=after))
            append_leaves(connection, [leaf])
        return saved


def _own(name: str, merchant_id: str | None) -> tuple[ColumnElement[bool], ...]:
    if merchant_id is None:
        return ()
    return (_SPECS[name].table.c.merchant_id == merchant_id,)


def _check_revision(connection: Connection, revision: str) -> None:
    if read_revision(connection) != revision:
        raise BadInput("The catalogue was changed since your preview.", hint="Preview again.")


def _stray_costs(connection: Connection, plans: Mapping[str, RowPlan]) -> list[JsonObject]:
    """The keys of the costs of removed products: the port's office may remove a product, and may not see
    what it costs. Found in one pass here, since costs have no index by SKU."""
    gone = plans["products"].changes.removed if "products" in plans else ()
    if not gone:
        return []
    goods = {(row["merchant_id"], row["sku"]) for row in gone}
    costs = port.costs.c
    found = connection.execute(select(costs.key, costs.merchant_id, costs.sku))
    return [{"stray": key} for key, *owner in found if tuple(owner) in goods]


def _revision_after(before: str, saved: Mapping[str, RowChanges]) -> str:
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
    return digest.hexdigest()
