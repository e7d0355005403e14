"""A failing server is left alone, a busy one spared; what is cancelled or closed ends at once."""

import asyncio
from dataclasses import replace

import httpx
import pytest

from core.errors import Busy, GenerationFailed, ModelUnavailable, QuaysideError
from llm.remote.backend import FAILURES, REST_S
from tests.llm.remote.fake_server import (
    ASKED,
    BEGUN,
    REPLY,
    Clock,
    FakeServer,
    Hangs,
    Raw,
    Reply,
    Says,
    Status,
    remote_backend,
    settled,
)


async def test_a_server_that_keeps_failing_is_left_alone_and_tried_again_later() -> None:
    clock, server = Clock(), FakeServer(*[httpx.ConnectError("refused")] * FAILURES, Says())
    backend = remote_backend(server, clock=clock, sleep=clock.sleep, retries=0)
    for _ in range(FAILURES):
        with pytest.raises(ModelUnavailable, match="could not be reached"):
            await backend.generate(ASKED)
    with pytest.raises(ModelUnavailable, match="3 times in a row and is left alone"):
        await backend.generate(ASKED)
    assert len(server.requests) == FAILURES
    state = backend.state()
    assert (state.available, state.wait_s) == (False, REST_S)
    assert "3 times" in state.reason
    clock.now_s += REST_S
    assert (await backend.generate(ASKED)).text == REPLY
    assert backend.state().available


async def test_a_breaker_that_opens_ends_the_tries_with_their_own_error() -> None:
    server = FakeServer(httpx.ConnectError("refused"))
    with pytest.raises(ModelUnavailable, match="could not be reached"):
        await remote_backend(server, retries=9).generate(ASKED)
    assert len(server.requests) == FAILURES


@pytest.mark.parametrize("reply", [Status(400), Status(429), Says("")])
async def test_what_is_wrong_with_the_request_does_not_speak_against_the_server(reply: Reply) -> None:
    backend = remote_backend(FakeServer(reply), retries=0)
    for _ in range(FAILURES + 1):
        with pytest.raises(QuaysideError):
            await backend.generate(ASKED)
    assert backend.state().available


@pytest.mark.parametrize("reply", [Status(500), Status(401), Raw((BEGUN,)), Raw((b"x\n",))])
async def test_what_is_wrong_with_the_server_does(reply: Reply) -> None:
    backend = remote_backend(FakeServer(reply), retries=0)
    for _ in range(FAILURES):
        with pytest.raises(QuaysideError):
            await backend.generate(ASKED)
    assert not backend.state().available


async def test_silence_up_to_the_deadline_speaks_against_the_server() -> None:
    backend = remote_backend(FakeServer(Hangs(asyncio.Event())))
    for _ in range(FAILURES):
        with pytest.raises(GenerationFailed):
            await backend.generate(replace(ASKED, deadline_s=0.01))
    assert not backend.state().available


async def test_a_bounded_number_is_under_way_and_the_rest_waits_or_is_sent_away() -> None:
    go = asyncio.Event()
    server = FakeServer(Says(hang=go))
    backend = remote_backend(server, parallel=2)
    tasks = [asyncio.create_task(backend.generate(ASKED)) for _ in range(6)]
    await settled()
    assert len(server.requests) == 2
    assert backend.state().wait_s > 0
    with pytest.raises(Busy) as caught:
        await backend.generate(ASKED)
    assert caught.value.retry_after_s >= 1
    go.set()
    assert {generation.text for generation in await asyncio.gather(*tasks)} == {REPLY}
    assert backend.state().wait_s == 0


async def test_the_urgent_go_first() -> None:
    go = asyncio.Event()
    server = FakeServer(Says(hang=go))
    backend = remote_backend(server, parallel=1)
    asked = [replace(ASKED, max_tokens=tokens, priority=tokens) for tokens in (3, 2, 1)]
    tasks = []
    for inference in asked:
        tasks.append(asyncio.create_task(backend.generate(inference)))
        await settled()
    go.set()
    await asyncio.gather(*tasks)
    assert [body["max_tokens"] for body in server.bodies] == [3, 1, 2]


async def test_a_cancelled_request_closes_its_connection() -> None:
    server = FakeServer(Says(hang=asyncio.Event()))
    backend = remote_backend(server, parallel=1)
    task = asyncio.create_task(backend.generate(ASKED))
    await settled()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert server.streams[0].closed
    assert backend.state() == remote_backend().state()


async def test_closing_fails_what_runs_and_what_waits() -> None:
    server = FakeServer(Says(hang=asyncio.Event()))
    backend = remote_backend(server, parallel=1)
    tasks = [asyncio.create_task(backend.generate(ASKED)) for _ in range(2)]
    await settled()
    await backend.close()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        assert isinstance(result, ModelUnavailable)
        assert "closed" in str(result)
    assert not server.open
    assert backend.state().reason == "was closed"


async def test_closing_ends_a_pause() -> None:
    paused = asyncio.Event()

    async def sleep(seconds: float) -> None:
        paused.set()
        await asyncio.Event().wait()

    backend = remote_backend(FakeServer(Status(503)), sleep=sleep)
    task = asyncio.create_task(backend.generate(ASKED))
    await paused.wait()
    await backend.close()
    with pytest.raises(ModelUnavailable, match="closed"):
        await task
