"""The engine with its thread, as the event loop sees it."""

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import BadInput, Busy, GenerationFailed, ModelUnavailable
from core.ports import Generation, Inference, InferenceUsage, Segment
from core.settings import ModelSettings
from llm.calibration import Weights
from llm.engine import Engine

SETTINGS = ModelSettings(threads=1, context_tokens=1024, sequences=2, queue=3)
WORDS = Inference("say", (Segment("hello", trusted=True),), 40, "root ::= [a-z ]{40}")
ENDLESS = replace(WORDS, max_tokens=800, grammar="root ::= [a-z ] root")


@pytest.fixture
async def engine(tiny: Path) -> AsyncIterator[Engine]:
    engine = Engine(tiny, SETTINGS, trial=False)
    yield engine
    await engine.close()


class Started:
    """An `on_text` that tells when the first piece has come."""

    def __init__(self) -> None:
        self.first = asyncio.Event()
        self.threads: set[int] = set()

    def __call__(self, piece: str) -> None:
        self.threads.add(threading.get_ident())
        self.first.set()


async def begun(engine: Engine, inference: Inference = ENDLESS) -> asyncio.Task[Generation]:
    started = Started()
    task = asyncio.create_task(engine.generate(inference, started))
    await asyncio.wait_for(started.first.wait(), 10)
    return task


async def settled(engine: Engine) -> None:
    """Until what came before is done: the engine takes its commands in order."""
    await engine.generate(replace(WORDS, max_tokens=1))


async def test_a_cancelled_request_makes_room_for_the_next(engine: Engine) -> None:
    whole = replace(ENDLESS, max_tokens=1000)
    task = await begun(engine, whole)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await settled(engine)
    assert (engine.load.running, engine.load.cells_used) == (0, 0)
    assert engine.load.abandoned_s > 0


async def test_a_full_queue_is_busy_and_says_when_to_come_back(engine: Engine) -> None:
    tasks = [asyncio.create_task(engine.generate(ENDLESS)) for _ in range(5)]
    await asyncio.sleep(0)
    with pytest.raises(Busy, match="5 requests are running or waiting") as caught:
        await engine.generate(WORDS)
    assert caught.value.retry_after_s >= 1
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert (await asyncio.wait_for(retried(engine), 10)).text


async def retried(engine: Engine) -> Generation:
    while True:
        try:
            return await engine.generate(WORDS)
        except Busy:
            await asyncio.sleep(0.001)


async def test_text_comes_on_the_event_loop(engine: Engine) -> None:
    started = Started()
    await engine.generate(WORDS, started)
    assert started.threads == {threading.get_ident()}


async def test_what_a_listener_raises_ends_its_request_alone(engine: Engine) -> None:
    def broken(piece: str) -> None:
        raise ConnectionResetError("the buyer went away")

    other = asyncio.create_task(engine.generate(WORDS))
    with pytest.raises(ConnectionResetError):
        await engine.generate(ENDLESS, broken)
    assert (await other).text
    await settled(engine)
    assert engine.load.running == 0


async def test_a_deadline_passes_while_running(engine: Engine) -> None:
    with pytest.raises(GenerationFailed, match=r"After 0\.02 s"):
        await engine.generate(replace(ENDLESS, deadline_s=0.02))


async def test_a_request_that_cannot_run_is_bad_input(engine: Engine) -> None:
    with pytest.raises(BadInput, match="does not fit"):
        await engine.generate(replace(WORDS, max_tokens=5000))


async def test_closing_tells_those_who_run_and_those_who_wait(tiny: Path) -> None:
    engine = Engine(tiny, SETTINGS, trial=False)
    running = await begun(engine)
    others = [asyncio.create_task(engine.generate(ENDLESS)) for _ in range(3)]
    await asyncio.sleep(0)
    await engine.close()
    ends = await asyncio.gather(running, *others, return_exceptions=True)
    assert [type(end) for end in ends] == [ModelUnavailable] * 4
    assert "'tiny' was closed" in str(ends[0])


