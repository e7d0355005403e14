"""`quayside audit`: verify the log, export it, prove one entry."""

import json
from typing import Annotated, Any

import typer

from app.cli.console import emit
from app.cli.house import enter
from app.cli.options import Json

audit = typer.Typer(help="Check, export and prove entries of the audit log.", no_args_is_help=True)


@audit.command()
def verify(ctx: typer.Context, as_json: Json = False) -> None:
    """Check every leaf against the signed checkpoints; exit 1 if they do not agree."""
    with enter(ctx, exclusive=False, model=False) as house:
        intact, verdict = house.services.audit.verify()
        size = house.services.audit.size()
    if as_json:
        emit({"intact": intact, "verdict": verdict, "size": size})
    else:
        typer.echo(f"{'intact' if intact else 'NOT INTACT'}: {verdict}")
    if not intact:
        raise typer.Exit(1)


@audit.command()
def export(
    ctx: typer.Context,
    start: Annotated[int, typer.Option(min=0, help="First leaf.")] = 0,
    end: Annotated[int | None, typer.Option(min=0, help="First leaf that is left out.")] = None,
    as_json: Json = False,
) -> None:
    """Print leaves as JSON Lines; with --json one document that holds the checkpoint too."""
    with enter(ctx, exclusive=False, model=False) as house:
        size = house.services.audit.size()
        stop = size if end is None else min(end, size)
        leaves = house.services.audit.leaves(start, stop) if start < stop else []
        checkpoint = house.services.audit.checkpoint()
    if as_json:
        rows: list[dict[str, Any]] = [
            {"index": start + n, "leaf": json.loads(leaf)} for n, leaf in enumerate(leaves)
        ]
        emit({"size": size, "checkpoint": checkpoint, "leaves": rows})
        return
    for leaf in leaves:
        typer.echo(leaf.decode())


@audit.command()
def prove(
    ctx: typer.Context,
    index: Annotated[int, typer.Argument(min=0, help="Index of the leaf, from 0.")],
    as_json: Json = False,
) -> None:
    """Print the proof (C2SP tlog-proof) that a leaf is under the newest checkpoint."""
    with enter(ctx, exclusive=False, model=False) as house:
        proof = house.services.audit.proof(index)
    if as_json:
        emit(proof)
    else:
        typer.echo(proof["proof"])
