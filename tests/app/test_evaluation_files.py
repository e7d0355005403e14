"""The conversations in evals/: complete, without misspelt keys, and true to their ports."""

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
PORTS = {
    "demo.jsonl": DEMO_PORT,
    "more.jsonl": DEMO_PORT,
    "mersin.jsonl": EVALS / "mersin",
    "saigon.jsonl": EVALS / "saigon",
}
ENDS_AT_THE_PORT = ("EXW", "FCA", "FOB")


@cache
def tariff(file: str) -> Tariff:
    return index_book(read_port_folder(PORTS[file]).book)


@cache
def conversations(file: str) -> tuple[JsonObject, ...]:
    return tuple(read_conversations(EVALS / file))


def expectations(file: str) -> Iterator[tuple[JsonObject, JsonObject]]:
    for conversation in conversations(file):
        for turn in conversation["turns"]:
            yield conversation, turn["expect"]


def _is_whole(args: JsonObject) -> bool:
    lines = args.get("lines", ())
    return "term" in args and bool(lines) and all("cartons" in line for line in lines)


def quotations() -> list[tuple[str, JsonObject, JsonObject]]:
    """Those that say all that the engine needs, without what the conversation said before."""
    return [
        (file, one, expect)
        for file in PORTS
        for one, expect in expectations(file)
        if expect.get("outcome") == "quoted" and "figures" in expect and _is_whole(expect.get("args", {}))
    ]


def test_every_evaluation_has_its_port() -> None:
    files = {path.name for path in EVALS.glob("*.jsonl") if not path.stem.endswith("_quotes")}
    assert files == PORTS.keys()


@pytest.mark.parametrize("port", sorted(set(PORTS.values())), ids=lambda port: port.name)
def test_no_id_is_used_twice_over_a_port(port: Path) -> None:
    ids = Counter(one["id"] for file, its in PORTS.items() if its == port for one in conversations(file))
    assert [name for name, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("file", PORTS)
def test_every_speaker_is_a_user_of_the_port(file: str) -> None:
    users = {str(user.user_id) for user in tariff(file).book.users} | {None}
    assert {one["as"] for one in conversations(file)} <= users


@pytest.mark.parametrize("file", PORTS)
def test_every_expectation_is_one_that_is_checked(file: str) -> None:
    for conversation, expect in expectations(file):
        assert expect, conversation["id"]
        assert expect.keys() <= EXPECTATIONS, conversation["id"]
        assert expect.get("tool", "none") in {*ToolName, "none"}, conversation["id"]


@pytest.mark.parametrize("file", PORTS)
def test_every_cited_file_is_a_document_of_the_port(file: str) -> None:
    documents = {path.name for path in (PORTS[file] / "documents").rglob("*")}
    for conversation, expect in expectations(file):
        assert set(expect.get("cites", ())) <= documents, conversation["id"]


@pytest.mark.parametrize(("file", "conversation", "expect"), quotations(), ids=lambda one: str(one)[:40])
def test_a_figure_is_the_total_that_the_engine_computes(
    file: str, conversation: JsonObject, expect: JsonObject
) -> None:
    args = expect["args"]
    port = tariff(file).book.profile.locode
    request = {
        "as": conversation["as"],
        "date": conversation["date"],
        "term": args["term"],
        "to": args.get("to", port if args["term"] in ENDS_AT_THE_PORT else None),
        "lines": [_line(line) for line in args["lines"]],
        **{key: args[key] for key in ("mode", "currency") if key in args},
    }
    assert answer_request(json.dumps(request), tariff(file))["total"] in expect["figures"]


def _line(line: JsonObject) -> JsonObject:
    owner = f"{line['merchant_id']}/" if "merchant_id" in line else ""
    return {"sku": f"{owner}{line['sku']}", "qty": line["cartons"]}
