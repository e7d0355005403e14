"""An OpenAI-compatible server as an httpx transport: it says what it is told to, well or broken."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import httpx
import pytest
from pydantic import SecretStr

from core.errors import QuaysideError
from core.ports import Inference, Segment
from core.settings import RemoteSettings
from core.turns import JsonObject
from llm.remote.backend import RemoteBackend

KEY = "sk-quayside-test-0123456789"
USAGE: JsonObject = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}
REPLY = "of course, with pleasure, and more than that"


@dataclass(frozen=True)
class Says:
    """A well-formed stream, a word a piece. Like a careless server it heeds no grammar, no limit and,
    unless told to, no stop string. It waits for `hang` before its last word, if given."""

    text: str = REPLY
    thought: str = ""
    finish: str | None = "stop"
    usage: JsonObject | None = field(default_factory=lambda: USAGE)
    heeds_stop: bool = False
    done: bool = True
    hang: asyncio.Event | None = None


@dataclass(frozen=True)
class Raw:
    """These bytes, then the end or an error of the connection."""

    pieces: tuple[bytes, ...] = ()
    error: httpx.TransportError | None = None


@dataclass(frozen=True)
class Status:
    code: int
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Hangs:
    """Takes the request and sends nothing until `until` is set."""

    until: asyncio.Event


Reply = Says | Raw | Status | Hangs | httpx.TransportError


class FakeServer(httpx.AsyncBaseTransport):
    """Gives `replies` one after the other and the last one for ever."""

    def __init__(self, *replies: Reply) -> None:
        self._replies = list(replies) or [Says()]
        self.requests: list[httpx.Request] = []
        self.streams: list[_Stream] = []
        self.open = True

    @property
    def bodies(self) -> list[JsonObject]:
        return [json.loads(request.content) for request in self.requests]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        match reply:
            case httpx.TransportError():
                raise reply
            case Hangs(until):
                await until.wait()
                return self._response(200, Raw((event("[DONE]"),)))
            case Status(code, body, headers):
                return self._response(code, Raw((body,)), headers)
            case Says():
                return self._response(200, _raw(reply, json.loads(request.content)), hang=reply.hang)
            case Raw():
                return self._response(200, reply)

    async def aclose(self) -> None:
        self.open = False

    def _response(
        self,
        code: int,
        raw: Raw,
        headers: Mapping[str, str] | None = None,
        hang: asyncio.Event | None = None,
    ) -> httpx.Response:
        stream = _Stream(raw, hang)
        self.streams.append(stream)
        return httpx.Response(code, headers=headers, stream=stream)


class _Stream(httpx.AsyncByteStream):
    """`whole`: it was read to its end; `closed`: the client let go of it."""

    def __init__(self, raw: Raw, hang: asyncio.Event | None) -> None:
        self._raw = raw
        self._hang = hang
        self.whole = False
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._raw.pieces[:-1]:
            yield piece
            await asyncio.sleep(0)
        if self._hang is not None:
            await self._hang.wait()
        for piece in self._raw.pieces[-1:]:
            yield piece
        if self._raw.error is not None:
            raise self._raw.error
        self.whole = True

    async def aclose(self) -> None:
        self.closed = True


def event(data: object) -> bytes:
    text = data if isinstance(data, str) else json.dumps(data)
    return f"data: {text}\n\n".encode()


def chunk(delta: JsonObject, finish: str | None = None, **fields: object) -> JsonObject:
    choices = [{"index": 0, "delta": delta, "finish_reason": finish}]
    return {"object": "chat.completion.chunk", "choices": choices, "usage": None} | fields


def _raw(says: Says, body: JsonObject) -> Raw:
    text = says.text
    if says.heeds_stop:
        text = text[
            : min((text.index(stop) for stop in body.get("stop", []) if stop in text), default=None)
        ]
    words = text.split(" ")
    pieces = [event(chunk({"role": "assistant", "content": None}))]
    pieces += [event(chunk({"reasoning_content": word})) for word in says.thought.split()]
    pieces += [event(chunk({"content": f"{' ' * bool(at)}{word}"})) for at, word in enumerate(words)]
    last = event(chunk({}, says.finish)) if says.finish else b""
    if says.usage is not None:
        last += event({"choices": [], "usage": says.usage})
    return Raw((*pieces, last + event("[DONE]") if says.done else last))


def settings(**changes: object) -> RemoteSettings:
    fields: dict[str, object] = {
        "url": "http://127.0.0.1:1/v1",
        "model": "fake-1",
        "api_key": SecretStr(KEY),
        "retries": 2,
    }
    return RemoteSettings.model_validate(fields | changes)


class Clock:
    """Time that only `sleep` moves on."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now_s

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now_s += seconds
        await asyncio.sleep(0)


async def settled() -> None:
    """Lets every task run on until it waits for something else than its turn."""
    for _ in range(30):
        await asyncio.sleep(0)


def remote_backend(
    server: FakeServer | None = None,
    *,
    clock: Callable[[], float] | None = None,
    sleep: Callable[[float], Awaitable[None]] | None = None,
    **changes: object,
) -> RemoteBackend:
    """A RemoteBackend on a fake server, by default one that does as it should."""
    time = Clock()
    return RemoteBackend(
        settings(**changes),
        transport=server or FakeServer(Says(heeds_stop=True)),
        clock=clock or time,
        sleep=sleep or time.sleep,
        jitter=lambda: 1.0,
    )


ASKED = Inference("say", (Segment("say something", trusted=True),), 30, "root ::= [a-z ]{25}")
BEGUN = event(chunk({"content": "hello"}))


async def failure(reply: Reply) -> QuaysideError:
    """The error that a server's reply comes to; what it says is no more than a line."""
    with pytest.raises(QuaysideError) as caught:
        await remote_backend(FakeServer(reply), retries=0).generate(ASKED)
    assert len(str(caught.value)) < 600
    return caught.value
