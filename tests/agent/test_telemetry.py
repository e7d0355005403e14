"""What a turn tells the outside: a tree of spans with ids and figures, and not a word of what was said."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from agent.checkpoints import SqliteCheckpoints
from agent.graph import build_graph
from agent.parts import Parts
from agent.turn import Agent
from core.clock import FixedClock
from core.errors import GenerationFailed, StoreUnavailable
from core.ids import MerchantId, UserId
from core.ports import ModelBackend, Purpose
from core.principal import Principal, Role
from core.turns import BuyerMessage, ToolName, TurnReply
from llm.scripted import ScriptedBackend
from tests.agent.test_turn import QUOTED, FreeBudget, MangoReader, NoHints
from tests.fakes import NOW, FakeConversations, FakePolicy, FakePricing, FakeTool
from tests.fakes_telemetry import Observed

STAFF = Principal(
    role=Role.MERCHANT, user_id=UserId("ben"), merchant_id=MerchantId("M1"), name="SECRET name"
)
ASKED = "SECRET price of mango?"
Replies = Mapping[Purpose, Iterable[str | Exception]]
QUOTING: Replies = {"plan": ["quote P0"], "say": ["The SECRET total is {total}."]}


async def ask(
    observed: Observed, backend: ModelBackend, tool: FakeTool | None = None, times: int = 1
) -> list[TurnReply]:
    """The same message `times` times."""
    conversations = FakeConversations()
    parts = Parts(
        backend=backend,
        tools=dict.fromkeys(ToolName, tool or FakeTool(ToolName.QUOTE, QUOTED)),
        policy=FakePolicy(),
        pricing=FakePricing(),
        conversations=conversations,
        reader=MangoReader(),
        hints=NoHints(),
        clock=FixedClock(NOW),
        timezone=lambda: "Asia/Shanghai",
        seal=lambda: None,
        telemetry=observed.telemetry,
    )
    graph = build_graph(SqliteCheckpoints(Path(":memory:")))
    agent = Agent(parts, graph, FreeBudget(), max_chars=200, turn_s=5)
    message = BuyerMessage(
        conversation_id=conversations.open(STAFF, "test"), message_id="1", text=ASKED, received_at=NOW
    )
    return [await agent.run(STAFF, message) for _ in range(times)]


def tree(observed: Observed) -> list[tuple[str, str]]:
    """(span, parent) in the order in which they ended."""
    spans = observed.spans_in.get_finished_spans()
    names = {span.context.span_id: span.name for span in spans if span.context}
    return [(span.name, names[span.parent.span_id] if span.parent else "") for span in spans]


async def test_a_turn_is_one_tree_of_spans() -> None:
    observed = Observed()
    await ask(observed, ScriptedBackend(QUOTING))
    assert tree(observed) == [
        ("chat scripted", "invoke_agent quayside"),
        ("execute_tool quote", "invoke_agent quayside"),
        ("chat scripted", "invoke_agent quayside"),
        ("invoke_agent quayside", ""),
    ]
    for span in observed.spans_in.get_finished_spans():
        assert (span.attributes or {})["gen_ai.conversation.id"] == "c0"
        assert (span.attributes or {})["trade.tenant.id"] == "M1"


async def test_a_search_is_a_retrieval_of_its_tool() -> None:
    observed = Observed()
    await ask(observed, ScriptedBackend({"plan": ["search"], "say": []}))
    assert ("retrieval knowledge", "execute_tool search") in tree(observed)
    assert observed.attributes("retrieval knowledge")["gen_ai.data_source.id"] == "knowledge"


async def test_small_talk_uses_no_tool() -> None:
    observed = Observed()
    await ask(observed, ScriptedBackend({"plan": ["none"], "say": ["Hello."]}))
    assert [name for name, _ in tree(observed) if not name.startswith("chat")] == ["invoke_agent quayside"]


async def test_the_price_on_the_spans_is_the_price_in_the_ledger() -> None:
    observed = Observed()
    [reply] = await ask(observed, ScriptedBackend(QUOTING))
    (cost,) = observed.points()["gen_ai.client.operation.cost"]
    assert cost.sum == pytest.approx(float(reply.usage.cost.amount if reply.usage.cost else 0))
    assert cost.count == reply.usage.inferences == 2


async def test_a_reply_that_is_given_again_is_no_second_turn() -> None:
    observed = Observed()
    await ask(observed, ScriptedBackend(QUOTING), times=2)
    assert len([name for name, _ in tree(observed) if name.startswith("invoke_agent")]) == 1


async def test_a_model_that_fails_is_seen_though_the_turn_goes_on() -> None:
    observed = Observed()
    failed = GenerationFailed("SECRET reason")
    failing: Replies = {"plan": [failed], "say": [failed]}
    await ask(observed, ScriptedBackend(failing))
    errors = {span.name: (span.attributes or {}).get("error.type") for span in observed.spans().values()}
    assert errors["chat scripted"] == "GenerationFailed"
    assert errors["invoke_agent quayside"] is None


async def test_a_tool_that_fails_fails_its_span_and_the_turns() -> None:
    observed = Observed()
    tool = FakeTool(ToolName.QUOTE, QUOTED, fail_next=StoreUnavailable("SECRET path"))
    with pytest.raises(StoreUnavailable):
        await ask(observed, ScriptedBackend(QUOTING), tool)
    for name in ("execute_tool quote", "invoke_agent quayside"):
        assert observed.attributes(name)["error.type"] == "StoreUnavailable"
    assert "SECRET" not in observed.everything()


async def test_nothing_of_what_was_said_or_answered_leaves() -> None:
    observed = Observed()
    [reply] = await ask(observed, ScriptedBackend(QUOTING))
    assert "SECRET" in reply.answer
    seen = observed.everything()
    for word in ("SECRET", "mango", "5,874.43", "5874.43", "ben"):
        assert word not in seen
