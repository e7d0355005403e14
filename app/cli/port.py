"""`quayside import` and `quayside ingest`: the port's tables and its documents."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.console import emit, table, working
from app.cli.house import read_settings
from app.cli.options import Json
from core.turns import JsonObject

COUNTS = ("added", "changed", "unchanged", "removed")


def import_port(
    folder: Annotated[Path, typer.Argument(help="A port folder: port.toml, CSV files, events, documents.")],
    as_json: Json = False,
) -> None:
    """Load a port folder: all of it or nothing. The same folder again changes nothing."""
    from app.bootstrap import open_house
    from app.importing import import_folder

    with open_house(read_settings(), model=False) as house, working(f"Importing {folder}") as progress:
        report = import_folder(house, folder, progress)
    _show(report, as_json)


def ingest(as_json: Json = False) -> None:
    """Bring the knowledge up to date with the imported documents."""
    from app.bootstrap import open_house
    from app.importing import ingest_documents

    with open_house(read_settings(), model=False) as house, working("Reading documents") as progress:
        report = ingest_documents(house, progress)
    _show(report, as_json)


def _show(report: JsonObject, as_json: bool) -> None:
    """`tables` holds counts by file; `warnings` are sentences."""
    if as_json:
        emit(report)
        return
    rows = [{"file": name, **counts} for name, counts in report.get("tables", {}).items()]
    if rows:
        typer.echo(table(("file", *(count for count in COUNTS if count in rows[0])), rows))
    for warning in report.get("warnings", ()):
        typer.echo(f"warning: {warning}")
