"""Handing over to a person."""

import pytest

from core.errors import BadInput
from core.ids import MerchantId
from core.ports import Tool, ToolContext
from core.records import RecordHandoff
from core.trade import Merchant
from core.turns import HandoffArgs, ToolResult, WatchArgs
from tests.books import BUYER, TODAY, FakePort, book
from tools.handoff import HandoffTool

MERCHANTS = tuple(
    Merchant(row=row, merchant_id=MerchantId(f"M{row}"), name=name, name_zh=name_zh)
    for row, name, name_zh in (
        (2, "Marrowfen Tea House", "玛若芬茶行"),
        (3, "Oakrill Foods", ""),
        (4, "Grand Tide Foods", ""),
        (5, "Grand Shore Tools", ""),
    )
)


def call(text: str, turn_id: str = "t1") -> ToolResult:
    tool: Tool = HandoffTool(FakePort(book(merchants=MERCHANTS)))
    return tool(HandoffArgs(text=text), ToolContext(BUYER, turn_id, TODAY))


@pytest.mark.parametrize(
    ("text", "merchant"),
    [
        ("please connect me with marrowfen tea house", "M2"),
        ("I want a person at Oakrill.", "M3"),
        ("请转接玛若芬茶行", "M2"),
        ("the GRAND TIDE FOODS desk, now", "M4"),
        ("someone from Grand please", None),
        ("Oakrill or Marrowfen, either", None),
        ("Oakrillish things", None),
        ("a person, please", None),
    ],
)
def test_the_one_merchant_named_gets_the_message(text: str, merchant: str | None) -> None:
    result = call(text)
    record = RecordHandoff.model_validate(result.effects[0])
    assert (result.outcome, result.args) == ("handed_over", {})
    assert (record.text, record.merchant_id) == (text, merchant)


def test_the_acknowledgement_shows_the_records_id_to_the_caller_alone() -> None:
    result = call("a person, please")
    (fact,) = result.facts
    assert fact.value.model_dump()["text"] == result.effects[0]["handoff_id"]
    assert fact.label.readers == frozenset({"ana"})


def test_one_turn_hands_over_once() -> None:
    assert call("hello").effects == call("hello").effects
    assert call("hello").effects != call("hello", turn_id="t2").effects


def test_other_arguments_are_refused() -> None:
    tool = HandoffTool(FakePort(book()))
    with pytest.raises(BadInput):
        tool(WatchArgs(), ToolContext(BUYER, "t1", TODAY))
