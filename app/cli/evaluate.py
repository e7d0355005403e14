"""`quayside eval`: conversations with expectations, on a fresh temporary data folder."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.console import emit, table, working
from app.cli.house import read_settings
from app.cli.options import Json
from core.turns import JsonObject


def evaluate(
    file: Annotated[Path, typer.Argument(help="Conversations, one a line (JSON Lines).")],
    port: Annotated[Path, typer.Option("--port", help="The port folder they are played in.")],
    as_json: Json = False,
) -> None:
    """Run an evaluation file; exit 1 if any turn failed."""
    from app.evaluation import evaluate as played

    with working("Evaluating") as progress:
        report = played(port, file, read_settings(), progress)
    if as_json:
        emit(report)
    else:
        typer.echo(summary(report))
    if report["failed"]:
        raise typer.Exit(1)


def summary(report: JsonObject) -> str:
    lines = [f"{name}: {value}" for name, value in report["totals"].items()]
    if report["failed"]:
        columns = ("id", "turn", "check", "expected", "got")
        lines += ["", table(columns, report["failed"])]
    return "\n".join(lines)
