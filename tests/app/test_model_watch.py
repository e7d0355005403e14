"""The watch on the registry: what a command activates serves from then on, and what fails is told."""

import asyncio
import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app.model_watch import ModelWatch
from core.clock import SettableClock
from core.errors import ModelUnavailable, StoreUnavailable
from core.ports import ModelBackend
from core.records import AuditLeaf
from llm.library.registry import KnownModel, Registry
from llm.routing.switching import Switching
from llm.scripted import ScriptedBackend
from tests.fakes import NOW
from tests.llm.fakes import ASKED, FakeBackend, SlowBackend


class House:
    """A registry with the models `a` and `b`, and what a server has of it."""

    def __init__(
        self,
        folder: Path,
        make: Callable[[KnownModel], ModelBackend] | None = None,
        record: Callable[[AuditLeaf], None] | None = None,
        backend: ModelBackend | None = None,
    ) -> None:
        self.clock = SettableClock(NOW)
        self.registry = Registry(folder / "models", folder / "embedded.gguf", self.clock)
        (folder / "embedded.gguf").write_bytes(b"GGUF")
        for name in ("a", "b"):
            file = folder / f"{name}.gguf"
            file.write_bytes(b"GGUF" + name.encode())
            self.registry.add(file, name)
        self.switching = Switching(backend or FakeBackend("embedded"))
        self.leaves: list[AuditLeaf] = []
        self.made: list[str] = []
        self._make = make or (lambda model: FakeBackend(model.name))
        self.watch = ModelWatch(
            self.registry,
            self.switching,
            self._counted,
            record or self.leaves.append,
            self.clock,
            serving=self.registry.activation(),
            every_s=0.001,
        )

    def activate(self, name: str) -> None:
        self.clock.instant += timedelta(minutes=1)
        self.registry.activate(name)

    def _counted(self, model: KnownModel) -> ModelBackend:
        self.made.append(model.name)
        return self._make(model)


def broken(model: KnownModel) -> ModelBackend:
    raise ModelUnavailable(f"{model.name} is cut off.", hint="Fetch it again.")


def test_what_was_activated_serves_and_the_audit_log_says_so(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.watch.look()
    assert house.made == []
    house.activate("a")
    house.watch.look()
    house.watch.look()
    assert house.switching.model == "a"
    assert house.made == ["a"]
    [leaf] = house.leaves
    assert (leaf.action, leaf.resource, leaf.decision) == ("activate", "Model/a", "allow")
    assert (leaf.actor, leaf.at) == ("system", house.clock.now())
    assert leaf.detail == {"sha256": house.registry.find("a").sha256, "before": "embedded"}


def test_a_roll_back_is_followed_too(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.activate("a")
    house.watch.look()
    house.registry.roll_back()
    house.watch.look()
    assert house.switching.model == "embedded"
    assert [leaf.detail["before"] for leaf in house.leaves] == ["embedded", "a"]


def test_a_model_that_does_not_load_leaves_the_old_one_and_is_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(tmp_path, broken)
    house.activate("a")
    house.watch.look()
    house.watch.look()
    assert house.switching.model == "embedded"
    assert house.made == ["a"]
    [leaf] = house.leaves
    assert (leaf.resource, leaf.decision) == ("Model/a", "deny")
    assert leaf.rule == "did not load: ModelUnavailable"
    assert leaf.detail["reason"] == "a is cut off. Fetch it again."
    assert "'a' was not taken up" in caplog.text


def test_a_model_that_did_not_load_is_tried_again_when_activated_again(tmp_path: Path) -> None:
    house = House(tmp_path, broken)
    for _ in range(2):
        house.activate("a")
        house.watch.look()
    assert house.made == ["a", "a"]
    house.activate("embedded")
    house.watch.look()
    assert house.made == ["a", "a"]


def test_the_model_that_serves_is_not_loaded_again(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.activate("embedded")
    house.watch.look()
    assert (house.made, house.leaves) == ([], [])


def test_a_fault_of_ours_does_not_end_the_watch(tmp_path: Path) -> None:
    def faulty(model: KnownModel) -> ModelBackend:
        raise RuntimeError("the inside")

    house = House(tmp_path, faulty)
    house.activate("a")
    house.watch.look()
    assert [leaf.rule for leaf in house.leaves] == ["did not load: RuntimeError"]


def test_a_registry_that_cannot_be_read_is_logged_once_and_looked_at_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(tmp_path)
    house.activate("a")
    path = house.registry.folder / "registry.json"
    content = path.read_text()
    path.write_text("{")
    house.watch.look()
    house.watch.look()
    assert len(caplog.records) == 1
    assert house.switching.model == "embedded"
    path.write_text(content)
    house.watch.look()
    assert house.switching.model == "a"


def test_an_audit_log_that_cannot_be_written_stops_no_switch(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def full(leaf: AuditLeaf) -> None:
        raise StoreUnavailable("The disk is full.")

    house = House(tmp_path, record=full)
    house.activate("a")
    house.watch.look()
    assert house.switching.model == "a"
    assert "not in the audit log" in caplog.text


async def test_a_running_server_changes_over_while_a_request_is_under_way(tmp_path: Path) -> None:
    told = threading.Event()
    old = SlowBackend("embedded")
    house = House(tmp_path, record=lambda leaf: told.set(), backend=old)
    with house.watch.watching():
        under_way = asyncio.create_task(house.switching.generate(ASKED))
        await old.all_began(1)
        house.activate("b")
        assert await asyncio.to_thread(told.wait, 60)
        assert (await house.switching.generate(ASKED)).model == "b"
        old.release.set()
        assert (await under_way).model == "embedded"
    assert old.closed == 1


def test_the_watch_ends_with_its_block(tmp_path: Path) -> None:
    house = House(tmp_path, backend=ScriptedBackend({}))
    with house.watch.watching():
        pass
    house.activate("a")
    assert house.switching.model == "scripted"
    assert "model-watch" not in {thread.name for thread in threading.enumerate()}


def test_a_model_that_is_being_loaded_is_waited_for(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    loading, go_on = threading.Event(), threading.Event()

    def slowly(model: KnownModel) -> ModelBackend:
        loading.set()
        go_on.wait()
        return FakeBackend(model.name)

    house = House(tmp_path, slowly)
    with caplog.at_level(logging.ERROR), house.watch.watching():
        house.activate("a")
        assert loading.wait(60)
        threading.Timer(0.01, go_on.set).start()
    assert house.switching.model == "a"
    assert caplog.records == []
