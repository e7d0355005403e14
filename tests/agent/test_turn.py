import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from agent.checkpoints import SqliteCheckpoints
from agent.graph import build_graph
from agent.parts import Parts
from agent.turn import Agent
from core.clock import FixedClock
from core.errors import BadInput, Busy, NotFound, StoreUnavailable
from core.evidence import Labelled
from core.labels import Label
from core.ports import GREEDY, ModelBackend
from core.principal import Principal, Role
from core.records import AuditLeaf, LedgerRow
from core.turns import AnswerEvent, BuyerMessage, TokenEvent, ToolName, ToolResult, TurnEvent
from core.values import NumberFact, ProductRef, ProductValue, TextFact
from llm.scripted import ScriptedBackend
from tests.fakes import NOW, FakeConversations, FakePolicy, FakePricing, FakeTool
from tests.fakes_knowledge import passage
from tools.reading.spans import Reading, Span

BUYER = Principal(role=Role.BUYER, user_id="amina", name="Amina")  # type: ignore[arg-type]  # NewType of str
OTHER = Principal(role=Role.BUYER, user_id="bo", name="Bo")  # type: ignore[arg-type]  # NewType of str
MANGO = ProductRef(merchant_id="M1", sku="MNG", name="Dried mango")
TOTAL = Labelled(value=NumberFact(role="total", amount=Decimal("5874.43"), unit="USD"), source="quotation")
QUOTED = ToolResult(outcome="quoted", args={"term": "EXW"}, facts=(TOTAL,), card={"total": "5874.43"})


class NoHints:
    def rank(self, text: str, limit: int = 2) -> tuple[str, ...]:
        return ()


class FreeBudget:
    @contextmanager
    def hold(self, conversation_id: str) -> Iterator[None]:
        yield

    def spend(self, conversation_id: str, tokens: int) -> None:
        pass


class House:
    """An agent over fakes; `say` runs one message of a fresh id."""

    def __init__(
        self, backend: ModelBackend, result: ToolResult = QUOTED, *, choosing: bool = False
    ) -> None:
        self.conversations = FakeConversations()
        self.tool = FakeTool(ToolName.QUOTE, result)
        self.policy = FakePolicy()
        self.settled: list[LedgerRow] = []
        self.leaves: list[AuditLeaf] = []
        parts = Parts(
            backend=backend,
            tools=dict.fromkeys(ToolName, self.tool),
            policy=self.policy,
            pricing=FakePricing(),
            conversations=self.conversations,
            reader=MangoReader(),
            hints=NoHints(),
            clock=FixedClock(NOW),
            timezone=lambda: "Asia/Shanghai",
            seal=lambda: None,
            settle=self.settle,
            choosing=choosing,
        )
        self.agent = Agent(
            parts, build_graph(SqliteCheckpoints(Path(":memory:"))), FreeBudget(), max_chars=200, turn_s=5
        )
        self.thread = self.conversations.open(BUYER, "test")

    def settle(self, rows: Sequence[LedgerRow], leaves: Sequence[AuditLeaf]) -> None:
        self.settled += rows
        self.leaves += leaves

    def message(self, text: str, number: str = "1") -> BuyerMessage:
        return BuyerMessage(
            conversation_id=self.thread,
            message_id=number,
            text=text,
            received_at=datetime(2026, 11, 1, tzinfo=UTC),
        )


class MangoReader:
    def read(self, text: str, today: date) -> Reading:
        at = text.find("mango")
        value = ProductValue(asked="mango", candidates=(MANGO,))
        return Reading(spans=(Span(at, at + 5, value),) if at >= 0 else ())

    def choose(self, text: str, candidates: Sequence[ProductRef]) -> ProductValue | None:
        return None


async def test_a_turn_answers_with_rendered_handles_and_commits_once() -> None:
    house = House(ScriptedBackend({"plan": ["quote P0"], "say": ["The total for {product} is {total}."]}))
    reply = await house.agent.run(BUYER, house.message("price of mango?"))
    assert reply.answer == "The total for Dried mango is USD 5,874.43."
    assert [figure.value for figure in reply.figures] == ["5874.43"]
    assert (reply.outcome, reply.quote, reply.usage.inferences) == ("quoted", {"total": "5874.43"}, 2)
    [record] = house.conversations.records
    assert [leaf.resource for leaf in record.leaves] == ["Model/scripted", "Tool/quote", "Model/scripted"]
    assert len(record.ledger) == 2


