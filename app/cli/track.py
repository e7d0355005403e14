"""`quayside track`: where a shipment is, for whoever may see it."""

from typing import Annotated

import typer

from app.cli.console import emit
from app.cli.house import enter, user_of
from app.cli.options import AsUser, Json
from core.turns import JsonObject

SHOWN = (
    "not_reported_since",
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
    "eta_delta_days",
    "eta_reason",
    "overdue",
    "hold_reason",
    "rollover_reason",
    "not_loaded",
    "container_no",
    "setpoint_c",
    "bl_no",
    "house_bl_no",
    "free_days_demurrage",
    "free_days_detention",
    "demurrage_last_free_day",
    "demurrage_last_free_day_expected",
    "demurrage_days_over",
    "detention_last_free_day",
    "detention_days_over",
    "reported_on",
)
_CLASSIFIERS = {"PLN": " (planned)", "EST": " (estimated)"}


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
    """The card's facts, one a line, its legs and its timeline. What is not known is left out."""
    lines = [str(card.get("reference", ""))]
    lines += [
        f"  {key.replace('_', ' ')}: {_plain(card[key])}"
        for key in SHOWN
        if card.get(key) not in (None, "")
    ]
    lines += [f"  leg {number}: {_leg(leg)}" for number, leg in enumerate(card.get("legs") or (), 1)]
    for step in card.get("timeline") or ():
        place = _plain(step.get("place") or "")
        lines.append(
            f"  {step.get('date', '')}  {step.get('milestone', '').replace('_', ' ')}  {place}".rstrip()
        )
    return "\n".join(lines)


def _leg(leg: JsonObject) -> str:
    """`Nansha -> Singapore, AURORA / 114W, departed 2026-11-14, arrived 2026-11-19 (estimated)`"""
    ends = " -> ".join(_plain(leg.get(end) or "?") for end in ("from", "to"))
    vessel = " / ".join(filter(None, (leg.get("vessel"), leg.get("voyage"))))
    days = [
        f"{end} {leg[end]['day']}{_CLASSIFIERS.get(leg[end]['classifier'], '')}"
        for end in ("departed", "arrived")
        if leg.get(end)
    ]
    return ", ".join(filter(None, (ends, vessel, *days)))


def _plain(value: object) -> str:
    match value:
        case {"to_fix": to_fix, "vessel": vessel, "since": since, **more}:
            told = f"{vessel or 'the vessel'} left without it; to fix: {to_fix.replace('_', ' ')}"
            return ", ".join(filter(None, (told, f"open since {since}", str(more.get("reason", "")))))
        case dict():
            return str(value.get("name") or value.get("locode") or "")
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)
