"""`quayside quote show`, `list`, `release`, ...: stored quotations, as a user of the port."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.console import emit, note, table
from app.cli.house import enter, user_of
from app.cli.options import AsUser, Json
from app.cli.quote import described, quote
from core.errors import BadInput
from core.turns import JsonObject

if TYPE_CHECKING:
    from api.services import PaperKind

COLUMNS = (
    "quotation_id",
    "number",
    "revision",
    "state",
    "term",
    "place",
    "total",
    "currency",
    "valid_until",
)

quotations = typer.Typer(invoke_without_command=True)
quotations.callback()(quote)

_KINDS: "dict[str, PaperKind]" = {"pdf": "pdf", "xlsx": "xlsx", "xml": "xml"}
_Id = Annotated[str, typer.Argument(metavar="ID", help="A quotation's id.")]
_Hash = Annotated[str, typer.Option("--hash", help="The content hash of what was looked at.")]
_Note = Annotated[str, typer.Option("--note", help="A word to the other side.")]


@quotations.command()
def show(ctx: typer.Context, quotation_id: _Id, user: AsUser = None, as_json: Json = False) -> None:
    """Show a quotation as USER may see it."""
    with enter(ctx, exclusive=False, model=False) as house:
        view = house.services.quoting.quotation(quotation_id, user_of(house, user))
    _print(view, as_json)


@quotations.command("list")
def list_quotations(
    ctx: typer.Context,
    user: AsUser = None,
    state: Annotated[str | None, typer.Option(help="Only those in this state.")] = None,
    as_json: Json = False,
) -> None:
    """The quotations that USER may see, newest first."""
    with enter(ctx, exclusive=False, model=False) as house:
        rows = house.services.quoting.list_quotations(user_of(house, user), state=state)
    if as_json:
        emit({"quotations": rows})
    else:
        typer.echo(table(COLUMNS, rows))


@quotations.command()
def release(
    *,
    ctx: typer.Context,
    quotation_id: _Id,
    content_hash: _Hash,
    user: AsUser = None,
    words: _Note = "",
    as_json: Json = False,
) -> None:
    """Approve a quotation for the merchant of USER; the last approval releases it."""
    with enter(ctx, exclusive=False, model=False) as house:
        move = house.services.quotation_life.release
        view = move(quotation_id, user_of(house, user), content_hash=content_hash, note=words)
    _print(view, as_json)


@quotations.command()
def accept(
    *,
    ctx: typer.Context,
    quotation_id: _Id,
    content_hash: _Hash,
    user: AsUser = None,
    words: _Note = "",
    as_json: Json = False,
) -> None:
    """Accept a released quotation as its buyer."""
    with enter(ctx, exclusive=False, model=False) as house:
        move = house.services.quotation_life.accept
        view = move(quotation_id, user_of(house, user), content_hash=content_hash, note=words)
    _print(view, as_json)


@quotations.command()
def decline(
    *,
    ctx: typer.Context,
    quotation_id: _Id,
    user: AsUser = None,
    content_hash: Annotated[
        str | None, typer.Option("--hash", help="Refuse if the content hash is another one.")
    ] = None,
    words: _Note = "",
    as_json: Json = False,
) -> None:
    """Decline a quotation, as its buyer or as a merchant in it."""
    with enter(ctx, exclusive=False, model=False) as house:
        move = house.services.quotation_life.decline
        view = move(quotation_id, user_of(house, user), content_hash=content_hash, note=words)
    _print(view, as_json)


@quotations.command()
def replay(ctx: typer.Context, quotation_id: _Id, as_json: Json = False) -> None:
    """Compute a quotation from its stored inputs; exit 1 if that gives other bytes than were stored."""
    with enter(ctx, exclusive=False, model=False) as house:
        stored, again = house.services.quotation_papers.replay(quotation_id)
    is_equal = _bytes(stored) == _bytes(again)
    if as_json:
        emit(again)
    elif is_equal:
        typer.echo(f"{quotation_id} gives the same {len(_bytes(again))} bytes as were stored.")
    if not is_equal:
        differing = [key for key in {**stored, **again} if stored.get(key) != again.get(key)]
        note(f"{quotation_id} does not come out as it was stored; differing: {', '.join(differing)}.")
        raise typer.Exit(1)


@quotations.command("file")
def write_file(
    *,
    ctx: typer.Context,
    quotation_id: _Id,
    out: Annotated[Path, typer.Option("--out", help="The file to write.")],
    user: AsUser = None,
    kind: Annotated[str, typer.Option("--kind", help="pdf, xlsx or xml.")] = "pdf",
    language: Annotated[
        str | None, typer.Option("--language", help="A language tag; without it, the user's.")
    ] = None,
) -> None:
    """Write a quotation as a file, as USER may see it."""
    wanted = _kind(kind)
    with enter(ctx, exclusive=False, model=False) as house:
        principal = user_of(house, user)
        file = house.services.quotation_papers.file(
            quotation_id,
            principal,
            kind=wanted,
            language=language or principal.language,
            base_url=house.settings.web.public_url.rstrip("/"),
        )
    try:
        out.write_bytes(file.content)
    except OSError as error:
        raise BadInput(
            f"Cannot write {str(out)!r}: {error.strerror}.", hint="Name a file in a folder that exists."
        ) from error
    typer.echo(f"{out}: {len(file.content)} bytes")


def _kind(text: str) -> "PaperKind":
    if text not in _KINDS:
        raise BadInput(f"{text!r} is no kind of file.", hint=f"Use one of: {', '.join(_KINDS)}.")
    return _KINDS[text]


def _print(view: JsonObject, as_json: bool) -> None:
    if as_json:
        emit(view)
        return
    head = f"{view['quotation_id']}, revision {view['revision']} of {view['number']}: {view['state']}"
    typer.echo(head)
    typer.echo(described(view) if not view.get("partial") else _own_lines(view))
    typer.echo(f"  content hash {view['content_hash']}")
    for move in view["moves"]:
        typer.echo(f"  {move['at']}  {move['role']}  {move['move']}  {move.get('note', '')}".rstrip())


def _own_lines(view: JsonObject) -> str:
    rows = [f"{view['term']} {view['place']}, valid until {view['valid_until']}; your own lines:"]
    rows += [f"  {line['cartons']} ctn {line['sku']}: {line['amount']}" for line in view["lines"]]
    return "\n".join([*rows, f"  goods {view['goods']} {view['currency']}"])


def _bytes(document: JsonObject) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()
