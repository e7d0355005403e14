"""One turn from message to committed reply: a lock a conversation, a budget, the graph, one transaction.

A message that was answered before gets the same reply. A turn that a crash cut short goes on from its
last checkpoint when the message comes again, under the same turn id.
"""

import asyncio
import hashlib
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from decimal import Decimal
from typing import cast
from weakref import WeakValueDictionary

from langchain_core.runnables import RunnableConfig
from pydantic import TypeAdapter

from agent.calls import TOOL_OF, Call
from agent.graph import Graph
from agent.memory import LastCall, remember
from agent.parts import Parts, TokenBudget, Turn, about
from agent.state import TurnState
from core.clock import today
from core.errors import BadInput, NotFound, QuaysideError, SystemFault
from core.principal import Principal
from core.records import Effect, LedgerRow, TurnRecord
from core.turns import (
    AnswerEvent,
    BuyerMessage,
    CardEvent,
    CostShown,
    JsonObject,
    ToolCallRecord,
    ToolResult,
    TurnEvent,
    TurnReply,
    UsageShown,
)

_RECURSION_LIMIT = 25
_AGENT = "quayside"
_Events = asyncio.Queue[TurnEvent | Exception]
_EFFECTS: TypeAdapter[Effect] = TypeAdapter(Effect)
_KEEPS_LAST = frozenset({"none", "refuse", "handoff"})
_log = logging.getLogger(__name__)


class Agent:
    """Runs turns; implements core.ports.TurnRunner. `max_chars` and `turn_s` bound one message."""

    def __init__(
        self, parts: Parts, graph: Graph, budget: TokenBudget, *, max_chars: int, turn_s: float
    ) -> None:
        self._parts, self._graph, self._budget = parts, graph, budget
        self._max_chars, self._turn_s = max_chars, turn_s
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._running: set[asyncio.Task[None]] = set()

    async def run(self, principal: Principal, message: BuyerMessage) -> TurnReply:
        async for event in self.stream(principal, message):
            if isinstance(event, AnswerEvent):
                return event.reply
        raise SystemFault("The turn ended without an answer.", hint="Send the message again.")

    async def stream(self, principal: Principal, message: BuyerMessage) -> AsyncIterator[TurnEvent]:
        """Events of the turn. It goes on to its end even if nobody listens any more."""
        self._check(message)
        queue: _Events = asyncio.Queue()
        task = asyncio.create_task(self._run_into(queue, principal, message))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        while True:
            event = await queue.get()
            if isinstance(event, Exception):
                raise event
            yield event
            if isinstance(event, AnswerEvent):
                return

    async def close(self) -> None:
        """Wait for the turns that still run."""
        await asyncio.gather(*self._running, return_exceptions=True)

    def _check(self, message: BuyerMessage) -> None:
        if not message.text.strip():
            raise BadInput("The message is empty.", hint="Write what you want to know.")
        if len(message.text) > self._max_chars:
            raise BadInput(
                f"The message has {len(message.text)} characters; {self._max_chars} are taken.",
                hint="Send a shorter message, or the rest in a second one.",
            )
        if any(ord(char) < 32 and char not in "\t\n\r" for char in message.text):
            raise BadInput("The message holds control characters.", hint="Send it as plain text.")

    async def _run_into(self, queue: _Events, principal: Principal, message: BuyerMessage) -> None:
        """The turn's events into `queue`, its answer or its error last; then the audit log is sealed."""
        try:
            reply = await self._locked_turn(queue, principal, message)
        except TimeoutError:
            late = SystemFault(f"The turn took longer than {self._turn_s:.0f} s.", hint="Send it again.")
            queue.put_nowait(late)
            return
        except Exception as error:  # handed to the listener, who raises it
            expected = isinstance(error, QuaysideError)
            _log.warning("turn failed: %s", error, exc_info=None if expected else error)
            queue.put_nowait(error)
            return
        for kind, card in (("quote", reply.quote), ("shipment", reply.shipment)):
            if card:
                queue.put_nowait(CardEvent(type=kind, card=card))
        queue.put_nowait(AnswerEvent(reply=reply))
        try:
            await asyncio.to_thread(self._parts.seal)
        except QuaysideError as error:
            _log.error("the audit log was not sealed: %s", error)

    async def _locked_turn(self, queue: _Events, principal: Principal, message: BuyerMessage) -> TurnReply:
        """One turn at a time in a conversation. The time limit ends where the commit begins."""
        lock = self._locks.setdefault(message.conversation_id, asyncio.Lock())
        async with asyncio.timeout(self._turn_s) as limit, lock:
            done = await asyncio.to_thread(self._finished, principal, message)
            if done:
                return done
            with self._parts.telemetry.span("invoke_agent", _AGENT, about(principal, message)):
                return await self._new_turn(queue, principal, message, limit)

    async def _new_turn(
        self, queue: _Events, principal: Principal, message: BuyerMessage, limit: asyncio.Timeout
    ) -> TurnReply:
        with ExitStack() as stack:
            hold = self._budget.hold(message.conversation_id)
            await asyncio.to_thread(stack.enter_context, hold)
            turn = await asyncio.to_thread(self._open, principal, message, queue.put_nowait)
            started = time.monotonic()
            state = await self._run_graph(turn)
        record = _record(turn, state, int((time.monotonic() - started) * 1000))
        limit.reschedule(None)
        reply = await asyncio.to_thread(self._parts.conversations.commit_turn, record)
        used = sum(row.input_tokens + row.output_tokens for row in record.ledger)
        self._budget.spend(message.conversation_id, used)
        await self._forget(turn)
        return reply

    def _finished(self, principal: Principal, message: BuyerMessage) -> TurnReply | None:
        """The reply already given. Raises NotFound for a conversation that is not this caller's."""
        conversations, conversation = self._parts.conversations, message.conversation_id
        if conversations.owner(conversation) != principal.reader:
            raise NotFound(f"There is no conversation {conversation!r}.", hint="Open a new one.")
        return conversations.finished_turn(conversation, message.message_id)

    def _open(self, principal: Principal, message: BuyerMessage, emit: Callable[[TurnEvent], None]) -> Turn:
        return Turn(
            parts=self._parts,
            principal=principal,
            message=message,
            turn_id=f"t-{_digest(message.conversation_id, message.message_id)}",
            today=today(self._parts.clock, self._parts.timezone()),
            emit=emit,
        )

    async def _run_graph(self, turn: Turn) -> TurnState:
        """From the start, or from the last checkpoint of a turn that was cut short."""
        config: RunnableConfig = {
            "configurable": {"thread_id": _thread(turn)},
            "recursion_limit": _RECURSION_LIMIT,
        }
        reached = await self._graph.aget_state(config)
        if not reached.next and "answer" in reached.values:
            return cast(TurnState, reached.values)
        start: TurnState | None = None if reached.next else {}
        state = await self._graph.ainvoke(start, config, context=turn, durability="sync")
        return cast(TurnState, state)

    async def _forget(self, turn: Turn) -> None:
        """Checkpoints are scratch: once the turn is committed they go."""
        saver = self._graph.checkpointer
        if saver and not isinstance(saver, bool):
            await saver.adelete_thread(_thread(turn))


