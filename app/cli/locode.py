"""`quayside import-locode`: the full UN/LOCODE release, so that more places are known by name."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.console import emit, table, working
from app.cli.house import read_settings
from app.cli.options import Json
from app.cli.port import COUNTS


def import_locode(
    folder: Annotated[Path, typer.Argument(help="A folder with the CSV files of an official release.")],
    as_json: Json = False,
) -> None:
    """Load an official UN/LOCODE release: all of it or nothing. The same folder again changes nothing."""
    from app.bootstrap import open_house
    from app.gazetteer import import_release

    with open_house(read_settings(), model=False) as house, working(f"Importing {folder}"):
        report = import_release(house.database, folder)
    if as_json:
        emit(report)
        return
    rows = [{"file": name, **counts} for name, counts in report["tables"].items()]
    typer.echo(table(("file", *COUNTS), rows))
    typer.echo(f"{report['ports']} of them are ports.")
    for warning in report["warnings"]:
        typer.echo(f"warning: {warning}")
