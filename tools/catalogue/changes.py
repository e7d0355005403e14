"""What an edit of the catalogue would change, and the token that ties applying it to what was shown."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from core.row_identity import IDENTITY, by_key
from tools.catalogue.folder.tables import TableRow, Tables, cell_text


@dataclass(frozen=True, slots=True)
class FieldChange:
    """Both as the texts of cells."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RowChange:
    old: TableRow
    new: TableRow
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class TableChanges:
    """`missing` rows are there and not in the new ones: they are removed only when that is asked for."""

    table: str
    added: tuple[TableRow, ...]
    changed: tuple[RowChange, ...]
    missing: tuple[TableRow, ...]
    unchanged: int


def compare(present: Tables, new: Tables) -> tuple[TableChanges, ...]:
    """Table by table, those of `new` alone. A row is the same one by core.row_identity; where it stands in
    its sheet is no change."""
    return tuple(_compare_rows(name, present.rows(name) or (), rows) for name, rows in new)


def _compare_rows(table: str, present: tuple[TableRow, ...], new: tuple[TableRow, ...]) -> TableChanges:
    known, wanted = by_key(present), by_key(new)
    both = [(known[key], row) for key, row in wanted.items() if key in known]
    changed = [RowChange(old, row, found) for old, row in both if (found := _differing(old, row))]
    return TableChanges(
        table=table,
        added=tuple(row for key, row in wanted.items() if key not in known),
        changed=tuple(changed),
        missing=tuple(row for key, row in known.items() if key not in wanted),
        unchanged=len(both) - len(changed),
    )


def _differing(old: TableRow, new: TableRow) -> tuple[FieldChange, ...]:
    if replace(new, row=old.row) == old:
        return ()
    names = [field.name for field in fields(old) if field.name != "row"]
    pairs = [(name, getattr(old, name), getattr(new, name)) for name in names]
    return tuple(FieldChange(name, cell_text(a), cell_text(b)) for name, a, b in pairs if a != b)


def merged(present: Tables, new: Tables, *, remove: bool) -> Tables:
    """The tables of `new` as they would be: rows that are there keep their places, and the digits of what
    did not change, new ones come after them; without `remove` no row goes."""
    rows = {name: _merged_rows(present.rows(name) or (), wanted, remove) for name, wanted in new}
    return Tables(**rows)  # type: ignore[arg-type]  # each table's rows under its own name


def _merged_rows(
    present: tuple[TableRow, ...], new: tuple[TableRow, ...], remove: bool
) -> tuple[TableRow, ...]:
    wanted = by_key(new)
    kept = [
        _updated(row, wanted[key]) if key in wanted else row
        for key, row in by_key(present).items()
        if key in wanted or not remove
    ]
    last = max((row.row for row in present), default=1)
    known = by_key(present)
    fresh = [row for key, row in wanted.items() if key not in known]
    return (*kept, *(replace(row, row=last + n) for n, row in enumerate(fresh, start=1)))


def _updated(old: TableRow, new: TableRow) -> TableRow:
    names = [field.name for field in fields(old) if field.name != "row"]
    differing = {name: getattr(new, name) for name in names if getattr(new, name) != getattr(old, name)}
    return replace(old, **differing)


def token_of(present: Tables, new: Tables) -> str:
    """SHA-256, in hex, of the present rows of the tables that `new` speaks of and of its own."""
    digest = hashlib.sha256()
    for name, rows in new:
        for side in (present.rows(name) or (), rows):
            digest.update(f"{name} {len(side)}\n".encode())
            for line in _lines(side):
                digest.update(line.encode())
    return digest.hexdigest()


def _lines(rows: tuple[TableRow, ...]) -> Iterator[str]:
    names = [field.name for field in fields(rows[0]) if field.name != "row"] if rows else []
    for row in rows:
        yield repr([cell_text(getattr(row, name)) for name in names]) + "\n"


def name_of(row: TableRow) -> str:
    """The row's identity, for people: `M1 A-1 L1 public 10 2026-01-01`."""
    return " ".join(filter(None, (cell_text(getattr(row, name)) for name in IDENTITY[type(row)])))
