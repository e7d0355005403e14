"""What stays on this machine, what is never told, and what is accounted for."""

import asyncio
import logging
import traceback
from dataclasses import replace

import httpx
import pytest

from core.errors import BadInput, ModelUnavailable, QuaysideError
from core.ports import Asker, ChatMessage, Inference, InferenceUsage
from llm.remote.backend import RemoteBackend
from tests.llm.remote.fake_server import (
    ASKED,
    KEY,
    REPLY,
    FakeServer,
    Raw,
    Reply,
    Says,
    Status,
    chunk,
    event,
    failure,
    remote_backend,
    settings,
    settled,
)


async def test_what_was_cancelled_or_failed_is_accounted_for() -> None:
    heard: list[tuple[Inference, InferenceUsage]] = []
    hanging = Says("one two three", hang=asyncio.Event())
    counted = Raw((event(chunk({"content": "a"}, timings={"prompt_n": 4, "predicted_n": 1})),))
    server = FakeServer(hanging, counted, httpx.ConnectError("refused"), Says())
    backend = RemoteBackend(
        settings(retries=0), transport=server, abandoned=lambda *paid: heard.append(paid)
    )
    task = asyncio.create_task(backend.generate(ASKED))
    await settled()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    for _ in range(2):
        with pytest.raises(QuaysideError):
            await backend.generate(ASKED)
    await backend.generate(ASKED)
    assert [(usage.input_tokens, usage.output_tokens) for _, usage in heard] == [(0, 3), (4, 1)]
    assert heard[0][0] is ASKED


async def test_what_is_confidential_never_leaves_this_machine() -> None:
    for url in ("https://api.example.com/v1", "http://10.0.0.5:8000/v1", "http://localhost.example.com/v1"):
        server = FakeServer()
        backend = remote_backend(server, url=url)
        with pytest.raises(ModelUnavailable, match="confidential"):
            await backend.generate(ASKED)
        assert server.requests == []
        assert (await backend.generate(replace(ASKED, confidential=False))).text == REPLY


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "[::1]:8080", "localhost:8080", "LOCALHOST"])
async def test_a_server_on_this_machine_may_read_it(host: str) -> None:
    assert await remote_backend(url=f"http://{host}/v1").generate(ASKED)


@pytest.mark.parametrize(
    "reply",
    [
        Status(401, f'{{"error": {{"message": "Incorrect API key: {KEY}"}}}}'.encode()),
        Status(400, KEY.encode() * 100),
        Raw((f"you sent {KEY}\n".encode(),)),
        Raw((b"x" * 990 + f"{KEY}\n".encode(),)),
        Raw((event({"error": KEY}),)),
        Raw((event(chunk({}, KEY)),)),
        Raw((event({"choices": KEY}),)),
        httpx.LocalProtocolError(f"Illegal header value b'Bearer {KEY}'"),
    ],
)
async def test_the_key_is_never_told(reply: Reply, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    error = await failure(reply)
    assert KEY[:12] not in "".join(traceback.format_exception(error))
    assert KEY not in caplog.text


async def test_the_key_is_in_no_repr() -> None:
    backend = remote_backend()
    assert KEY not in repr(backend)
    assert KEY not in repr(vars(backend))


async def test_a_forgotten_conversation_is_never_matched_again() -> None:
    server = FakeServer()
    backend = remote_backend(server, dialect="vllm")
    asked = replace(ASKED, asker=Asker("reader:1", "c1"))
    for _ in range(2):
        await backend.generate(asked)
    await backend.forget("c1")
    await backend.generate(asked)
    first, second, third = (body["cache_salt"] for body in server.bodies)
    assert first == second != third


async def test_text_that_is_no_unicode_can_be_sent() -> None:
    server = FakeServer()
    asked = replace(ASKED, chat=(ChatMessage("user", "half \udfff 总价"),))
    await remote_backend(server).generate(asked)
    assert server.bodies[0]["messages"][0]["content"] == "half ? 总价"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"url": ""}, "'' is no URL"),
        ({"url": "ftp://host/v1"}, "'ftp://host/v1' is no URL"),
        ({"url": "http://"}, "no URL"),
        ({"url": "http://host:x/v1"}, "no URL"),
        ({"url": f"https://me:{KEY}@host/v1"}, "user name, a password"),
        ({"url": f"https://host/v1?key={KEY}"}, "a query"),
        ({"model": ""}, "No model is named"),
        ({"api_key": f"{KEY}\n"}, "cannot stand in a header"),
        ({"api_key": f"Bearer {KEY}"}, "cannot stand in a header"),
    ],
)
def test_settings_that_make_no_request_are_refused(changes: dict[str, object], says: str) -> None:
    with pytest.raises(BadInput, match=says) as caught:
        RemoteBackend(settings(**changes))
    assert caught.value.hint
    assert KEY not in "".join(traceback.format_exception(caught.value))
