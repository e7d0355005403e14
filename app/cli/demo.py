"""`quayside demo`: three conversations of the demo port, played in the terminal with sources and costs."""

import asyncio

import typer

from app.cli.chat import ask
from app.cli.console import working
from app.cli.house import House, read_settings, user_of


def demo() -> None:
    """Play the demo conversations and end."""
    from app.bootstrap import open_house
    from app.demo import DEMO_CONVERSATIONS, load_demo_port

    with open_house(read_settings()) as house:
        with working("Getting ready") as progress:
            load_demo_port(house, progress)
            house.warm_up().result()
        asyncio.run(_play(house, DEMO_CONVERSATIONS))


async def _play(house: House, conversations: tuple[tuple[str | None, tuple[str, ...]], ...]) -> None:
    for user_id, messages in conversations:
        principal = user_of(house, user_id)
        typer.echo(f"--- {principal.name or 'A visitor'} ---\n")
        conversation = house.conversations.open(principal, "cli")
        for message in messages:
            typer.echo(f"> {message}")
            await ask(house, principal, conversation, message)
