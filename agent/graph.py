"""The graph of a turn: understand, plan, authorize, act, say. Each node is a function of the state."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Checkpointer

from agent import acting, planning
from agent.answering import Saying, answer
from agent.arguments import with_conditions
from agent.calls import TOOL_OF, Call, parse_call
from agent.inference import traced
from agent.language import language_of
from agent.memory import LastCall
from agent.parts import Turn
from agent.passages import choose_passages
from agent.saying.phrases import phrases
from agent.saying.roles import roles_of
from agent.state import TurnState
from agent.understanding import said_by, understand
from core.turns import JsonObject, TokenEvent, ToolEvent, ToolName, ToolResult

Graph = CompiledStateGraph[TurnState, Turn, TurnState, TurnState]


def build_graph(checkpointer: Checkpointer = None) -> Graph:
    """The compiled graph; `checkpointer` keeps a turn across a crash."""
    graph = StateGraph(TurnState, context_schema=Turn)
    for node in (read, plan, authorize, act, refuse, say):
        graph.add_node(node.__name__, node)
    graph.add_edge(START, "read")
    graph.add_edge("read", "plan")
    graph.add_edge("plan", "authorize")
    graph.add_conditional_edges("authorize", _verdict, ["act", "refuse"])
    graph.add_edge("act", "say")
    graph.add_edge("refuse", "say")
    graph.add_edge("say", END)
    return graph.compile(checkpointer=checkpointer)


async def read(state: TurnState, runtime: Runtime[Turn]) -> TurnState:
    """Words to evidence, with what the conversation carries over."""
    turn = runtime.context
    memory: JsonObject = await asyncio.to_thread(
        turn.parts.conversations.memory, turn.message.conversation_id
    )
    last = LastCall.model_validate(memory["last"]) if memory.get("last") else None
    label = said_by([turn.principal.reader])
    understanding = await asyncio.to_thread(
        understand, turn.message.text, turn.parts.reader, last, label, turn.today
    )
    return {
        "understanding": understanding,
        "evidence": understanding.evidence,
        "language": language_of(turn.message.text, _spoken_before(turn, last)),
        "memory": memory,
    }


async def plan(state: TurnState, runtime: Runtime[Turn]) -> TurnState:
    """A tool and handles, by the model under this turn's grammar."""
    turn = runtime.context
    hints = await asyncio.to_thread(turn.parts.hints.rank, turn.message.text)
    with traced(turn) as traces:
        call = await planning.plan(turn, state["understanding"], state["language"], hints, traces)
    call = with_conditions(call, state["understanding"])
    return {"call": str(call), "ledger": traces.ledger, "leaves": traces.leaves}


async def authorize(state: TurnState, runtime: Runtime[Turn]) -> TurnState:
    """The policy decides on the call, whatever the grammar allowed."""
    decision, leaf = acting.authorize(runtime.context, _call(state))
    return {"allowed": decision.allowed, "leaves": [leaf]}


async def act(state: TurnState, runtime: Runtime[Turn]) -> TurnState:
    """The tool runs; what it found and the caller may read becomes evidence."""
    turn, call = runtime.context, _call(state)
    tool = TOOL_OF[call.verb]
    with _watched(turn, tool):
        result = await acting.act(turn, call, state["understanding"], turn.message.text)
    with traced(turn) as traces:
        if turn.parts.choosing and call.verb == "search":
            result = await choose_passages(turn, result, turn.message.text, state["language"], traces)
    evidence, found = state["evidence"].add_all(result.facts)
    if tool:
        turn.emit(ToolEvent(tool=tool.value, outcome=result.outcome))
    return {
        "result": result.model_copy(update={"others": ()}),
        "evidence": evidence,
        "found": [str(handle) for handle in found],
        "ledger": traces.ledger,
        "leaves": [*traces.leaves, *acting.accesses(turn, call, result)],
    }


async def refuse(state: TurnState, runtime: Runtime[Turn]) -> TurnState:
    """The policy said no: the answer says so and shows nothing."""
    return {"result": ToolResult(outcome="not_permitted"), "found": []}


async def say(state: TurnState, runtime: Runtime[Turn]) -> TurnState:
    """Words and handles by the model, checked and rendered, completed by phrases."""
    turn, call = runtime.context, _call(state)
    evidence = state["evidence"].readable_by(turn.principal)
    saying = Saying(
        turn=turn,
        call=call,
        result=state["result"],
        evidence=evidence,
        roles=roles_of(call, state["found"], evidence),
        phrases=phrases(state["language"]),
        text=state["understanding"].text,
        show=lambda piece: turn.emit(TokenEvent(text=piece)),
    )
    with traced(turn) as traces:
        speech = await answer(saying, traces)
    return {
        "answer": speech.text.strip(),
        "figures": speech.figures,
        "citations": speech.citations,
        "ledger": traces.ledger,
        "leaves": traces.leaves,
    }


@contextmanager
def _watched(turn: Turn, tool: ToolName | None) -> Iterator[None]:
    """A span for the tool, if there is one; a search is a retrieval too."""
    with ExitStack() as stack:
        if tool:
            stack.enter_context(turn.parts.telemetry.span("execute_tool", tool.value, turn.about))
        if tool is ToolName.SEARCH:
            stack.enter_context(turn.parts.telemetry.span("retrieval", "knowledge", turn.about))
        yield


def _spoken_before(turn: Turn, last: LastCall | None) -> str:
    """The language that the conversation went on in, or else the account's."""
    account = turn.principal.language
    return language_of(last.text, account) if last else account


def _verdict(state: TurnState) -> str:
    return "act" if state["allowed"] else "refuse"


def _call(state: TurnState) -> Call:
    verb = state["call"].split()[0]
    return parse_call(state["call"], (verb,), tuple(state["understanding"].evidence.items))
