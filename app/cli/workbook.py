"""`quayside workbook`: the catalogue as an Excel workbook, exported, previewed and applied."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.cli.console import emit, note
from app.cli.edits import show_counts, show_preview, show_warnings
from app.cli.house import enter, user_of
from app.cli.options import Json
from core.errors import BadInput

workbook = typer.Typer(help="Edit products, prices and costs in an Excel workbook.", no_args_is_help=True)
Editor = Annotated[str, typer.Option("--as", help="A merchant's staff, or an administrator.")]
File = Annotated[Path, typer.Argument(help="An Excel workbook, .xlsx.")]


class Person(StrEnum):
    merchant = "merchant"
    admin = "admin"


@workbook.command()
def export(ctx: typer.Context, file: File, as_user: Editor) -> None:
    """Write the rows that the user may edit; an existing file is not written over."""
    with enter(ctx, exclusive=False, model=False) as house:
        content = house.services.catalogue.workbook(user_of(house, as_user))
    _write_new(file, content)


@workbook.command()
def template(
    file: File,
    person: Annotated[Person, typer.Option("--for", help="Who is going to fill it in.")] = Person.merchant,
) -> None:
    """Write an empty workbook with all columns and what they mean."""
    from tools.catalogue.folder.tables import OFFICE_TABLES, STAFF_TABLES
    from tools.catalogue.workbook import template as empty

    _write_new(file, empty(STAFF_TABLES if person is Person.merchant else OFFICE_TABLES))


@workbook.command()
def preview(ctx: typer.Context, file: File, as_user: Editor, as_json: Json = False) -> None:
    """Say what applying the workbook would change; nothing is written."""
    content = _read(file)
    with enter(ctx, exclusive=False, model=False) as house:
        told = house.services.catalogue.preview(content, user_of(house, as_user))
    show_preview(told, as_json)
    if not as_json:
        typer.echo(f"To apply: quayside workbook apply {file} --as {as_user} --token {told['token']}")


@workbook.command()
def apply(
    ctx: typer.Context,
    file: File,
    *,
    as_user: Editor,
    token: Annotated[str, typer.Option(help="The token that the preview gave.")],
    remove: Annotated[
        bool, typer.Option("--remove", help="Remove the rows that are missing from the workbook.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Save the workbook that was previewed: all of it or nothing."""
    content = _read(file)
    with enter(ctx, exclusive=False, model=False) as house:
        principal = user_of(house, as_user)
        told = house.services.catalogue.apply(content, principal, token=token, remove=remove)
    if as_json:
        emit(told)
        return
    show_counts(told, ("added", "changed", "unchanged", "removed"))
    show_warnings(told)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(
            f"{str(file)!r} cannot be read: {error.strerror}.", hint="Check the path."
        ) from error


def _write_new(file: Path, content: bytes) -> None:
    try:
        with file.open("xb") as written:
            written.write(content)
    except OSError as error:
        raise BadInput(
            f"{str(file)!r} cannot be written: {error.strerror}.",
            hint="Name a new file in a folder of yours.",
        ) from error
    note(f"wrote {file}")
