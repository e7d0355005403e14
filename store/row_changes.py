"""Saves the rows of one table so that it holds these and no others, and says what that changed."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, update

from core.turns import JsonObject
from store.port_rows import RowTable, stored


@dataclass(frozen=True, slots=True)
class Changes:
    """Rows of one table. A row that only moved in its file is unchanged."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class RowChanges:
    """Rows as column values; of a changed one what it was and what it is."""

    added: tuple[JsonObject, ...]
    changed: tuple[tuple[JsonObject, JsonObject], ...]
    removed: tuple[JsonObject, ...]
    unchanged: int

    @property
    def counts(self) -> Changes:
        return Changes(len(self.added), len(self.changed), self.unchanged, len(self.removed))


def save_rows(
    connection: Connection,
    spec: RowTable[object],
    rows: dict[str, JsonObject],
    *where: ColumnElement[bool],
) -> RowChanges:
    """`rows` by key replace all rows of the table, or all that `where` holds. A statement for each kind of
    change, with many parameters: a round trip a row would take minutes over a network."""
    known = stored(connection, spec, *where)
    gone = [key for key in known if key not in rows]
    differing = [key for key, values in rows.items() if key in known and values != known[key]]
    fresh = [key for key in rows if key not in known]
    _write(connection, spec, rows, gone=gone, differing=differing, fresh=fresh)
    changed = [key for key in differing if _content(rows[key]) != _content(known[key])]
    return RowChanges(
        added=tuple(rows[key] for key in fresh),
        changed=tuple((known[key], rows[key]) for key in changed),
        removed=tuple(known[key] for key in gone),
        unchanged=len(rows) - len(fresh) - len(changed),
    )


def _write(
    connection: Connection,
    spec: RowTable[object],
    rows: dict[str, JsonObject],
    *,
    gone: list[str],
    differing: list[str],
    fresh: list[str],
) -> None:
    table, this = spec.table, spec.table.c.key == bindparam("this_key")
    if gone:
        connection.execute(delete(table).where(this), [{"this_key": key} for key in gone])
    if differing:
        values = [{"this_key": key, **rows[key]} for key in differing]
        connection.execute(update(table).where(this), values)
    if fresh:
        connection.execute(insert(table), [{"key": key, **rows[key]} for key in fresh])


def _content(values: JsonObject) -> JsonObject:
    return {name: value for name, value in values.items() if name != "row"}
