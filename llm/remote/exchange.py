"""One request to the server and its streamed answer, without second tries."""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from http import HTTPStatus
from typing import cast

import httpx
from pydantic import SecretStr

from core.turns import JsonObject
from llm.remote.address import Address
from llm.remote.answer import Answer
from llm.remote.failures import Failures
from llm.remote.stream import BadStream, Delta, DeltaStream

_BODY_BYTES = 64 * 1024


class Exchange:
    """The connections to one server."""

    def __init__(
        self, address: Address, key: SecretStr, timeout_s: float, transport: httpx.AsyncBaseTransport | None
    ) -> None:
        self._address = address
        self._key = key
        self._failures = Failures(address.name, key)
        self._client = httpx.AsyncClient(
            transport=transport,
            timeout=timeout_s,
            limits=httpx.Limits(max_connections=None),  # the places bound them
            follow_redirects=False,
            # A proxy of the environment would carry off what must stay on this machine.
            trust_env=not address.local,
        )

    async def ask(self, body: JsonObject, answer: Answer) -> None:
        """Returns when `answer` is whole or cut at a stop string. Raises Failure; the connection is
        closed when it is cancelled or wants no more."""
        stream, responded = DeltaStream(), False
        try:
            async with self._sent(body) as response:
                responded = True
                if response.status_code != HTTPStatus.OK:
                    raise self._failures.refused(response, await _start_of(response))
                await self._read(response, stream, answer)
            self._finish(stream, answer)
        except BadStream as error:
            raise self._failures.malformed(error) from error
        except httpx.HTTPError as error:
            silent = isinstance(error, httpx.TimeoutException) and not stream.received
            if silent or not responded:
                raise self._failures.unreachable(error) from error
            if answer.finish is None:
                raise self._failures.broken_off(type(error).__name__) from error
            self._finish(stream, answer)  # nothing but the count of tokens is missing

    async def close(self) -> None:
        await self._client.aclose()

    @asynccontextmanager
    async def _sent(self, body: JsonObject) -> AsyncIterator[httpx.Response]:
        # No compression: a small body must not unfold into a large one. No X-Conversation-Id either:
        # llama-server keeps such a stream and goes on with it when its reader has hung up.
        headers = {
            "Content-Type": "application/json",
            "Accept": "text/event-stream",
            "Accept-Encoding": "identity",
        }
        if key := self._key.get_secret_value():
            headers["Authorization"] = f"Bearer {key}"
        content = json.dumps(body).encode("ascii")
        async with self._client.stream(
            "POST", self._address.completions, content=content, headers=headers
        ) as response:
            yield response

    async def _read(self, response: httpx.Response, stream: DeltaStream, answer: Answer) -> None:
        async with _pieces(response) as pieces:
            async for piece in pieces:
                self._take(stream.feed(piece), answer)
                if answer.cut or stream.ended:
                    return

    def _take(self, deltas: list[Delta], answer: Answer) -> None:
        for delta in deltas:
            if delta.error:
                raise self._failures.gave_up(delta.error)
            answer.take(delta)

    def _finish(self, stream: DeltaStream, answer: Answer) -> None:
        if not answer.cut:
            self._take(stream.finish(), answer)
            if answer.finish is None and not stream.ended:
                raise self._failures.broken_off("the connection was closed before its end")
            answer.end()
        if not answer.text and not answer.cut:
            raise self._failures.empty(thought=answer.thought)


def _pieces(response: httpx.Response) -> aclosing[AsyncGenerator[bytes, None]]:
    """The body as it comes, closed as soon as nobody reads on."""
    return aclosing(cast(AsyncGenerator[bytes, None], response.aiter_raw()))


async def _start_of(response: httpx.Response) -> bytes:
    """The first bytes of an error's body, as far as they come."""
    body = b""
    with suppress(httpx.HTTPError):
        async with _pieces(response) as pieces:
            async for piece in pieces:
                body += piece
                if len(body) > _BODY_BYTES:
                    break
    return body[:_BODY_BYTES]
