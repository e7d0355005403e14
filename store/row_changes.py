"""Saves the rows of one table so that it holds these and no others, and says what that changed."""

from collections import defaultdict
from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What makes a table hold the rows that it should, as the parameters of statements. `moved` are the
    columns of changed rows that differ, by their names; `changes` is what that means for people."""

    gone: list[JsonObject]
    moved: Mapping[tuple[str, ...], list[JsonObject]]
    fresh: list[JsonObject]
    changes: RowChanges


def save_rows(
    connection: Connection,
    spec: RowTable[object],
    rows: Mapping[str, JsonObject],
    *where: ColumnElement[bool],
) -> RowChanges:
    """`rows` by key replace all rows of the table, or all that `where` holds."""
    plan = plan_rows(stored(connection, spec, *where), rows)
    write_rows(connection, spec, plan)
    return plan.changes


def plan_rows(known: Mapping[str, JsonObject], rows: Mapping[str, JsonObject]) -> RowPlan:
    """How `rows` take the place of the `known` ones, both by key."""
    gone = [key for key in known if key not in rows]
    fresh = [key for key in rows if key not in known]
    differing = [key for key, values in rows.items() if key in known and values != known[key]]
    changed = [key for key in differing if _content(rows[key]) != _content(known[key])]
    moved: defaultdict[tuple[str, ...], list[JsonObject]] = defaultdict(list)
    for key in differing:
        values = {name: value for name, value in rows[key].items() if value != known[key][name]}
        moved[tuple(values)].append({"this_key": key, **values})
    changes = RowChanges(
        added=tuple(rows[key] for key in fresh),
        changed=tuple((known[key], rows[key]) for key in changed),
        removed=tuple(known[key] for key in gone),
        unchanged=len(rows) - len(fresh) - len(changed),
    )
    return RowPlan(
        gone=[{"this_key": key} for key in gone],
        moved=moved,
        fresh=[{"key": key, **rows[key]} for key in fresh],
        changes=changes,
    )


def write_rows(connection: Connection, spec: RowTable[object], plan: RowPlan) -> None:
    """A statement for each kind of change, with many parameters: a round trip a row would take minutes over
    a network. Only columns that differ are written: their indexes alone have to follow."""
    table, this = spec.table, spec.table.c.key == bindparam("this_key")
    if plan.gone:
        connection.execute(delete(table).where(this), plan.gone)
    for names, values in plan.moved.items():
        changed: JsonObject = {name: bindparam(name) for name in names}
        connection.execute(update(table).where(this).values(changed), values)
    if plan.fresh:
        connection.execute(insert(table), plan.fresh)


def _content(values: JsonObject) -> JsonObject:
    return {name: value for name, value in values.items() if name != "row"}
