"""How RemoteBackend takes what a server does well, and what it does badly."""

import asyncio
from dataclasses import replace

import httpx
import pytest

from core.errors import Busy, GenerationFailed, ModelUnavailable, QuaysideError
from llm.remote.stream import MAX_LINE_BYTES
from tests.llm.remote.fake_server import (
    ASKED,
    BEGUN,
    KEY,
    REPLY,
    Clock,
    FakeServer,
    Hangs,
    Raw,
    Reply,
    Says,
    Status,
    chunk,
    event,
    failure,
    remote_backend,
)

# --- what goes well ------------------------------------------------------------------------------


async def test_an_answer_comes_in_pieces_with_its_usage() -> None:
    server, pieces = FakeServer(), list[str]()
    generation = await remote_backend(server).generate(ASKED, pieces.append)
    assert generation.text == "".join(pieces) == REPLY
    assert (generation.finish, generation.model) == ("stop", "fake-1")
    assert generation.usage.input_tokens == 7
    assert generation.usage.output_tokens == 5
    assert len(pieces) > 1


async def test_the_request_goes_to_the_api_with_the_key() -> None:
    server = FakeServer()
    await remote_backend(server, url="http://localhost:8080/v1/", timeout_s=3.5).generate(ASKED)
    request = server.requests[0]
    assert (request.method, str(request.url)) == ("POST", "http://localhost:8080/v1/chat/completions")
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["accept-encoding"] == "identity"
    assert set(request.extensions["timeout"].values()) == {3.5}


async def test_without_a_key_no_header_is_sent() -> None:
    server = FakeServer()
    await remote_backend(server, api_key="").generate(ASKED)
    assert "authorization" not in server.requests[0].headers


async def test_a_cut_answer_says_so() -> None:
    assert (await remote_backend(FakeServer(Says(finish="length"))).generate(ASKED)).finish == "length"


@pytest.mark.parametrize("heeds", [True, False])
async def test_a_stop_string_ends_the_text_whether_or_not_the_server_heeds_it(heeds: bool) -> None:
    server = FakeServer(Says(heeds_stop=heeds, hang=None if heeds else asyncio.Event()))
    generation = await remote_backend(server).generate(replace(ASKED, stop=("th ple",)))
    assert (generation.text, generation.finish) == ("of course, wi", "stop")
    assert server.streams[0].closed


async def test_reasoning_is_never_given_out_and_is_metered() -> None:
    usage = {
        "prompt_tokens": 3,
        "completion_tokens": 9,
        "completion_tokens_details": {"reasoning_tokens": 4},
    }
    server = FakeServer(Says(thought="let me see now", usage=usage))
    generation = await remote_backend(server).generate(ASKED)
    assert generation.text == REPLY
    assert generation.usage.thinking_tokens == 4


async def test_reasoning_that_leaks_into_the_text_is_taken_out() -> None:
    pieces: list[str] = []
    server = FakeServer(Says(f"<think>the secret is 42 </think>\n\n{REPLY}"))
    generation = await remote_backend(server).generate(ASKED, pieces.append)
    assert generation.text == "".join(pieces) == REPLY


async def test_without_usage_pieces_are_counted() -> None:
    usage = (await remote_backend(FakeServer(Says("one two three", usage=None))).generate(ASKED)).usage
    assert (usage.input_tokens, usage.output_tokens) == (0, 3)


@pytest.mark.parametrize("says", [Says(finish=None), Says(done=False)])
async def test_either_sign_of_the_end_is_enough(says: Says) -> None:
    generation = await remote_backend(FakeServer(says)).generate(ASKED)
    assert (generation.text, generation.finish) == (REPLY, "stop")


async def test_a_connection_that_breaks_after_the_end_costs_the_count_alone() -> None:
    end = event(chunk({}, "length"))
    server = FakeServer(Raw((BEGUN, end), httpx.ReadError("reset")))
    generation = await remote_backend(server).generate(ASKED)
    assert (generation.text, generation.finish) == ("hello", "length")


async def test_half_a_surrogate_pair_is_replaced() -> None:
    server = FakeServer(Raw((event(chunk({"content": "a\ud800b"}, "stop")),)))
    assert (await remote_backend(server).generate(ASKED)).text == "a?b"


# --- what goes badly -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Raw((BEGUN,)), "broke off"),
        (Raw(()), "broke off"),
        (Raw((BEGUN,), httpx.ReadError("reset")), "broke off its answer .ReadError"),
        (Raw((BEGUN,), httpx.ReadTimeout("silent")), "broke off its answer .ReadTimeout"),
        (Raw((BEGUN,), httpx.RemoteProtocolError("bad chunk")), "broke off"),
        (Raw((b"<html><body>hello</body></html>\n",)), "sent no chat completion stream"),
        (Raw((b"data: {nonsense\n\n",)), "an event is no JSON"),
        (Raw((BEGUN, b"data: \xff\xfe\n\n")), "an event is no JSON"),
        (Raw((b"data: " + b"x" * (MAX_LINE_BYTES + 1),)), "a line is longer"),
        (Raw((event({"id": "1"}),)), "no choices"),
        (Raw((event(chunk({"content": 3})),)), "no text"),
        (Raw((event(chunk({}, "content_filter")),)), "'content_filter'"),
        (Raw((BEGUN, event({"error": {"message": "out of memory"}}))), "out of memory"),
        (Raw((event(chunk({"content": None}, "stop")), event("[DONE]"))), "without text"),
        (Says("", thought="hm hm", finish="length"), "without text, having only thought"),
        (Says("<think>never ends", finish="length"), "without text, having only thought"),
        (Status(500, b'{"error": {"message": "boom"}}'), "status 500: 'boom'"),
        (Status(400, b'{"error": {"message": "failed to parse grammar"}}'), "failed to parse grammar"),
        (Status(401, b"{}"), "status 401"),
        (Status(404, b"\xff" * 100_000), "status 404"),
        (Status(204), "status 204"),
        (Status(307, b"", {"location": "https://elsewhere.example/v1"}), "status 307"),
    ],
)
async def test_a_broken_answer_fails_at_once(reply: Reply, says: str) -> None:
    server = FakeServer(reply)
    with pytest.raises(GenerationFailed, match=says):
        await remote_backend(server, retries=3).generate(ASKED)
    assert len(server.requests) == 1


