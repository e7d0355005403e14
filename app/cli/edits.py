"""How the commands show what an edit of the catalogue would change, or has changed."""

import typer

from app.cli.console import emit, table
from core.turns import JsonObject

MOST_SHOWN = 40


def show_preview(told: JsonObject, as_json: bool) -> None:
    """A table of counts, the rows that differ, warnings."""
    if as_json:
        emit(told)
        return
    show_counts(told, ("added", "changed", "unchanged", "missing"))
    rows = told["rows"]
    for row in rows[:MOST_SHOWN]:
        typer.echo(row_line(row))
    more = told["left_out"] + max(0, len(rows) - MOST_SHOWN)
    if more:
        typer.echo(f"... and {more} more rows")
    show_warnings(told)


def show_counts(told: JsonObject, columns: tuple[str, ...]) -> None:
    rows = [{"table": name, **counts} for name, counts in told["tables"].items()]
    typer.echo(table(("table", *columns), rows))


def show_warnings(told: JsonObject) -> None:
    for warning in told["warnings"]:
        typer.echo(f"warning: {warning}")


def row_line(row: JsonObject) -> str:
    """`changed prices M1 A-1 L1: unit_price 12.50 -> 13.00 (+4.0 %)`."""
    fields = "; ".join(f"{f['name']} {f['old'] or '-'} -> {f['new'] or '-'}" for f in row.get("fields", ()))
    by = f" ({row['percent']} %)" if "percent" in row else ""
    return f"{row['kind']} {row['table']} {row['row']}{': ' if fields else ''}{fields}{by}"
