"""Switching models without downtime: who answers, what is closed when, and what a failure leaves behind."""

import asyncio
import threading

import pytest

from core.errors import ModelUnavailable, SystemFault
from core.ports import ModelBackend
from llm.routing.switching import Switching
from llm.scripted import ScriptedBackend
from tests.llm.fakes import ASKED, FakeBackend, SlowBackend


async def test_after_a_switch_the_new_model_answers_and_the_old_one_is_closed() -> None:
    old, new = FakeBackend("old"), FakeBackend("new", capabilities=frozenset(("thinking",)))
    switching = Switching(old)
    assert (await switching.generate(ASKED)).model == switching.model == "old"
    await switching.switch(lambda: new)
    assert (await switching.generate(ASKED)).model == switching.model == "new"
    assert switching.capabilities == frozenset(("thinking",))
    assert (old.closed, new.closed) == (1, 0)


async def test_requests_under_way_end_on_the_old_model_which_is_closed_with_the_last() -> None:
    old, new = SlowBackend("old"), FakeBackend("new")
    switching = Switching(old)
    under_way = [asyncio.create_task(switching.generate(ASKED)) for _ in range(3)]
    await old.all_began(3)
    await switching.switch(lambda: new)
    assert (await switching.generate(ASKED)).model == "new"
    under_way.pop().cancel()
    await asyncio.sleep(0)
    assert old.closed == 0
    old.release.set()
    assert [(await task).model for task in under_way] == ["old", "old"]
    assert (old.closed, new.closed) == (1, 0)


async def test_a_failed_request_of_an_old_model_closes_it_too() -> None:
    old = SlowBackend("old", error=ModelUnavailable("It broke."))
    switching = Switching(old)
    task = asyncio.create_task(switching.generate(ASKED))
    await old.all_began(1)
    await switching.switch(lambda: FakeBackend("new"))
    old.release.set()
    with pytest.raises(ModelUnavailable, match="It broke"):
        await task
    assert old.closed == 1


async def test_a_new_model_that_cannot_be_made_leaves_the_old_one_in_place() -> None:
    def broken() -> ModelBackend:
        raise ModelUnavailable("The file is cut off.")

    old = FakeBackend("old")
    switching = Switching(old)
    with pytest.raises(ModelUnavailable, match="cut off"):
        await switching.switch(broken)
    assert (await switching.generate(ASKED)).model == "old"
    assert old.closed == 0


async def test_an_old_model_that_does_not_close_properly_spoils_no_answer() -> None:
    old = SlowBackend("old", close_error=SystemFault("The engine did not end."))
    switching = Switching(old)
    task = asyncio.create_task(switching.generate(ASKED))
    await old.all_began(1)
    await switching.switch(lambda: FakeBackend("new"))
    old.release.set()
    assert (await task).model == "old"
    assert old.closed == 1


async def test_switches_at_once_take_turns_and_only_the_last_model_stays_open() -> None:
    making, most = 0, 0
    guard = threading.Lock()
    made = [FakeBackend(f"model-{n}") for n in range(5)]
    waiting = iter(made)

    def make() -> ModelBackend:
        nonlocal making, most
        with guard:
            making += 1
            most = max(most, making)
        backend = next(waiting)
        with guard:
            making -= 1
        return backend

    old = FakeBackend("old")
    switching = Switching(old)
    await asyncio.gather(*(switching.switch(make) for _ in made))
    assert most == 1
    assert [backend.closed for backend in (old, *made)] == [1, 1, 1, 1, 1, 0]
    assert switching.model == "model-4"


async def test_requests_go_on_while_a_model_is_made() -> None:
    go_on = threading.Event()

    def slowly() -> ModelBackend:
        go_on.wait()
        return FakeBackend("new")

    switching = Switching(FakeBackend("old"))
    switch = asyncio.create_task(switching.switch(slowly))
    assert (await switching.generate(ASKED)).model == "old"
    go_on.set()
    await switch
    assert switching.model == "new"


async def test_another_loop_may_switch_while_this_one_serves() -> None:
    old, new = SlowBackend("old"), FakeBackend("new")
    switching = Switching(old)
    task = asyncio.create_task(switching.generate(ASKED))
    await old.all_began(1)
    await asyncio.to_thread(lambda: asyncio.run(switching.switch(lambda: new)))
    old.release.set()
    assert (await task).model == "old"
    assert (old.closed, switching.model) == (1, "new")


async def test_closing_closes_the_old_model_and_the_new_one() -> None:
    old, new = SlowBackend("old"), FakeBackend("new", close_error=SystemFault("It did not end."))
    switching = Switching(old)
    task = asyncio.create_task(switching.generate(ASKED))
    await old.all_began(1)
    await switching.switch(lambda: new)
    with pytest.raises(SystemFault, match="did not end"):
        await switching.close()
    assert (old.closed, new.closed) == (1, 1)
    task.cancel()


async def test_a_model_that_was_made_too_late_is_closed() -> None:
    go_on, new = threading.Event(), FakeBackend("new")

    def slowly() -> ModelBackend:
        go_on.wait()
        return new

    switching = Switching(ScriptedBackend({"say": ["hello"]}))
    switch = asyncio.create_task(switching.switch(slowly))
    await asyncio.sleep(0)
    await switching.close()
    go_on.set()
    with pytest.raises(ModelUnavailable, match="closed"):
        await switch
    assert new.closed == 1
    with pytest.raises(ModelUnavailable, match="closed"):
        await switching.generate(ASKED)
    assert not switching.state().available


async def test_a_conversation_is_forgotten_by_the_old_model_too() -> None:
    old, new = SlowBackend("old"), FakeBackend("new")
    switching = Switching(old)
    task = asyncio.create_task(switching.generate(ASKED))
    await old.all_began(1)
    await switching.switch(lambda: new)
    await switching.forget("c1")
    assert old.forgotten == new.forgotten == ["c1"]
    old.release.set()
    await task