async def test_what_streams_is_the_answer() -> None:
    house = House(ScriptedBackend({"plan": ["quote P0"], "say": ["The total is {total}."]}))
    events: list[TurnEvent] = [e async for e in house.agent.stream(BUYER, house.message("mango?"))]
    last = events[-1]
    assert isinstance(last, AnswerEvent)
    assert "".join(e.text for e in events if isinstance(e, TokenEvent)).strip() == last.reply.answer


@pytest.mark.parametrize("said", ["It is 12 dollars.", "", "{F9} it is.", "Total twelve dollars"])
async def test_a_model_that_breaks_the_rules_is_replaced_by_phrases(said: str) -> None:
    house = House(ScriptedBackend({"plan": ["quote P0"], "say": [said, said]}))
    reply = await house.agent.run(BUYER, house.message("price of mango?"))
    assert reply.answer == "USD 5,874.43 in total."


async def test_a_second_draft_can_come_out_differently() -> None:
    backend = ScriptedBackend({"plan": ["quote P0"], "say": ["It is 12 dollars.", "The total is {total}."]})
    house = House(backend)
    reply = await house.agent.run(BUYER, house.message("price of mango?"))
    assert reply.answer == "The total is USD 5,874.43."
    _, first, second = backend.seen
    assert (first.sampling, second.sampling.seed) == (GREEDY, 2)
    assert [leaf.action for leaf in house.conversations.records[0].leaves] == [
        *("infer", "use"),
        *("infer", "infer"),
    ]


@pytest.mark.parametrize("confidential", [True, False])
async def test_the_writer_stays_on_this_machine_where_a_fact_is_confidential(confidential: bool) -> None:
    fact = TOTAL.model_copy(update={"label": Label(confidential=confidential)})
    backend = ScriptedBackend({"plan": ["quote P0"], "say": ["The total is {total}."]})
    house = House(backend, QUOTED.model_copy(update={"facts": (fact,)}))
    await house.agent.run(BUYER, house.message("price of mango?"))
    assert [inference.confidential for inference in backend.seen] == [False, confidential]


async def test_a_plan_that_breaks_the_grammar_falls_back_to_the_readers() -> None:
    house = House(ScriptedBackend({"plan": ["rm -rf", "quote P7"], "say": ["The total is {total}."]}))
    reply = await house.agent.run(BUYER, house.message("hello"))
    assert reply.tool_calls[0].tool == "search"


async def test_the_same_message_is_one_turn() -> None:
    house = House(ScriptedBackend({"plan": ["quote P0"], "say": ["The total is {total}."]}))
    message = house.message("mango?")
    first, second = await asyncio.gather(house.agent.run(BUYER, message), house.agent.run(BUYER, message))
    assert first == second
    assert len(house.tool.calls) == 1


async def test_a_turn_cut_short_at_the_commit_goes_on_without_asking_the_tool_again() -> None:
    house = House(ScriptedBackend({"plan": ["quote P0"], "say": ["The total is {total}."]}))
    house.conversations.fail_next_commit = StoreUnavailable("The disk is full.")
    with pytest.raises(StoreUnavailable):
        await house.agent.run(BUYER, house.message("mango?"))
    reply = await house.agent.run(BUYER, house.message("mango?"))
    assert reply.answer == "The total is USD 5,874.43."
    assert len(house.tool.calls) == 1


async def test_a_turn_cut_short_in_a_tool_goes_on_from_there_without_planning_again() -> None:
    backend = ScriptedBackend({"plan": ["quote P0"], "say": ["The total is {total}."]})
    house = House(backend)
    house.tool.fail_next = StoreUnavailable("The database is locked.")
    with pytest.raises(StoreUnavailable):
        await house.agent.run(BUYER, house.message("mango?"))
    reply = await house.agent.run(BUYER, house.message("mango?"))
    assert reply.answer == "The total is USD 5,874.43."
    assert [inference.purpose for inference in backend.seen] == ["plan", "say"]


async def test_a_tool_that_the_policy_denies_is_not_run_whatever_the_plan() -> None:
    house = House(ScriptedBackend({"plan": ["quote P0", "quote P0"], "say": ["Sorry."]}))
    house.policy.revoked |= set(ToolName)
    reply = await house.agent.run(BUYER, house.message("price of mango?"))
    assert house.tool.calls == []
    assert reply.figures == ()


