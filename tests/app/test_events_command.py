"""`quayside events`: files in, what was wrong listed, feeds polled; one JSON document each."""

import json
from pathlib import Path

import pytest

from app.cli import run
from core.turns import JsonObject
from tests.tools.shipment.messages import transport

GOOD = transport("ARRI", "2026-11-14T06:00:00+03:00", "KEMBA")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUAYSIDE_DATA_FOLDER", str(tmp_path / "data"))


def shown(capsys: pytest.CaptureFixture[str]) -> JsonObject:
    found: JsonObject = json.loads(capsys.readouterr().out)
    return found


def test_files_are_added_and_what_is_wrong_is_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.json").write_text(json.dumps([GOOD, {"eventID": 7}]))
    (tmp_path / "b.jsonl").write_text(json.dumps(GOOD) + "\nnonsense {\n")
    assert run(["events", "add", "a.json", "b.jsonl", "--json"]) == 0
    counts = [
        {key: source[key] for key in ("source", "received", "new", "known", "rejected")}
        for source in shown(capsys)["sources"]
    ]
    assert counts == [
        {"source": "a.json", "received": 2, "new": 1, "known": 0, "rejected": 1},
        {"source": "b.jsonl", "received": 2, "new": 0, "known": 1, "rejected": 1},
    ]
    assert run(["events", "rejected", "--json"]) == 0
    rejected = shown(capsys)["rejected"]
    assert [(row["source"], row["body"]) for row in rejected] == [
        ("b.jsonl", "nonsense {"),
        ("a.json", {"eventID": 7}),
    ]
    assert all(row["reasons"] for row in rejected)


def test_a_person_reads_a_table_and_the_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json").write_text(json.dumps([{"eventID": 7}, GOOD | {"eventID": "mine"}]))
    assert run(["events", "add", "a.json"]) == 0
    output = capsys.readouterr()
    assert output.out.splitlines()[0].split() == [
        "source",
        "received",
        "new",
        "known",
        "rejected",
        "doubtful",
    ]
    assert "no UUID" in output.err
    assert run(["events", "rejected"]) == 0
    assert "eventID is 7" in capsys.readouterr().out


def test_a_file_that_is_not_there_stores_nothing_of_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.json").write_text(json.dumps([GOOD]))
    assert run(["events", "add", "a.json", "missing.json", "--json"]) == 2
    assert "missing.json" in shown(capsys)["error"]
    assert run(["events", "add", "a.json", "--json"]) == 0
    assert shown(capsys)["sources"][0]["new"] == 1


@pytest.mark.parametrize("arguments", [[], ["--feed", "kelpwick"]])
def test_without_feeds_there_is_nothing_to_poll(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["events", "poll", *arguments, "--json"]) == 2
    assert "QUAYSIDE_FEEDS" in shown(capsys)["hint"]


@pytest.mark.parametrize(
    "feeds",
    ["{", '{"name": "a"}', '[{"name": "a"}]', '[{"name": "a", "url": "ftp://x"}]', '["a"]'],
)
def test_feeds_that_make_no_sense_are_wrong_usage(
    feeds: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUAYSIDE_FEEDS", feeds)
    assert run(["events", "poll", "--json"]) == 2
    assert "QUAYSIDE_FEEDS" in shown(capsys)["error"]


def test_two_feeds_of_one_name_are_refused_and_no_key_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    feed = {"name": "a", "url": "https://api.example", "key": "k-secret"}
    monkeypatch.setenv("QUAYSIDE_FEEDS", json.dumps([feed, feed]))
    assert run(["events", "poll"]) == 2
    output = capsys.readouterr()
    assert "same name" in output.err
    assert "k-secret" not in output.err + output.out
