"""The evaluator: each check can pass and can fail, files are read strictly, errors are failed turns."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import open_house
from app.demo import DEMO_PORT
from app.evaluation.checks import asks_once, failures, is_subset, numbers_in, unfounded_figures
from app.evaluation.run import play_all, read_conversations
from app.importing import import_folder
from core.clock import SettableClock
from core.errors import BadInput
from core.evidence import Evidence, Labelled
from core.settings import Settings
from core.turns import Citation, CostShown, JsonObject, ToolCallRecord, TurnReply, UsageShown
from core.values import NumberFact, TextFact
from llm.scripted import ScriptedBackend
from tests.app.houses import NOON
from tests.fakes_knowledge import HashEmbedder

QUOTE: JsonObject = {
    "lines": [{"sku": "MNG", "cartons": 300, "merchant_id": "M1"}],
    "term": "CIF",
    "to": "KEMBA",
}


def reply(answer: str = "It comes to USD 19,669.00.", **changes: Any) -> TurnReply:
    given: dict[str, Any] = {
        "turn_id": "t-1",
        "conversation_id": "c-1",
        "answer": answer,
        "outcome": "quoted",
        "tool_calls": (ToolCallRecord(tool="quote", args=QUOTE, outcome="quoted"),),
        "citations": (Citation(marker=1, file_name="guide.md", title="Guide"),),
        "usage": UsageShown(
            cost=CostShown(amount=Decimal(0), currency="USD", basis="allocated"), energy_wh=Decimal(0), ms=5
        ),
    }
    return TurnReply(**{**given, **changes})


@pytest.mark.parametrize(
    ("expect", "missed"),
    [
        ({"tool": "quote"}, {"tool": "search"}),
        ({"tool": "quote"}, {"tool": "none"}),
        ({"args": {"term": "CIF"}}, {"args": {"term": "FOB"}}),
        ({"args": {"to": "KEMBA"}}, {"args": {"mode": "LCL"}}),
        ({"outcome": "quoted"}, {"outcome": "incomplete"}),
        ({"figures": ["19669"]}, {"figures": ["669"]}),
        ({"cites": ["guide.md"]}, {"cites": ["other.md"]}),
        ({"says": ["comes TO"]}, {"says": ["in total"]}),
        ({"must_not_say": ["cost price"]}, {"must_not_say": ["usd"]}),
        ({"ask": False}, {"ask": True}),
        ({"handoff": False}, {"handoff": True}),
    ],
)
def test_each_check_passes_and_fails(expect: JsonObject, missed: JsonObject) -> None:
    assert list(failures(expect, reply())) == []
    assert [failure.check for failure in failures(missed, reply())] == list(missed)


def test_nothing_expected_is_nothing_failed() -> None:
    assert list(failures({}, reply(answer="", outcome="reply", tool_calls=()))) == []


def test_a_plain_reply_has_no_tool_and_no_arguments() -> None:
    plain = reply(outcome="reply", tool_calls=())
    assert list(failures({"tool": "none"}, plain)) == []
    assert [failure.check for failure in failures({"args": {"to": "KEMBA"}}, plain)] == ["args"]


@pytest.mark.parametrize(
    ("expected", "got", "held"),
    [
        ({"cartons": 300}, {"cartons": "300.0", "sku": "A"}, True),
        ({"below": "6"}, {"below": "6.00"}, True),
        ({"sku": "A"}, {}, False),
        ({"sku": "A"}, "A", False),
        ([{"sku": "A"}, {"sku": "B"}], [{"sku": "B", "n": 1}, {"sku": "A"}], True),
        ([{"sku": "A"}], [{"sku": "A"}, {"sku": "B"}], False),
        ([{"sku": "A"}, {"sku": "A"}], [{"sku": "A"}, {"sku": "B"}], False),
        ([{}, {"sku": "A"}], [{"sku": "A"}, {"sku": "B"}], True),
    ],
)
def test_arguments_are_a_subset_and_each_line_counts_once(expected: Any, got: Any, held: bool) -> None:
    assert is_subset(expected, got) is held


@pytest.mark.parametrize(
    ("shown", "number"),
    [
        ("USD 1,234,567.50", "1234567.5"),
        ("1.234.567,50 EUR", "1234567.5"),
        ("1\u00a0234\u00a0567,50 ₽", "1234567.5"),
        ("1\u202f234\u202f567,50 €", "1234567.5"),
        ("0,97", "0.97"),
        ("USD 7.0722.", "7.0722"),
        ("12箱", "12"),
        ("120 or 150, 40,5", "150"),
    ],
)
def test_a_number_is_read_in_every_grouping(shown: str, number: str) -> None:
    assert Decimal(number) in set(numbers_in(shown))


@pytest.mark.parametrize(
    ("shown", "number"),
    [("USD 1,500.00", "500"), ("1.500,00", "500"), ("on 2026-11-21", "21"), ("19669", "9669")],
)
def test_a_piece_of_a_number_or_a_date_is_no_number(shown: str, number: str) -> None:
    assert Decimal(number) not in set(numbers_in(shown))


def test_what_is_grouped_like_no_number_is_a_list() -> None:
    assert list(numbers_in("20,40,60")) == [Decimal(20), Decimal(40), Decimal(60)]


def test_one_question_is_asked_in_any_script() -> None:
    assert asks_once("Which port?")
    assert asks_once("请问到哪个港口？")
    assert asks_once("أي ميناء؟")
    assert not asks_once("Which port? And how many?")
    assert not asks_once("Tell me the port.")


def test_a_figure_that_no_value_holds_is_unfounded() -> None:
    held = (
        NumberFact(role="total", amount=Decimal("19669"), unit="USD"),
        TextFact(role="vessel", text="KITE 7"),
    )
    evidence, _ = Evidence().add_all(Labelled(value=value, source="test") for value in held)
    assert unfounded_figures(reply("USD 19,669.00 on KITE 7 [1]"), evidence) == []
    assert unfounded_figures(reply("USD 19\u202f669,00"), evidence) == []


@pytest.mark.parametrize(
    "answer",
    [
        "USD 19,670.00",
        "EUR 19,669.00",
        "-19,669.00",
        "USD 19,669.005",
        "USD 19,669.00%",
        "19,669.00",
        "twelve thousand",
        "in dollars",
        "see [2]",
    ],
)
def test_anything_else_that_reads_as_a_figure_is_unfounded(answer: str) -> None:
    held = Labelled(value=NumberFact(role="total", amount=Decimal("19669"), unit="USD"), source="test")
    assert unfounded_figures(reply(answer), Evidence().add(held)[0])


def line(**changes: Any) -> str:
    turns = [{"say": "hi", "expect": {"tool": "none"}}]
    given = {"id": "a", "as": None, "date": "2026-11-21", "turns": turns}
    kept = {key: value for key, value in {**given, **changes}.items() if value != "left out"}
    return json.dumps(kept, ensure_ascii=False)


def written(folder: Path, *lines: str) -> Path:
    file = folder / "talk.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_blank_lines_are_skipped_and_odd_line_breaks_kept(tmp_path: Path) -> None:
    turns = [{"say": "one\u2028two", "expect": {}}]
    found = read_conversations(written(tmp_path, line(), "", line(id="b", turns=turns)))
    assert [one["id"] for one in found] == ["a", "b"]
    assert found[1]["turns"] == turns


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "[]",
        line(id="left out"),
        line(**{"as": "left out"}),
        line(date="21 November"),
        line(turns="left out"),
        line(turns=[{"say": "hi"}]),
        line(turns=[{"say": " ", "expect": {}}]),
        line(turns=[{"say": "hi", "expect": {"figures": ["1,500"]}}]),
    ],
)
def test_a_line_that_cannot_be_played_is_named(tmp_path: Path, bad: str) -> None:
    with pytest.raises(BadInput, match=r"Line 2 of .*talk\.jsonl"):
        read_conversations(written(tmp_path, line(), bad))


def test_a_file_without_conversations_passes_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no conversation"):
        read_conversations(written(tmp_path, "", " "))
    with pytest.raises(BadInput, match="Cannot read"):
        read_conversations(tmp_path / "missing.jsonl")


def test_a_misspelt_expectation_is_warned_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    read_conversations(written(tmp_path, line(turns=[{"say": "hi", "expect": {"figure": ["1"]}}])))
    assert "expects what nothing checks: figure" in caplog.text


async def test_conversations_are_played_at_their_dates_and_an_error_is_a_failed_turn(
    tmp_path: Path,
) -> None:
    rock_tea = "20 cartons of roasted rock tea CFR Tema"
    priced = {"tool": "quote", "args": {"to": "GHTEM"}, "outcome": "quoted", "figures": ["2520.00"]}
    talk: list[JsonObject] = [
        {"id": name, "as": "kwame", "date": day, "turns": [{"say": say, "expect": priced}]}
        for name, day, say in (
            ("early", "2026-11-21", rock_tea),
            ("late", "2027-03-01", rock_tea),
            ("broken", "2026-11-21", "a\x00b"),
        )
    ]
    clock = SettableClock(NOON)
    backend = ScriptedBackend({"plan": ["quote P0 N0 L0 CFR"] * 2, "say": ["Here it is."] * 2})
    settings = Settings(data_folder=tmp_path, database_url="")
    told: list[str] = []
    with open_house(settings, clock=clock, backend=backend, embedder=HashEmbedder()) as house:
        import_folder(house, DEMO_PORT)
        report = await play_all(house, clock, talk, told.append)
    assert told == ["early: failed", "late: ok", "broken: failed"]
    totals = report["totals"]
    assert (totals["turns"], totals["passed"], totals["tool_expected"], totals["tool_right"]) == (
        3,
        1,
        3,
        2,
    )
    assert (totals["args_expected"], totals["args_right"]) == (2, 2)
    assert totals["wrong_figures"] == 0
    assert report["by_language"] == {"en": {"turns": 3, "passed": 1, "tool_expected": 3, "tool_right": 2}}
    assert [(one["id"], one["turn"], one["check"]) for one in report["failed"]] == [
        ("early", 1, "outcome"),
        ("early", 1, "figures"),
        ("broken", 1, "answer"),
    ]
