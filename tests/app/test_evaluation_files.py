"""The conversations in evals/: complete, without misspelt keys, and true to the demo port."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from app.demo import DEMO_PORT
from app.evaluation.run import EXPECTATIONS, read_conversations
from core.turns import JsonObject, ToolName
from tools.catalogue.folder.port_folder import read_port_folder
from tools.quotation.requests import answer_request
from tools.quotation.tariff import Tariff, index_book

EVALS = Path(__file__).resolve().parents[2] / "evals"
FILES = ("demo.jsonl", "more.jsonl")
ENDS_AT_THE_PORT = ("EXW", "FCA", "FOB")


@cache
def tariff() -> Tariff:
    return index_book(read_port_folder(DEMO_PORT).book)


@cache
def conversations() -> tuple[JsonObject, ...]:
    return tuple(line for name in FILES for line in read_conversations(EVALS / name))


def expectations() -> Iterator[tuple[JsonObject, JsonObject]]:
    for conversation in conversations():
        for turn in conversation["turns"]:
            yield conversation, turn["expect"]


def quotations() -> list[tuple[JsonObject, JsonObject]]:
    return [(one, expect) for one, expect in expectations() if expect.get("outcome") == "quoted"]


def test_no_id_is_used_twice() -> None:
    assert [
        name for name, count in Counter(one["id"] for one in conversations()).items() if count > 1
    ] == []


def test_every_speaker_is_a_user_of_the_demo_port() -> None:
    users = {str(user.user_id) for user in tariff().book.users} | {None}
    assert {one["as"] for one in conversations()} <= users


def test_every_expectation_is_one_that_is_checked() -> None:
    for conversation, expect in expectations():
        assert expect, conversation["id"]
        assert expect.keys() <= EXPECTATIONS, conversation["id"]
        assert expect.get("tool", "none") in {*ToolName, "none"}, conversation["id"]


def test_every_cited_file_is_a_document_of_the_demo_port() -> None:
    documents = {path.name for path in (DEMO_PORT / "documents").rglob("*")}
    for conversation, expect in expectations():
        assert set(expect.get("cites", ())) <= documents, conversation["id"]


@pytest.mark.parametrize(("conversation", "expect"), quotations(), ids=lambda one: one.get("id"))
def test_the_first_figure_is_the_total_that_the_engine_computes(
    conversation: JsonObject, expect: JsonObject
) -> None:
    args = expect["args"]
    request = {
        "as": conversation["as"],
        "date": conversation["date"],
        "term": args["term"],
        "to": args.get("to", "CNNSA" if args["term"] in ENDS_AT_THE_PORT else None),
        "lines": [{"sku": line["sku"], "qty": line["cartons"]} for line in args["lines"]],
        **{key: args[key] for key in ("mode", "currency") if key in args},
    }
    assert answer_request(json.dumps(request), tariff())["total"] == expect["figures"][0]
