"""`quayside import`, `quayside export` and `quayside ingest`: the port's tables and its documents."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.console import emit, table, working
from app.cli.edits import show_preview
from app.cli.house import read_settings
from app.cli.options import Json
from core.turns import JsonObject

COUNTS = ("added", "changed", "unchanged", "removed")


def import_port(
    folder: Annotated[Path, typer.Argument(help="A port folder: port.toml, CSV files, events, documents.")],
    preview: Annotated[
        bool, typer.Option("--preview", help="Say what would change in the tables; write nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Load a port folder: all of it or nothing. The same folder again changes nothing."""
    from app.bootstrap import open_house
    from app.exporting import preview_folder
    from app.importing import import_folder

    if preview:
        settings = read_settings()
        if not (settings.database_url or settings.data_folder.is_dir()):
            show_preview(preview_folder(None, folder), as_json)  # nothing is written, no data folder either
            return
        with open_house(settings, exclusive=False, model=False) as house:
            show_preview(preview_folder(house, folder), as_json)
        return
    with open_house(read_settings(), model=False) as house, working(f"Importing {folder}") as progress:
        report = import_folder(house, folder, progress)
    _show(report, as_json)


def export_port(
    folder: Annotated[Path, typer.Argument(help="A new folder to write the port to.")],
    as_json: Json = False,
) -> None:
    """Write the imported port, edits by workbook included, as a port folder. It holds every merchant's
    costs and every user."""
    from app.bootstrap import open_house
    from app.exporting import export_folder

    with open_house(read_settings(), exclusive=False, model=False) as house:
        report = export_folder(house, folder)
    if as_json:
        emit(report)
        return
    rows = [{"file": name, "rows": count} for name, count in report["tables"].items()]
    typer.echo(table(("file", "rows"), rows))
    for warning in report["warnings"]:
        typer.echo(f"warning: {warning}")


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
