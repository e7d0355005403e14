"""`quayside track`: where a shipment is, for whoever may see it."""

from typing import Annotated

import typer

from app.cli.console import emit
from app.cli.house import enter, user_of
from app.cli.options import AsUser, Json
from core.turns import JsonObject

SHOWN = (
    "milestone",
    "milestone_date",
    "milestone_place",
    "pol",
    "pod",
    "carrier",
    "vessel",
    "voyage",
    "eta",
    "eta_before",
    "eta_reason",
    "hold_reason",
    "rollover_reason",
    "container_no",
    "bl_no",
    "house_bl_no",
    "free_days_demurrage",
    "free_days_detention",
    "demurrage_last_free_day",
    "reported_on",
)


def track(
    ctx: typer.Context,
    reference: Annotated[str, typer.Argument(help="A shipment, container, booking or B/L number.")],
    user: AsUser = None,
    as_json: Json = False,
) -> None:
    """Show a shipment as USER may see it."""
    with enter(ctx, exclusive=False, model=False) as house:
        card = house.services.shipments.shipment(reference, user_of(house, user))
    if as_json:
        emit(card)
    else:
        typer.echo(described(card))


def described(card: JsonObject) -> str:
    """The card's facts, one a line, and its timeline."""
    lines = [str(card.get("reference", ""))]
    lines += [f"  {key.replace('_', ' ')}: {_plain(card[key])}" for key in SHOWN if card.get(key)]
    for step in card.get("timeline") or ():
        place = _plain(step.get("place") or "")
        lines.append(
            f"  {step.get('date', '')}  {step.get('milestone', '').replace('_', ' ')}  {place}".rstrip()
        )
    return "\n".join(lines)


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return str(value.get("name") or value.get("locode") or "")
    return str(value)
