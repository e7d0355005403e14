"""The registry of models: what is taken in, what is refused, and what damage or a crash does."""

import hashlib
import json
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.clock import SettableClock
from core.errors import BadInput, ModelUnavailable, NotFound, StoreUnavailable
from llm.library.model_files import write_whole
from llm.library.registry import Registry

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
CLOCK = SettableClock(NOON)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    embedded = gguf(tmp_path / "embedded.gguf", b"small")
    return Registry(tmp_path / "models", embedded, SettableClock(NOON))


def gguf(path: Path, rest: bytes) -> Path:
    path.write_bytes(b"GGUF" + rest)
    return path


def names(registry: Registry) -> list[str]:
    return [model.name for model in registry.models()]


def leftovers(registry: Registry) -> set[str]:
    return {path.name for path in registry.folder.iterdir()} - {"registry.json", "registry.lock"}


def test_at_first_there_is_the_embedded_model_and_no_folder(registry: Registry, tmp_path: Path) -> None:
    assert names(registry) == ["embedded"]
    activation = registry.activation()
    assert (activation.model.path, activation.at) == (tmp_path / "embedded.gguf", None)
    assert activation.previous == ""
    assert not registry.folder.exists()


def test_an_added_model_is_known_with_its_checksum_and_origin(registry: Registry, tmp_path: Path) -> None:
    file = gguf(tmp_path / "m.gguf", b"weights")
    added = registry.add(file, "m", source="https://example.org/m.gguf")
    assert names(registry) == ["embedded", "m"]
    assert registry.find("m") == added
    assert added.sha256 == hashlib.sha256(b"GGUFweights").hexdigest()
    assert (added.size, added.source, added.added_at) == (11, "https://example.org/m.gguf", NOON)
    file.unlink()
    registry.check(added)
    assert leftovers(registry) == {"m.gguf"}


def test_an_own_file_is_moved(registry: Registry, tmp_path: Path) -> None:
    part = gguf(tmp_path / "m.part", b"weights")
    registry.add(part, "m", own=True)
    assert not part.exists()