async def test_a_refusal_says_what_to_do() -> None:
    assert "redirects are not followed" in (await failure(Status(307))).hint
    assert "key" in (await failure(Status(401))).hint
    assert "dialect" in (await failure(Status(400))).hint
    assert "log" in (await failure(Status(500))).hint


@pytest.mark.parametrize(
    "reply",
    [
        httpx.ConnectError("refused"),
        httpx.ConnectTimeout("silent"),
        httpx.ReadTimeout("silent"),
        httpx.RemoteProtocolError("went away"),
        Raw((), httpx.ReadTimeout("silent after the headers")),
        Status(408),
        Status(429),
        Status(502),
        Status(503),
        Status(504),
    ],
)
async def test_what_may_pass_is_tried_again(reply: Reply) -> None:
    server = FakeServer(reply, reply, Says())
    assert (await remote_backend(server, retries=2).generate(ASKED)).text == REPLY
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (httpx.ConnectError("refused"), ModelUnavailable),
        (httpx.ReadTimeout("silent"), ModelUnavailable),
        (Status(503, b'{"error": {"message": "Loading model"}}'), ModelUnavailable),
        (Status(429), Busy),
    ],
)
async def test_what_does_not_pass_is_told(reply: Reply, error: type[QuaysideError]) -> None:
    server = FakeServer(reply)
    with pytest.raises(error):
        await remote_backend(server, retries=1).generate(ASKED)
    assert len(server.requests) == 2


async def test_tries_are_further_and_further_apart() -> None:
    clock = Clock()
    with pytest.raises(Busy):
        await remote_backend(FakeServer(Status(429)), clock=clock, sleep=clock.sleep, retries=6).generate(
            ASKED
        )
    assert clock.slept == [0.25, 0.5, 1.0, 2.0, 4.0, 4.0]


async def test_pauses_are_as_long_as_the_server_asks() -> None:
    clock = Clock()
    date = {"Date": "Wed, 21 Oct 2026 07:28:00 GMT", "Retry-After": "Wed, 21 Oct 2026 07:28:09 GMT"}
    server = FakeServer(Status(503, headers={"Retry-After": "7"}), Status(429, headers=date), Says())
    await remote_backend(server, clock=clock, sleep=clock.sleep).generate(ASKED)
    assert clock.slept == [7.0, 9.0]


@pytest.mark.parametrize("after", ["soon", "-3", "1.5", "", "Wed, 99 Oct 2026 07:28:00 GMT"])
async def test_a_pause_that_makes_no_sense_is_not_heeded(after: str) -> None:
    clock = Clock()
    server = FakeServer(Status(503, headers={"Retry-After": after}), Says())
    await remote_backend(server, clock=clock, sleep=clock.sleep).generate(ASKED)
    assert clock.slept == [0.25]


async def test_a_pause_beyond_the_deadline_is_passed_on() -> None:
    clock = Clock()
    server = FakeServer(Status(429, headers={"Retry-After": "31"}), Says())
    with pytest.raises(Busy) as caught:
        await remote_backend(server, clock=clock, sleep=clock.sleep).generate(ASKED)
    assert caught.value.retry_after_s == 31
    assert clock.slept == []


async def test_nothing_is_tried_again_once_text_was_given_out() -> None:
    pieces: list[str] = []
    server = FakeServer(Raw((BEGUN,), httpx.ReadTimeout("silent")), Says())
    with pytest.raises(GenerationFailed):
        await remote_backend(server).generate(ASKED, pieces.append)
    assert pieces == ["hello"]


async def test_the_deadline_ends_it() -> None:
    for reply in (Hangs(asyncio.Event()), Says(hang=asyncio.Event())):
        server = FakeServer(reply)
        with pytest.raises(GenerationFailed, match=r"deadline of 0\.05 s"):
            await remote_backend(server).generate(replace(ASKED, deadline_s=0.05))
        assert all(stream.closed and not stream.whole for stream in server.streams)


async def test_what_the_listener_raises_is_passed_on_and_closes_the_connection() -> None:
    def listen(piece: str) -> None:
        raise TimeoutError(piece)

    server = FakeServer(Says(hang=asyncio.Event()))
    backend = remote_backend(server)
    with pytest.raises(TimeoutError, match="of"):
        await backend.generate(ASKED, listen)
    assert server.streams[0].closed
    assert backend.state().available
