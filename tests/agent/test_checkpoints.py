import logging
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.graph import END, START, StateGraph

from agent.checkpoints import SqliteCheckpoints
from agent.state import TurnState
from agent.understanding import Understanding
from core.evidence import Evidence, Labelled
from core.labels import Integrity, Label
from core.ports import InferenceUsage
from core.records import AuditLeaf, LedgerRow
from core.trade import Mode, QuantityUnit
from core.turns import Citation, FigureShown, ToolResult
from core.values import (
    AmountValue,
    CurrencyValue,
    DateFact,
    DayValue,
    ModeValue,
    NumberFact,
    PassageValue,
    PlaceRef,
    PlaceValue,
    ProductRef,
    ProductValue,
    QuantityValue,
    ReferenceValue,
    TextFact,
    Value,
)
from tests.fakes import NOW, FakePricing

VALUES: tuple[Value, ...] = (
    ProductValue(asked="tea", candidates=(ProductRef(merchant_id="M1", sku="T", name="Tea"),)),
    QuantityValue(amount=Decimal("2.5"), unit=QuantityUnit.TONNE, asked="2.5t"),
    PlaceValue(asked="x", candidates=(PlaceRef(locode="KEMBA", name="Mombasa", country="Kenya"),)),
    ModeValue(mode=Mode.HQ40, asked="40hq"),
    CurrencyValue(currency="EUR", asked="euro"),
    AmountValue(amount=Decimal(9), currency="USD", asked="$9"),
    DayValue(day=date(2026, 11, 1), asked="today"),
    ReferenceValue(type="container", number="MSKU6011672", asked="MSKU6011672"),
    PassageValue(
        text="t", document_id="d", file_name="f", title="t", version="1", merchant_id="M1", score=0.5
    ),
    NumberFact(role="total", amount=Decimal("1.00"), unit="USD"),
    DateFact(role="eta", day=date(2026, 11, 1)),
    TextFact(role="vessel", text="DAWN"),
)


async def test_a_state_comes_back_from_its_checkpoint_as_it_was(caplog: pytest.LogCaptureFixture) -> None:
    label = Label(readers=frozenset({"amina"}), integrity=Integrity.BUYER)
    evidence, _ = Evidence().add_all([Labelled(value=v, label=label, source="s") for v in VALUES])
    state: TurnState = {
        "language": "en",
        "understanding": Understanding(evidence=evidence, text="[P0]", have=("P0",)),
        "evidence": evidence,
        "call": "quote P0",
        "allowed": True,
        "result": ToolResult(outcome="quoted", facts=(evidence.get("F0"),)),
        "found": ["F0"],
        "answer": "done",
        "figures": [FigureShown(text="1", value="1", unit="USD", source="s")],
        "citations": [Citation(marker=1, file_name="f", title="t")],
        "ledger": [_row()],
        "leaves": [_leaf()],
    }
    builder = StateGraph(TurnState)
    builder.add_node("give", lambda _: state)
    builder.add_edge(START, "give")
    builder.add_edge("give", END)
    saver = SqliteCheckpoints(Path(":memory:"))
    config: RunnableConfig = {"configurable": {"thread_id": "t"}}
    with caplog.at_level(logging.WARNING):
        graph = builder.compile(checkpointer=saver)
        await graph.ainvoke({}, config)
        kept = (await graph.aget_state(config)).values
    saver.close()
    assert kept == state
    assert caplog.records == []


async def test_turns_that_nobody_takes_up_again_are_swept() -> None:
    builder = StateGraph(TurnState)
    builder.add_node("give", lambda _: {"language": "en"})
    builder.add_edge(START, "give")
    builder.add_edge("give", END)
    saver = SqliteCheckpoints(Path(":memory:"))
    graph = builder.compile(checkpointer=saver)
    await graph.ainvoke({}, {"configurable": {"thread_id": "left"}})
    now = datetime.now(UTC)
    assert saver.sweep(now - timedelta(days=1)) == 0
    assert saver.sweep(now + timedelta(days=1)) == 1
    assert list(saver.list(None)) == []
    saver.close()


def _row() -> LedgerRow:
    return FakePricing().row(
        InferenceUsage(), model="m", purpose="plan", turn_id="t", conversation_id="c", actor="a"
    )


def _leaf() -> AuditLeaf:
    return AuditLeaf(at=NOW, actor="a", role="buyer", action="use", resource="Tool/quote", decision="allow")
