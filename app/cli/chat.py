"""`quayside chat`: the agent in the terminal, with its sources and what the answer cost."""

import asyncio
import sys
from typing import Annotated
from uuid import uuid4

import typer

from app.cli.console import emit, note
from app.cli.house import House, enter, user_of
from app.cli.options import AsUser, Json
from core.errors import BadInput, BudgetSpent, Busy
from core.principal import Principal
from core.turns import AnswerEvent, BuyerMessage, Citation, TokenEvent, TurnReply


def chat(
    ctx: typer.Context,
    message: Annotated[str | None, typer.Argument(help="Without one, a conversation begins.")] = None,
    user: AsUser = None,
    as_json: Json = False,
) -> None:
    """Ask as USER; prints the answer, its sources and its cost."""
    if as_json and message is None:
        raise BadInput("--json needs a MESSAGE.", hint='For example: quayside chat --json "Where is ...?"')
    with enter(ctx) as house:
        principal = user_of(house, user)
        conversation = house.conversations.open(principal, "cli")
        if message is None:
            asyncio.run(converse(house, principal, conversation))
        elif as_json:
            reply = asyncio.run(house.runner.run(principal, _message(house, conversation, message)))
            emit(reply.model_dump(mode="json", exclude_none=True))
        else:
            asyncio.run(ask(house, principal, conversation, message))


async def converse(house: House, principal: Principal, conversation: str) -> None:
    """Line by line until the input ends. A message that cannot be taken does not end it."""
    note(f"You are talking to an AI assistant of {house.port.book().profile.name}. Ctrl-D ends.")
    while True:
        line = await asyncio.to_thread(_read_line)
        if line is None:
            return
        if not line.strip():
            continue
        try:
            await ask(house, principal, conversation, line)
        except (BadInput, Busy, BudgetSpent) as error:
            note(str(error))


async def ask(house: House, principal: Principal, conversation: str, text: str) -> TurnReply:
    """One turn, printed as it comes."""
    streamed = ""
    async for event in house.runner.stream(principal, _message(house, conversation, text)):
        if isinstance(event, TokenEvent):
            streamed += event.text
            typer.echo(event.text, nl=False)
            sys.stdout.flush()
        elif isinstance(event, AnswerEvent):
            _finish(event.reply, streamed)
            return event.reply
    raise AssertionError("a turn's last event is its answer")


def _finish(reply: TurnReply, streamed: str) -> None:
    """What was streamed is what was checked; an answer that came whole is printed now."""
    typer.echo("" if streamed else reply.answer)
    for citation in reply.citations:
        typer.echo(f"  {source_line(citation)}")
    if reply.figures:
        typer.echo(
            "  figures: " + "; ".join(f"{figure.text} ({figure.source})" for figure in reply.figures)
        )
    typer.echo(f"  {cost_line(reply)}\n")


def source_line(citation: Citation) -> str:
    where = [citation.file_name, citation.heading]
    if citation.page is not None:
        where.append(f"page {citation.page}")
    if citation.version:
        where.append(f"version {citation.version}")
    quoted = f': "{citation.quote}"' if citation.quote else ""
    return f"[{citation.marker}] " + ", ".join(part for part in where if part) + quoted


def cost_line(reply: TurnReply) -> str:
    usage = reply.usage
    return (
        f"{usage.ms / 1000:.1f} s, {usage.input_tokens} tokens read ({usage.cached_tokens} cached), "
        f"{usage.output_tokens} written, {usage.cost.currency} {usage.cost.amount:.6f} {usage.cost.basis}, "
        f"{usage.energy_wh:.4f} Wh (estimate)"
    )


def _message(house: House, conversation: str, text: str) -> BuyerMessage:
    from api.text import readable

    return BuyerMessage(
        conversation_id=conversation,
        message_id=uuid4().hex,
        text=readable(text, house.settings.web.max_message_chars),
        channel="cli",
        received_at=house.clock.now(),
    )


def _read_line() -> str | None:
    """The next line; None at the end of the input. The prompt goes to standard error."""
    if sys.stdin.isatty():
        print("> ", end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    return line.rstrip("\n") if line else None
