import asyncio

from core.ports import Generation, Inference, InferenceUsage, Segment
from llm.delivery import Ticket, deliver

ASKED = Inference("say", (Segment("hello", trusted=True),), 5)
WRITTEN = Generation("hi", "stop", InferenceUsage(busy_s=2.0), "tiny")


class Lost:
    """Remembers what nobody took."""

    def __init__(self) -> None:
        self.busy_s = 0.0

    def __call__(self, inference: Inference, usage: InferenceUsage) -> None:
        self.busy_s += usage.busy_s


def ticket(loop: asyncio.AbstractEventLoop, lost: Lost) -> Ticket:
    return Ticket(ASKED, loop.create_future(), None, 0.0, lost)


async def test_a_generation_reaches_the_one_who_waits() -> None:
    lost = Lost()
    waiting = ticket(asyncio.get_running_loop(), lost)
    waiting.done(WRITTEN)
    assert deliver([waiting]) == []
    assert await waiting.result == WRITTEN
    assert lost.busy_s == 0


async def test_a_generation_that_comes_as_its_caller_leaves_is_abandoned() -> None:
    lost = Lost()
    leaving = ticket(asyncio.get_running_loop(), lost)
    leaving.done(WRITTEN)
    leaving.result.cancel()
    deliver([leaving])
    await asyncio.sleep(0)
    assert lost.busy_s == 2.0


async def test_a_generation_after_a_listener_broke_is_abandoned() -> None:
    def broken(piece: str) -> None:
        raise ConnectionResetError

    lost = Lost()
    hearing = Ticket(ASKED, asyncio.get_running_loop().create_future(), broken, 0.0, lost)
    hearing.text("hi")
    hearing.done(WRITTEN)
    deliver([hearing])
    (end,) = await asyncio.gather(hearing.result, return_exceptions=True)
    assert isinstance(end, ConnectionResetError)
    assert lost.busy_s == 2.0


def test_a_generation_for_a_loop_that_is_closed_is_abandoned() -> None:
    loop, lost = asyncio.new_event_loop(), Lost()
    gone = ticket(loop, lost)
    gone.done(WRITTEN)
    loop.close()
    assert deliver([gone]) == [gone]
    assert lost.busy_s == 2.0