async def test_facts_that_the_caller_may_not_read_never_become_evidence() -> None:
    secret = Labelled(
        value=TextFact(role="quotation_id", text="COPPER"),
        label=Label(readers=frozenset({"bo"})),
        source="x",
    )
    house = House(
        ScriptedBackend({"plan": ["quote P0"], "say": ["See {quotation_id}.", "See {quotation_id}."]}),
        QUOTED.model_copy(update={"facts": (TOTAL, secret)}),
    )
    reply = await house.agent.run(BUYER, house.message("price of mango?"))
    assert "COPPER" not in reply.answer
    assert "COPPER" not in house.conversations.records[0].evidence.model_dump_json()


async def test_the_model_chooses_among_the_passages_that_the_caller_may_read() -> None:
    secret = Label(readers=frozenset({"merchant:M1"}), confidential=True)
    texts = {"Ours alone.": secret, "Letters of credit are taken.": Label(), "A third is due.": Label()}
    facts = [Labelled(value=passage(text), label=label, source="document") for text, label in texts.items()]
    result = ToolResult(outcome="nothing_found", others=tuple(facts))
    backend = ScriptedBackend({"plan": ["search"], "choose": ["S1"], "say": ["That is so."]})
    house = House(backend, result, choosing=True)
    reply = await house.agent.run(BUYER, house.message("how much do I pay up front?"))
    asked = next(inference for inference in backend.seen if inference.purpose == "choose")
    assert "Ours alone." not in "".join(segment.text for segment in asked.prompt)
    assert (reply.outcome, reply.usage.inferences) == ("found", 2)
    reasons = [leaf.rule for leaf in house.conversations.records[0].leaves if leaf.action == "read"]
    assert reasons == ["offered to the model to choose from", "shown by the tool"]
    assert "A third is due." in reply.answer
    assert "Letters" not in reply.answer


async def test_no_draft_claims_a_rollover_that_no_value_vouches_for() -> None:
    facts = tuple(
        Labelled(value=TextFact(role=role, text=text), source="shipment")
        for role, text in (("reference", "HY-1"), ("milestone", "loaded"))
    )
    result = ToolResult(outcome="found", facts=facts)
    false, true = "The carrier rolled {reference} over: {milestone}.", "{reference} is {milestone}."
    for drafts in ([false, true], [false, false]):
        house = House(ScriptedBackend({"plan": ["track"], "say": drafts}), result)
        reply = await house.agent.run(BUYER, house.message("is it late?"))
        assert "rolled" not in reply.answer
        assert "HY-1" in reply.answer


async def test_a_question_is_asked_exactly_once() -> None:
    asks = ToolResult(
        outcome="incomplete",
        ask=True,
        facts=(Labelled(value=TextFact(role="missing", text="quantity"), source="quotation"),),
    )
    house = House(ScriptedBackend({"plan": ["quote P0"], "say": ["How many? Which? {missing}?"]}), asks)
    reply = await house.agent.run(BUYER, house.message("price of mango?"))
    assert reply.answer == "To quote, could you tell me how many?"


async def test_somebody_elses_conversation_does_not_exist() -> None:
    house = House(ScriptedBackend({"plan": [], "say": []}))
    with pytest.raises(NotFound, match="no conversation"):
        await house.agent.run(OTHER, house.message("mango?"))


@pytest.mark.parametrize("text", ["", "  \n", "x" * 201, "a\x00b"])
async def test_messages_that_make_no_sense_are_refused_with_a_hint(text: str) -> None:
    house = House(ScriptedBackend({"plan": [], "say": []}))
    with pytest.raises(BadInput) as error:
        await house.agent.run(BUYER, house.message(text))
    assert error.value.hint


async def test_what_a_failed_node_has_cost_is_settled_outside_the_turn() -> None:
    """The first draft invents a figure, the second finds the model busy: the turn fails, the draft was
    paid for; what the plan cost waits for the message to be sent again."""
    busy = Busy("64 requests are waiting.", retry_after_s=3)
    house = House(ScriptedBackend({"plan": ["quote P0"], "say": ["It is 12 dollars.", busy, "{total}."]}))
    with pytest.raises(Busy):
        await house.agent.run(BUYER, house.message("price of mango?"))
    assert [row.purpose for row in house.settled] == ["say"]
    assert [leaf.rule for leaf in house.leaves] == ["the only backend", "no answer: Busy"]
    await house.agent.run(BUYER, house.message("price of mango?"))
    [record] = house.conversations.records
    assert [row.purpose for row in record.ledger] == ["plan", "say"]
    assert len(house.settled) == 1