@pytest.mark.parametrize("link", [True, False])
def test_a_link_is_followed_and_a_file_that_cannot_be_linked_is_copied(
    link: bool, registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    if not link:
        monkeypatch.setattr(os, "link", refuse)
    gguf(tmp_path / "real.gguf", b"weights")
    (tmp_path / "m.gguf").symlink_to("real.gguf")
    added = registry.add(tmp_path / "m.gguf", "m")
    assert not added.path.is_symlink()
    assert added.path.samefile(tmp_path / "real.gguf") == link
    assert added.path.read_bytes() == b"GGUFweights"


def test_adding_the_same_again_puts_its_file_back(registry: Registry, tmp_path: Path) -> None:
    file = gguf(tmp_path / "m.gguf", b"weights")
    added = registry.add(file, "m")
    added.path.unlink()
    assert registry.add(file, "m", source="elsewhere") == added
    registry.check(added)
    assert registry.add(added.path, "m") == added
    assert leftovers(registry) == {"m.gguf"}


def test_another_file_under_a_known_name_is_refused(registry: Registry, tmp_path: Path) -> None:
    registry.add(gguf(tmp_path / "m.gguf", b"one"), "m")
    with pytest.raises(BadInput, match="another model 'm'"):
        registry.add(gguf(tmp_path / "n.gguf", b"two"), "m")
    registry.check(registry.find("m"))


@pytest.mark.parametrize("name", ["", "embedded", "../m", "M", "a/b", ".m", "m" * 65, "ä"])
def test_a_name_that_is_no_file_name_is_refused(name: str, registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as error:
        registry.add(gguf(tmp_path / "m.gguf", b"x"), name)
    assert error.value.hint


def test_a_file_with_another_checksum_is_refused_and_an_own_one_is_gone(
    registry: Registry, tmp_path: Path
) -> None:
    file = gguf(tmp_path / "m.gguf", b"x")
    with pytest.raises(BadInput, match="not 'aaaa"):
        registry.add(file, "m", sha256="a" * 64)
    assert file.exists()
    with pytest.raises(BadInput, match="SHA-256"):
        registry.add(file, "m", sha256="a" * 64, own=True)
    assert not file.exists()
    assert leftovers(registry) == set()


@pytest.mark.parametrize("content", [b"", b"<html>not found</html>"])
def test_what_is_no_gguf_file_is_refused(content: bytes, registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "m.gguf").write_bytes(content)
    with pytest.raises(BadInput, match="no GGUF file"):
        registry.add(tmp_path / "m.gguf", "m")
    with pytest.raises(BadInput, match="no file"):
        registry.add(tmp_path, "m")
    with pytest.raises(BadInput, match="no file"):
        registry.add(tmp_path / "nothing.gguf", "m")
    assert names(registry) == ["embedded"]


def test_activation_and_roll_back(tmp_path: Path) -> None:
    clock = SettableClock(NOON)
    registry = Registry(tmp_path / "models", gguf(tmp_path / "e.gguf", b"e"), clock)
    registry.add(gguf(tmp_path / "m.gguf", b"x"), "m")
    with pytest.raises(BadInput, match="No model was active before"):
        registry.roll_back()
    first = registry.activate("m")
    assert (first.model.name, first.previous, first.at) == ("m", "embedded", NOON)
    clock.instant = NOON + timedelta(hours=1)
    again = registry.activate("m")
    assert (again.previous, again.at) == ("embedded", clock.instant)
    assert registry.roll_back().model.name == "embedded"
    assert registry.roll_back().model.name == "m"


def test_an_unknown_model_is_not_activated(registry: Registry) -> None:
    with pytest.raises(NotFound, match="no model 'm'") as error:
        registry.activate("m")
    assert "embedded" in error.value.hint


@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_a_file_that_is_not_what_was_added_is_not_activated(
    damage: str, registry: Registry, tmp_path: Path
) -> None:
    added = registry.add(gguf(tmp_path / "m.gguf", b"weights"), "m")
    if damage == "gone":
        added.path.unlink()
    else:
        gguf(added.path, b"weighty")
    with pytest.raises(ModelUnavailable, match=r"m\.gguf.* has changed|cannot be read"):
        registry.activate("m")
    assert registry.activation().model.name == "embedded"


def test_a_model_that_fails_its_trial_is_not_activated(registry: Registry, tmp_path: Path) -> None:
    added = registry.add(gguf(tmp_path / "m.gguf", b"weights"), "m")
    tried: list[Path] = []

    def trial(path: Path) -> None:
        tried.append(path)
        raise ModelUnavailable("It broke llama.cpp.")

    with pytest.raises(ModelUnavailable, match="broke"):
        registry.activate("m", trial)
    assert tried == [added.path]
    assert registry.activation().model.name == "embedded"


@pytest.mark.parametrize("content", ["", "{", '{"active": 3}', '{"models": [{"name": "m"}]}'])
def test_a_broken_list_is_named_with_what_to_do(content: str, registry: Registry) -> None:
    registry.folder.mkdir()
    (registry.folder / "registry.json").write_text(content)
    with pytest.raises(StoreUnavailable, match=r"registry\.json") as error:
        registry.models()
    assert "delete it" in error.value.hint


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, not a folder")
    registry = Registry(tmp_path / "data" / "models", gguf(tmp_path / "e.gguf", b"e"), CLOCK)
    with pytest.raises(StoreUnavailable, match="data"):
        registry.activate("embedded")


def test_a_crash_while_the_list_is_written_leaves_the_old_one(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.add(gguf(tmp_path / "m.gguf", b"x"), "m")

    def crash(descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", crash)
    with pytest.raises(StoreUnavailable, match="Input/output error"):
        registry.activate("m")
    assert registry.activation().model.name == "embedded"


def test_changes_at_once_are_all_there(registry: Registry, tmp_path: Path) -> None:
    files = [gguf(tmp_path / f"m{n}.gguf", bytes([n])) for n in range(8)]
    threads = [threading.Thread(target=registry.add, args=(file, file.stem)) for file in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(names(registry)) == {"embedded", *(file.stem for file in files)}


def test_the_list_is_plain_json(registry: Registry, tmp_path: Path) -> None:
    registry.add(gguf(tmp_path / "m.gguf", b"x"), "m")
    registry.activate("m")
    content = json.loads((registry.folder / "registry.json").read_text())
    assert (content["active"], content["previous"]) == ("m", "embedded")
    assert set(content["models"][0]) == {"name", "file", "sha256", "size", "source", "added_at"}


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    write_whole(path, b"old and long")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]