def _thread(turn: Turn) -> str:
    """Checkpoints serve the same message only: same words, same caller, same day."""
    said = _digest(turn.message.text, turn.principal.reader, turn.today.isoformat())
    return f"{turn.turn_id}-{said}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


def _record(turn: Turn, state: TurnState, ms: int) -> TurnRecord:
    verb, *words = state["call"].split()
    call = Call(verb, tuple(words))  # type: ignore[arg-type]  # parse_call has verified it in the graph
    result = state["result"]
    return TurnRecord(
        actor=turn.principal.reader,
        message=turn.message,
        reply=_reply(turn, state, call, result, ms),
        evidence=state["evidence"],
        memory=_memory(turn, state, call, result),
        effects=tuple(_EFFECTS.validate_python(effect) for effect in result.effects),
        leaves=tuple(state.get("leaves", ())),
        ledger=tuple(state.get("ledger", ())),
    )


def _reply(turn: Turn, state: TurnState, call: Call, result: ToolResult, ms: int) -> TurnReply:
    tool = TOOL_OF[call.verb]
    calls = [ToolCallRecord(tool=tool.value, args=result.args, outcome=result.outcome)] if tool else []
    return TurnReply(
        turn_id=turn.turn_id,
        conversation_id=turn.message.conversation_id,
        answer=state["answer"],
        outcome=result.outcome,
        ask=result.ask,
        citations=tuple(state["citations"]),
        tool_calls=tuple(calls),
        figures=tuple(state["figures"]),
        quote=result.card if call.verb == "quote" else None,
        shipment=result.card if call.verb == "track" else None,
        handoff=call.verb == "handoff" and result.outcome == "handed_over",
        usage=_usage(state.get("ledger", []), ms),
    )


def _usage(rows: list[LedgerRow], ms: int) -> UsageShown:
    currency = rows[0].currency if rows else "USD"
    cost = CostShown(
        amount=sum((row.allocated for row in rows), Decimal(0)), currency=currency, basis="allocated"
    )
    return UsageShown(
        input_tokens=sum(row.input_tokens for row in rows),
        cached_tokens=sum(row.cached_tokens for row in rows),
        output_tokens=sum(row.output_tokens for row in rows),
        inferences=len(rows),
        cost=cost,
        energy_wh=sum((row.energy_wh for row in rows), Decimal(0)),
        ms=ms,
    )


def _memory(turn: Turn, state: TurnState, call: Call, result: ToolResult) -> JsonObject:
    """The last call, unless this turn was small talk: then the one before stays."""
    before = state["memory"]
    if call.verb in _KEEPS_LAST and before.get("last"):
        return before
    known = LastCall.model_validate(before["last"]) if before.get("last") else None
    last = remember(call, result, state["evidence"], turn.message.text, known)
    return {"last": last.model_dump(mode="json")}
