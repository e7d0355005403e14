"""`quayside costs`: what the ledger sums to."""

from enum import StrEnum
from typing import Annotated

import typer

from app.cli.console import emit, table
from app.cli.house import enter
from app.cli.options import Json

COLUMNS = (
    "key",
    "inferences",
    "input_tokens",
    "cached_tokens",
    "output_tokens",
    "thinking_tokens",
    "busy_s",
    "cpu_s",
    "energy_wh",
    "marginal",
    "allocated",
    "fully_loaded",
    "currency",
)


class By(StrEnum):
    day = "day"
    conversation = "conversation"
    actor = "actor"
    model = "model"
    tier = "tier"
    outcome = "outcome"


def costs(
    ctx: typer.Context,
    by: Annotated[By, typer.Option(help="What the rows are summed by.")] = By.day,
    limit: Annotated[int, typer.Option(min=1, help="Most rows, newest first.")] = 30,
    as_json: Json = False,
) -> None:
    """What conversations cost, by the rate card. Energy is an estimate."""
    with enter(ctx, exclusive=False, model=False) as house:
        rows = house.services.costs.summary(by.value, limit)
    if as_json:
        emit({"by": by.value, "energy": "estimate", "rows": rows})
    else:
        typer.echo(table(COLUMNS, rows) if rows else "No inference has been paid for yet.")
