"""The command line over a fake house: what is printed where, and the exit code."""

import json
from typing import Any

import pytest

from app.cli import run
from core.errors import BudgetSpent, DataFolderInUse, StoreUnavailable
from tests.app.conftest import opener
from tests.fakes_api import FakeAudit, FakeOperations, FakeRunner, fake_services

Capture = pytest.CaptureFixture[str]


def document(capsys: Capture) -> Any:
    """Standard output, which has to be one JSON document."""
    return json.loads(capsys.readouterr().out)


def test_chat_prints_answer_sources_and_cost(capsys: Capture) -> None:
    assert run(["chat", "how heavy?"], opener()) == 0
    out = capsys.readouterr().out
    assert out.startswith("A carton weighs 12 kg. [1]\n")
    assert '[1] mango.md, version v1: "12 kg"' in out
    assert "USD 0.000020" in out
    assert "Wh (estimate)" in out


def test_chat_json_is_the_reply(capsys: Capture) -> None:
    assert run(["chat", "--as", "zola", "--json", "how heavy?"], opener()) == 0
    assert document(capsys)["answer"] == "A carton weighs 12 kg. [1]"


def test_chat_speaks_as_the_user_named() -> None:
    runner = FakeRunner()
    run(["chat", "--as", "zola", "hi"], opener(fake_services(runner=runner)))
    assert runner.seen[0][0].user_id == "zola"


@pytest.mark.parametrize(
    "arguments",
    [
        ["chat", "--as", "nobody", "hi"],
        ["chat", ""],
        ["chat", "x" * 4001],
        ["chat", "\udcff"],
        ["chat", "--json"],
        ["track", "S-9"],
        ["audit", "prove", "7"],
        ["audit", "prove", "seven"],
        ["nonsense"],
        ["costs", "--by", "moon"],
        [],
    ],
)
def test_bad_input_is_exit_2_with_words_on_standard_error(arguments: list[str], capsys: Capture) -> None:
    assert run(arguments, opener()) == 2
    captured = capsys.readouterr()
    assert captured.err if arguments else captured.out
    assert "Traceback" not in captured.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DataFolderInUse("Process 7 holds the data folder.", hint="Stop it."), 3),
        (StoreUnavailable("The disk is full.", hint="Free some space."), 3),
        (RuntimeError("the inside"), 3),
    ],
)
def test_a_house_that_does_not_open_is_exit_3(error: Exception, code: int, capsys: Capture) -> None:
    assert run(["costs", "--json"], opener(error=error)) == code
    captured = capsys.readouterr()
    assert json.loads(captured.out)["error"]
    assert captured.err.startswith("quayside: ")


def test_a_spent_budget_is_exit_3() -> None:
    runner = FakeRunner(error=BudgetSpent("The tokens are used up."))
    assert run(["chat", "--json", "hi"], opener(fake_services(runner=runner))) == 3


def test_an_intact_log_is_exit_0_and_a_broken_one_exit_1(capsys: Capture) -> None:
    class Broken(FakeAudit):
        def verify(self) -> tuple[bool, str]:
            return False, "Leaf 3 was changed."

    assert run(["audit", "verify"], opener()) == 0
    assert capsys.readouterr().out.startswith("intact")
    assert run(["audit", "verify", "--json"], opener(fake_services(audit=Broken()))) == 1
    assert document(capsys) == {"intact": False, "verdict": "Leaf 3 was changed.", "size": 0}


def test_export_is_json_lines_or_one_document(capsys: Capture) -> None:
    assert run(["audit", "export"], opener()) == 0
    assert capsys.readouterr().out == ""
    assert run(["audit", "export", "--json"], opener()) == 0
    assert document(capsys)["checkpoint"].startswith("quayside\n")


def test_costs_are_a_table_or_one_document(capsys: Capture) -> None:
    assert run(["costs"], opener()) == 0
    assert "2026-11-01" in capsys.readouterr().out
    assert run(["costs", "--by", "conversation", "--json"], opener()) == 0
    assert document(capsys)["rows"][0]["key"] == "c0"
    for by in ("tier", "outcome"):
        assert run(["costs", "--by", by, "--json"], opener()) == 0
        row = document(capsys)["rows"][0]
        assert row.keys() >= {"cpu_s", "thinking_tokens"}


def test_track_shows_the_shipment_of_its_buyer_only(capsys: Capture) -> None:
    assert run(["track", "S-1", "--as", "zola"], opener()) == 0
    assert capsys.readouterr().out == "S-1\n  milestone: loaded\n"
    assert run(["track", "S-1"], opener()) == 2
    assert run(["track", "S-9"], opener()) == 2
    stranger, missing = capsys.readouterr().err.splitlines()
    assert stranger.replace("S-1", "S-9") == missing


def test_doctor_names_what_is_wrong_and_what_to_do(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUAYSIDE_MODEL__PATH", "/nowhere/model.gguf")
    services = fake_services(operations=FakeOperations(database=True, chroma=False))
    assert run(["doctor", "--json"], opener(services)) == 1
    checks = {check["name"]: check for check in document(capsys)["checks"]}
    assert checks["python"]["ok"]
    assert checks["disk space"]["ok"]
    assert not checks["chroma"]["ok"]
    assert "QUAYSIDE_MODEL__PATH" in checks["model file"]["hint"]


def test_doctor_is_content_with_a_healthy_house(capsys: Capture) -> None:
    assert run(["doctor"], opener()) == 0
    assert "BAD" not in capsys.readouterr().out


def test_doctor_says_when_another_process_serves(capsys: Capture) -> None:
    held = DataFolderInUse("Process 7 holds the data folder.")
    assert run(["doctor"], opener(error=held)) == 0
    assert "Process 7" in capsys.readouterr().out


def test_a_setting_that_makes_no_sense_is_named(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUAYSIDE_WEB__PORT", "harbour")
    assert run(["costs"], opener()) == 2
    assert "QUAYSIDE_WEB__PORT" in capsys.readouterr().err
