"""Brings a port folder into the database: all of it in one transaction, the same again with no change."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

from sqlalchemy import Connection, Engine, delete, insert, select, update

from core.trade import CostRow, PortBook
from core.turns import JsonObject
from store.database import writing
from store.event_rows import add_events
from store.port_rows import COSTS, RowTable, keyed, rows_of_book, stored
from store.tables import port


class PortContent(Protocol):
    """What an import takes of a folder that was read."""

    @property
    def book(self) -> PortBook: ...
    @property
    def costs(self) -> Sequence[CostRow]: ...
    @property
    def events(self) -> Sequence[JsonObject]: ...


@dataclass(frozen=True, slots=True)
class Changes:
    """Rows of one table. A row that only moved in its file is unchanged."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`revision` is the SHA-256 of the content, in hex; `tables` go by the names of the files."""

    revision: str
    tables: dict[str, Changes]


def import_port(engine: Engine, folder: PortContent) -> ImportReport:
    """Make the database hold what the folder holds; rows that it no longer has are removed.

    Events are only ever added. Quotations keep the snapshots that they were made from.
    """
    revision = _revision(folder)
    with writing(engine) as connection:
        tables = {"port": _save_profile(connection, folder.book, revision)}
        for spec, rows in (*rows_of_book(folder.book), (COSTS, folder.costs)):
            tables[spec.table.name] = _save_rows(connection, spec, keyed(spec, rows))
        new = add_events(connection, folder.events)
        tables["events"] = Changes(added=new, unchanged=len(folder.events) - new)
    return ImportReport(revision, tables)


def _revision(folder: PortContent) -> str:
    content = [asdict(folder.book), [asdict(cost) for cost in folder.costs]]
    return hashlib.sha256(json.dumps(content, default=str, sort_keys=True).encode()).hexdigest()


def _save_profile(connection: Connection, book: PortBook, revision: str) -> Changes:
    values = asdict(book.profile)
    row = connection.execute(select(port.profile)).mappings().one_or_none()
    known = dict(row) if row else {}
    known.pop("revision", None)
    connection.execute(delete(port.profile))
    connection.execute(insert(port.profile).values(revision=revision, **values))
    if not known:
        return Changes(added=1)
    return Changes(unchanged=1) if known == values else Changes(changed=1)


def _save_rows(connection: Connection, spec: RowTable[object], rows: dict[str, JsonObject]) -> Changes:
    known = stored(connection, spec)
    table = spec.table
    for key in known.keys() - rows.keys():
        connection.execute(delete(table).where(table.c.key == key))
    differing = [key for key in rows.keys() & known.keys() if rows[key] != known[key]]
    for key in differing:
        connection.execute(update(table).where(table.c.key == key).values(rows[key]))
    fresh = [{"key": key} | values for key, values in rows.items() if key not in known]
    if fresh:
        connection.execute(insert(table), fresh)
    changed = sum(_content(rows[key]) != _content(known[key]) for key in differing)
    kept = len(rows.keys() & known.keys())
    return Changes(len(fresh), changed, kept - changed, len(known.keys() - rows.keys()))


def _content(values: JsonObject) -> JsonObject:
    return {name: value for name, value in values.items() if name != "row"}
