"""Brings a port folder into the database: all of it in one transaction, the same again with no change."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection, Engine, delete, insert, select

from core.clock import SystemClock
from core.trade import CostRow, PortBook
from core.turns import JsonObject
from store.database import writing
from store.event_rows import add_events
from store.port_rows import COSTS, keyed, rows_of_book
from store.price_points import record_prices
from store.row_changes import Changes, save_rows
from store.tables import port

__all__ = ["Changes", "ImportReport", "PortContent", "import_port"]


class PortContent(Protocol):
    """What an import takes of a folder that was read."""

    @property
    def book(self) -> PortBook: ...
    @property
    def costs(self) -> Sequence[CostRow]: ...
    @property
    def events(self) -> Sequence[JsonObject]: ...


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`revision` is the SHA-256 of the content, in hex; `tables` go by the names of the files."""

    revision: str
    tables: dict[str, Changes]


def import_port(engine: Engine, folder: PortContent, at: datetime | None = None) -> ImportReport:
    """Make the database hold what the folder holds; rows that it no longer has are removed.

    Events are only ever added. Quotations keep the snapshots that they were made from. `at` (now, if not
    given) is when the history of prices says that these were seen.
    """
    content = {
        spec.table.name: (spec, keyed(spec, rows))
        for spec, rows in (*rows_of_book(folder.book), (COSTS, folder.costs))
    }
    revision = _revision(folder.book, {name: rows for name, (_, rows) in content.items()})
    with writing(engine) as connection:
        saved = {name: save_rows(connection, spec, rows) for name, (spec, rows) in content.items()}
        record_prices(connection, saved, at or SystemClock().now(), revision)
        tables = {"port": _save_profile(connection, folder.book, revision)}
        tables |= {name: changes.counts for name, changes in saved.items()}
        new = add_events(connection, folder.events)
        tables["events"] = Changes(added=new, unchanged=len(folder.events) - new)
    return ImportReport(revision, tables)


def _revision(book: PortBook, tables: dict[str, dict[str, JsonObject]]) -> str:
    """The SHA-256 of every value, a row at a time: the text of a whole port would double its memory."""
    digest = hashlib.sha256(repr(asdict(book.profile)).encode())
    for name, rows in tables.items():
        digest.update(f"\n{name}\n".encode())
        for values in rows.values():
            digest.update(repr(list(values.values())).encode())
    return digest.hexdigest()


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
