"""The planner that is always right: the calls that an evaluation file expects, in the handles of a turn."""

import json
from datetime import date
from pathlib import Path

import pytest

from agent.understanding import Understanding, said_by, understand
from app.demo import DEMO_PORT
from bench.planning import RightPlanner
from core.turns import JsonObject
from llm.scripted import ScriptedBackend
from tests.agent.following import BookReader
from tests.agent.test_planning import turn_of
from tools.catalogue.folder import read_port_folder
from tools.places import find_places
from tools.reading import Lexicon, Reading, read

TODAY = date(2026, 11, 21)
LEXICON = Lexicon.from_book(read_port_folder(DEMO_PORT).book, find_places)


class DemoReader(BookReader):
    def read(self, text: str, today: date) -> Reading:
        return read(text, LEXICON, today)


def planner(folder: Path) -> RightPlanner:
    file = folder / "talk.jsonl"
    turn = {"say": "hello", "expect": {"tool": "none"}}
    line = {"id": "a", "as": None, "date": "2026-11-21", "turns": [turn]}
    file.write_text(json.dumps(line), encoding="utf-8")
    return RightPlanner(DEMO_PORT, file)


def seen(text: str) -> Understanding:
    return understand(text, DemoReader(), None, said_by(["amina"]), TODAY)


@pytest.mark.parametrize(
    ("text", "expect", "line"),
    [
        (
            "120 ctn dried mango cif mombasa",
            {"tool": "quote", "args": {"lines": [{"sku": "SW-MANGO-400", "cartons": 120}], "term": "CIF"}},
            "quote P0 N0 L0 CIF",
        ),
        (
            "not 50 ctn but 120 ctn dried mango",
            {"tool": "quote", "args": {"lines": [{"sku": "SW-MANGO-400", "cartons": 120}]}},
            "quote P0 N1",
        ),
        ("where is HY-26-2001", {"tool": "track", "args": {"reference": "HY-26-2001"}}, "track R0"),
        ("what deposit?", {"tool": "search"}, "search"),
        ("their cost, please", {"outcome": "not_permitted"}, "refuse"),
        ("hello", {"tool": "none"}, "none"),
        ("stop the alert", {"tool": "price_watch", "args": {"cancel": True}}, "watch cancel"),
    ],
)
def test_what_is_expected_is_planned_in_the_handles_that_were_read(
    tmp_path: Path, text: str, expect: JsonObject, line: str
) -> None:
    turn = turn_of(ScriptedBackend({}))
    assert planner(tmp_path).line(expect, seen(text), (), turn) == line


def test_what_the_readers_did_not_find_is_counted(tmp_path: Path) -> None:
    right = planner(tmp_path)
    args = {"lines": [{"sku": "SW-MANGO-400", "cartons": 120}], "to": "KEMBA"}
    right.line(
        {"tool": "quote", "args": args}, seen("120 ctn dried mango"), (), turn_of(ScriptedBackend({}))
    )
    assert right.report() == {
        "product": "1 of 1 found, 1 first",
        "quantity": "1 of 1 found, 1 first",
        "to": "0 of 1 found, 0 first",
    }
