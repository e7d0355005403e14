"""`quayside models`: what is printed, what is refused, and that a running server is no hindrance."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from agent.prompts import SPECIAL_TOKENS
from app.cli import run
from store.data_folder import hold_data_folder
from tests.llm.tiny_gguf import write_tiny_gguf

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_gguf(tmp_path_factory.mktemp("tiny") / "tiny.gguf", SPECIAL_TOKENS)


@pytest.fixture
def damaged(tiny: Path, tmp_path: Path) -> Path:
    """A GGUF file that was cut off."""
    path = tmp_path / "damaged.gguf"
    path.write_bytes(tiny.read_bytes()[:2000])
    return path


def document(capsys: Capture, *arguments: str, code: int = 0) -> Any:
    capsys.readouterr()
    assert run(["models", *arguments, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def active(capsys: Capture) -> tuple[str, str | None]:
    listed = document(capsys, "list")
    return listed["active"], listed["previous"]


def test_at_first_only_the_embedded_model_is_here_and_nothing_is_written(
    capsys: Capture, tmp_path: Path
) -> None:
    listed = document(capsys, "list")
    assert [(model["name"], model["active"]) for model in listed["models"]] == [("embedded", True)]
    assert Path(listed["models"][0]["file"]).is_file()
    assert not (tmp_path / "data").exists()


def test_a_model_is_added_activated_and_rolled_back(capsys: Capture, tiny: Path) -> None:
    added = document(capsys, "add", str(tiny))
    assert added["name"] == "tiny"
    assert added["sha256"] == hashlib.sha256(tiny.read_bytes()).hexdigest()
    assert active(capsys) == ("embedded", None)
    done = document(capsys, "activate", "tiny")
    assert done == {"active": "tiny", "previous": "embedded", "overridden_by": None}
    assert document(capsys, "roll-back")["active"] == "embedded"
    assert active(capsys) == ("embedded", "tiny")


def test_a_file_is_fetched_by_its_url(capsys: Capture, tiny: Path) -> None:
    sha256 = hashlib.sha256(tiny.read_bytes()).hexdigest()
    fetched = document(capsys, "fetch", tiny.as_uri(), "--sha256", sha256, "--name", "mine")
    assert (fetched["name"], fetched["source"]) == ("mine", tiny.as_uri())
    refused = document(capsys, "fetch", tiny.as_uri(), "--sha256", "a" * 64, "--name", "other", code=2)
    assert "SHA-256" in refused["error"]


def test_people_get_a_table_and_sentences(capsys: Capture, tiny: Path) -> None:
    assert run(["models", "add", str(tiny)]) == 0
    assert run(["models", "activate", "tiny"]) == 0
    assert run(["models", "list"]) == 0
    added, activated, header, embedded, other = capsys.readouterr().out.splitlines()
    assert added == "tiny is here. Use it: quayside models activate tiny"
    assert activated == "tiny is active; before it, embedded."
    assert header.split() == ["active", "name", "MiB", "sha256", "added", "source"]
    assert embedded.split()[0] == "embedded"
    assert other.split()[:2] == ["*", "tiny"]


def test_a_model_that_does_not_load_is_refused_and_the_active_one_stays(
    capsys: Capture, damaged: Path
) -> None:
    document(capsys, "add", str(damaged))
    refused = document(capsys, "activate", "damaged", code=3)
    assert "damaged.gguf" in refused["error"]
    assert refused["hint"]
    assert active(capsys) == ("embedded", None)


def test_a_file_that_changed_is_refused(capsys: Capture, tiny: Path, tmp_path: Path) -> None:
    copied = tmp_path / "copied.gguf"
    copied.write_bytes(tiny.read_bytes())
    file = Path(document(capsys, "add", str(copied))["file"])
    file.write_bytes(tiny.read_bytes() + b"more")
    assert "has changed" in document(capsys, "activate", "copied", code=3)["error"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["activate", "nothing"],
        ["roll-back"],
        ["add", "nothing.gguf"],
        ["fetch", "nothing"],
        ["fetch", "https://example.org/m.gguf"],
        ["fetch", "https://example.org/m.gguf", "--sha256", "ab"],
        ["add", "nothing.gguf", "--name", "../up"],
    ],
)
def test_what_makes_no_sense_is_exit_2_with_a_hint(arguments: Sequence[str], capsys: Capture) -> None:
    refused = document(capsys, *arguments, code=2)
    assert refused["error"]
    assert refused["hint"]


def test_a_catalogue_of_ones_own_gives_names(capsys: Capture, tiny: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "models"
    folder.mkdir(parents=True)
    sha256 = hashlib.sha256(tiny.read_bytes()).hexdigest()
    entry = f'[models.mine]\nurl = "{tiny.as_uri()}"\nsha256 = "{sha256}"\n'
    (folder / "catalogue.toml").write_text(entry)
    assert document(capsys, "fetch", "mine")["name"] == "mine"


def test_a_server_that_holds_the_data_folder_is_no_hindrance(
    capsys: Capture, tiny: Path, tmp_path: Path
) -> None:
    with hold_data_folder(tmp_path / "data"):
        document(capsys, "add", str(tiny))
        assert document(capsys, "activate", "tiny")["active"] == "tiny"


def test_a_path_that_is_set_is_said_to_win(
    capsys: Capture, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUAYSIDE_MODEL__PATH", str(tiny))
    document(capsys, "add", str(tiny))
    assert document(capsys, "activate", "tiny")["overridden_by"] == str(tiny)
    assert run(["models", "activate", "embedded"]) == 0
    assert "QUAYSIDE_MODEL__PATH" in capsys.readouterr().err
