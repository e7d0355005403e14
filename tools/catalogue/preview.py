"""What people are shown of an edit before it is applied: rows, fields, warnings, and its token."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from core.trade import CostRow, PriceRow
from core.turns import JsonObject
from tools.catalogue.changes import RowChange, TableChanges, compare, merged, name_of, token_of
from tools.catalogue.folder.tables import TableRow, Tables
from tools.catalogue.price_warnings import Repricing, price_warnings, repricings

MOST_LISTED = 500


@dataclass(frozen=True, slots=True)
class Preview:
    """`token` ties applying to what was shown here: it stands for the rows as they are and the new ones."""

    token: str
    changes: tuple[TableChanges, ...]
    moves: tuple[Repricing, ...]
    warnings: tuple[str, ...]


def preview_of(present: Tables, new: Tables) -> Preview:
    changes = compare(present, new)
    moves = tuple(_moves(changes, present))
    after = _overlaid(present, merged(present, new, remove=False))
    warned = price_warnings(moves, _touched(changes, after), after)
    return Preview(token_of(present, new), changes, moves, warned)


def to_json(preview: Preview) -> JsonObject:
    """`token`; `tables` with counts by name; `rows`, the first 500 of those that differ, and in `left_out`
    how many more there are; `warnings`."""
    total = sum(len(table.added) + len(table.changed) + len(table.missing) for table in preview.changes)
    return {
        "token": preview.token,
        "tables": {table.table: _counts(table) for table in preview.changes},
        "rows": list(islice(_rows(preview), MOST_LISTED)),
        "left_out": max(0, total - MOST_LISTED),
        "warnings": list(preview.warnings),
    }


def _counts(table: TableChanges) -> JsonObject:
    return {
        "added": len(table.added),
        "changed": len(table.changed),
        "unchanged": table.unchanged,
        "missing": len(table.missing),
    }


def _rows(preview: Preview) -> Iterator[JsonObject]:
    moves = {id(move.new): move for move in preview.moves}
    for table in preview.changes:
        for change in table.changed:
            yield _changed(table.table, change, moves.get(id(change.new)))
        for row in table.added:
            yield {"table": table.table, "kind": "added", "row": name_of(row)} | _follows(
                moves.get(id(row))
            )
        for row in table.missing:
            yield {"table": table.table, "kind": "missing", "row": name_of(row)}


def _changed(table: str, change: RowChange, move: Repricing | None) -> JsonObject:
    fields: list[JsonObject] = [
        {"name": field.name, "old": field.old, "new": field.new} for field in change.fields
    ]
    told: JsonObject = {"table": table, "kind": "changed", "row": name_of(change.new), "fields": fields}
    is_price = any(field.name == "unit_price" for field in change.fields)
    return told | (_percent(move) if is_price else {})


def _follows(move: Repricing | None) -> JsonObject:
    """A new price beside the one it follows."""
    if move is None:
        return {}
    field = {"name": "unit_price", "old": f"{move.old.unit_price:f}", "new": f"{move.new.unit_price:f}"}
    return {"follows": name_of(move.old), "fields": [field]} | _percent(move)


def _percent(move: Repricing | None) -> JsonObject:
    by = move.percent if move else None
    return {} if by is None else {"percent": f"{by:+}"}


def _moves(changes: Sequence[TableChanges], present: Tables) -> Iterator[Repricing]:
    for table in changes:
        if table.table == "prices":
            yield from repricings(table, present.prices or ())


def _touched(changes: Sequence[TableChanges], after: Tables) -> Iterator[PriceRow]:
    """New and changed prices, and all prices of goods whose cost is new or changed."""
    rows = [row for table in changes for row in _new_rows(table)]
    seen = {id(row) for row in rows if isinstance(row, PriceRow)}
    yield from (row for row in rows if isinstance(row, PriceRow))
    goods = {(row.merchant_id, row.sku) for row in rows if isinstance(row, CostRow)}
    for price in after.prices or ():
        if (price.merchant_id, price.sku) in goods and id(price) not in seen:
            yield price


def _new_rows(table: TableChanges) -> Iterator[TableRow]:
    yield from table.added
    yield from (change.new for change in table.changed)


def _overlaid(present: Tables, new: Tables) -> Tables:
    return replace(present, **dict(new))  # type: ignore[arg-type]  # each table's rows under its own name