async def test_a_loop_that_ends_with_requests_under_way_leaves_nothing_running(engine: Engine) -> None:
    def leave() -> asyncio.Task[Generation]:
        loop = asyncio.new_event_loop()
        endless = loop.run_until_complete(begun(engine))
        loop.close()
        return endless

    left = await asyncio.to_thread(leave)
    await settled(engine)
    await settled(engine)
    assert engine.load.running == 0
    assert not left.done()


async def test_several_event_loops_may_share_an_engine(engine: Engine) -> None:
    here = await engine.generate(WORDS)
    there = await asyncio.to_thread(lambda: asyncio.run(engine.generate(WORDS)))
    assert there.text == here.text


class Unhearing:
    """A listener for abandoned requests that has a fault of its own, and remembers what it was told."""

    def __init__(self) -> None:
        self.busy_s: list[float] = []

    def __call__(self, inference: Inference, usage: InferenceUsage) -> None:
        self.busy_s.append(usage.busy_s)
        raise OSError("the ledger is away")


@pytest.mark.parametrize(
    "odd",
    [
        replace(WORDS, prompt=(None,)),  # type: ignore[arg-type]  # a fault that no check foresees
        replace(WORDS, grammar='root ::= "\ud800"'),
    ],
)
async def test_a_request_that_breaks_something_ends_alone(engine: Engine, odd: Inference) -> None:
    with pytest.raises((GenerationFailed, BadInput)):
        await engine.generate(odd)
    assert (await engine.generate(WORDS)).text


async def test_a_broken_listener_for_abandoned_requests_stops_nobody(tiny: Path) -> None:
    broken = Unhearing()
    engine = Engine(tiny, SETTINGS, trial=False, abandoned=broken)
    task = await begun(engine)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await settled(engine)
    assert len(broken.busy_s) == 1
    assert engine.load.abandoned_s == pytest.approx(broken.busy_s[0])
    await engine.close()


async def test_what_was_at_work_at_the_end_is_abandoned(tiny: Path) -> None:
    heard = Unhearing()
    engine = Engine(tiny, SETTINGS, trial=False, abandoned=heard)
    running = await begun(engine)
    await engine.close()
    await asyncio.gather(running, return_exceptions=True)
    assert len(heard.busy_s) == 1
    assert heard.busy_s[0] > 0


async def test_whenever_its_caller_leaves_every_second_is_delivered_or_abandoned(tiny: Path) -> None:
    heard = Unhearing()
    engine = Engine(tiny, SETTINGS, trial=False, abandoned=heard)
    delivered = 0.0
    for pause in range(60):
        task = asyncio.create_task(engine.generate(replace(WORDS, max_tokens=2)))
        for _ in range(pause):
            await asyncio.sleep(0)
        task.cancel()
        (end,) = await asyncio.gather(task, return_exceptions=True)
        delivered += end.usage.busy_s if isinstance(end, Generation) else 0.0
    for _ in range(2):
        await engine.forget("nobody")  # a round of the engine's thread
    delivered += (await engine.generate(WORDS)).usage.busy_s
    await engine.forget("nobody")
    busy_s = engine.load.busy_s
    await engine.close()
    assert delivered + sum(heard.busy_s) == pytest.approx(busy_s, rel=0.01)


class Broken(Weights):
    """A calibration that breaks the engine itself."""

    @property
    def decode(self) -> float:
        raise ZeroDivisionError

    def __init__(self) -> None:
        """Nothing was measured."""


async def test_a_fault_of_the_engine_reaches_those_who_wait(tiny: Path) -> None:
    engine = Engine(tiny, SETTINGS, trial=False, weights=Broken())
    with pytest.raises(ModelUnavailable, match="stopped on a fault"):
        await engine.generate(WORDS)
    with pytest.raises(ModelUnavailable, match="stopped on a fault"):
        await engine.generate(WORDS)
    await engine.close()
