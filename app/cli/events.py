"""`quayside events`: carriers' events from files and feeds, and what of them could not be used."""

import asyncio
import json
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.console import emit, note, table, working
from app.cli.house import read_settings
from app.cli.options import Json
from core.errors import BadInput
from core.turns import JsonObject

if TYPE_CHECKING:
    from app.bootstrap import House

COUNTS = ("source", "received", "new", "known", "rejected", "doubtful")
_LONGEST_BODY = 200
_FAILED = 3

events = typer.Typer(
    help="Carriers' events: add files, poll feeds, list what was rejected.", no_args_is_help=True
)


@events.command("add")
def add(
    files: Annotated[
        list[Path], typer.Argument(help="JSON: an array of events, one event, or one a line.")
    ],
    as_json: Json = False,
) -> None:
    """Store the events in FILES. What is no event is kept apart and stops nothing."""
    texts = [(path, _read(path)) for path in files]
    with _house() as house:
        reports = [house.intake.take(str(path), text).shown() for path, text in texts]
    _show(reports, as_json)


@events.command("poll")
def poll(
    feed: Annotated[str | None, typer.Option(help="A feed of QUAYSIDE_FEEDS; without it, all.")] = None,
    as_json: Json = False,
) -> None:
    """Read what the carriers' feeds have that is new, once."""
    with _house() as house:
        desk = house.intake
        feeds = [desk.feed(feed)] if feed else list(desk.settings)
        if not feeds:
            raise BadInput("There is no feed to poll.", hint="Set QUAYSIDE_FEEDS; see docs/settings.md.")
        with working("Reading feeds") as progress:
            reports = []
            for settings in feeds:
                progress(settings.name)
                reports.append(asyncio.run(desk.poll(settings)).shown())
    _show(reports, as_json)
    if any(report["trouble"] for report in reports):
        raise typer.Exit(_FAILED)


@events.command("rejected")
def rejected(
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 100,
    as_json: Json = False,
) -> None:
    """Show the messages that were no events, and why."""
    with _house() as house:
        rows = house.intake.rejected(limit)
    if as_json:
        emit({"rejected": [row | {"body": json.loads(row["body"], parse_constant=str)} for row in rows]})
        return
    for row in rows:
        typer.echo(f"{row['rejected_no']}  {row['received_at']}  {row['source']}")
        for reason in row["reasons"]:
            typer.echo(f"    {reason}")
        typer.echo(f"    {row['body'][:_LONGEST_BODY]}")


def _house() -> "AbstractContextManager[House]":
    """Beside a server that runs: writers of the database take turns."""
    from app.bootstrap import open_house

    settings = read_settings()
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    return open_house(settings, exclusive=False, model=False)


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig", errors="replace")
    except OSError as error:
        raise BadInput(
            f"{str(path)!r} cannot be read: {error.strerror}.", hint="Check its name."
        ) from error


def _show(reports: list[JsonObject], as_json: bool) -> None:
    if as_json:
        emit({"sources": reports})
        return
    typer.echo(table(COUNTS, reports))
    for report in reports:
        for line in (*report["doubts"], report["trouble"]):
            if line:
                note(f"{report['source']}: {line}")
    if any(report["rejected"] for report in reports):
        note("What was rejected is kept: quayside events rejected")
