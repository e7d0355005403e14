"""RemoteBackend on real sockets of this machine: what no fake transport shows."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import pytest

from core.errors import GenerationFailed, ModelUnavailable
from core.ports import Inference, Segment
from llm.remote.backend import RemoteBackend
from tests.llm.remote.fake_server import Clock, chunk, event, settings

ASKED = Inference("say", (Segment("say something", trusted=True),), 30)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
HELLO = event(chunk({"content": "hello"}))
END = event(chunk({}, "stop")) + event("[DONE]")

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def chunked(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


async def request(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    await reader.readexactly(int(length.partition(b":")[2]))


@asynccontextmanager
async def backend_on(*answers: Answer, **changes: object) -> AsyncIterator[RemoteBackend]:
    """A backend whose connections are answered by `answers`, one each."""
    left = list(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await left.pop(0)(reader, writer)
        finally:
            writer.close()

    clock = Clock()
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    backend = RemoteBackend(settings(url=f"http://127.0.0.1:{port}/v1", **changes), sleep=clock.sleep)
    async with server:
        yield backend
        await backend.close()


async def well(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request(reader)
    writer.write(HEAD + chunked(HELLO) + chunked(END) + b"0\r\n\r\n")
    await writer.drain()


async def away(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request(reader)


async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request(reader)
    writer.write(HEAD + chunked(HELLO))
    await writer.drain()


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    await reader.read()


async def test_an_answer_comes_over_a_socket() -> None:
    async with backend_on(well) as backend:
        assert (await backend.generate(ASKED)).text == "hello"


async def test_no_proxy_stands_before_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with backend_on(well) as backend:
        assert (await backend.generate(ASKED)).text == "hello"


async def test_a_server_that_hangs_up_without_an_answer_is_asked_again() -> None:
    async with backend_on(away, well) as backend:
        assert (await backend.generate(ASKED)).text == "hello"


async def test_a_server_that_says_nothing_is_asked_again() -> None:
    async with backend_on(silent, well, timeout_s=0.2) as backend:
        assert (await backend.generate(ASKED)).text == "hello"


async def test_a_server_that_hangs_up_in_the_middle_fails() -> None:
    async with backend_on(half) as backend:
        with pytest.raises(GenerationFailed, match="broke off"):
            await backend.generate(ASKED)


async def test_nobody_at_the_address_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    backend = RemoteBackend(settings(url=f"http://127.0.0.1:{port}/v1", retries=0))
    with pytest.raises(ModelUnavailable, match="could not be reached"):
        await backend.generate(ASKED)
    await backend.close()


@pytest.mark.parametrize("way", ["cancel", "stop", "close", "deadline"])
async def test_the_server_sees_the_connection_close(way: str) -> None:
    began, gone = asyncio.Event(), asyncio.Event()

    async def watch(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        writer.write(HEAD + chunked(HELLO))
        await writer.drain()
        began.set()
        with suppress(ConnectionResetError):  # another way to see it
            await reader.read()
        gone.set()

    async with backend_on(watch) as backend:
        asked = replace(
            ASKED, stop=("lo",) if way == "stop" else (), deadline_s=0.3 if way == "deadline" else 30
        )
        task = asyncio.create_task(backend.generate(asked))
        await began.wait()
        if way == "cancel":
            task.cancel()
        if way == "close":
            await backend.close()
        await asyncio.gather(task, return_exceptions=True)
        async with asyncio.timeout(10):
            await gone.wait()
