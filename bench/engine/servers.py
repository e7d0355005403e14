"""The two servers of others, asked over HTTP by one client: llama.cpp's and llama-cpp-python's."""

import asyncio
import json
import sys
from asyncio.subprocess import Process
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

import httpx

from bench.engine.playing import Answer, Prompt, play
from bench.engine.systems import (
    LLAMA_SERVER,
    PYTHON_SERVER,
    START_TIMEOUT_S,
    Launch,
    end,
    free_port,
    start,
)
from bench.engine.workload import Scenario
from llm.remote.llama_flags import SAFE_FLAGS

# llama-server closes a connection after a stream without saying so; one taken up again then fails
_LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=0)
_TIMEOUT = httpx.Timeout(3600.0)
Dialect = tuple[str, str, Callable[[str, int], dict[str, Any]], Callable[[dict[str, Any]], str]]
"""Path that answers 200 when ready, path that completes, the request's body, the text of an event."""


class Server:
    """A running server, and the client that asks it."""

    def __init__(self, name: str, process: Process, port: int, dialect: Dialect) -> None:
        self.name = name
        self._process = process
        self._ready, self._path, self._body, self._text = dialect
        self._client = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", limits=_LIMITS, timeout=_TIMEOUT, trust_env=False
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    async def play(self, scenario: Scenario) -> list[Answer]:
        return await play(scenario, self._complete)

    async def close(self) -> None:
        await self._client.aclose()
        await end(self._process)

    async def wait_until_ready(self, log: Path) -> None:
        """Raises RuntimeError when the server ends instead."""
        async with asyncio.timeout(START_TIMEOUT_S):
            while not await self._is_ready():
                if self._process.returncode is not None:
                    raise RuntimeError(f"{self.name} did not start; see {log}.")
                await asyncio.sleep(0.2)

    async def _is_ready(self) -> bool:
        try:
            return (await self._client.get(self._ready)).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    async def _complete(self, prompt: Prompt, tokens: int, take: Callable[[str], None]) -> None:
        body = self._body(prompt.text, tokens)
        async with self._client.stream("POST", self._path, json=body) as response:
            if response.is_error:
                await response.aread()
                raise RuntimeError(f"{self.name} answered {response.status_code}: {response.text}")
            async for line in response.aiter_lines():
                if line.startswith("data: {") and (piece := self._text(json.loads(line[6:]))):
                    take(piece)


async def start_llama_server(program: Path, launch: Launch) -> Server:
    """Continuous batching and prompt caching in the slots are on by themselves. Caching to memory outside
    the KV cache is off, as wherever a llama-server serves Quayside."""
    port = free_port()
    command = [str(program), "--port", str(port), "--model", str(launch.model)]
    command += ["--parallel", str(launch.conversations)]
    command += ["--ctx-size", str(launch.conversations * launch.longest)]
    command += ["--threads", str(launch.threads), "--threads-batch", str(launch.threads)]
    command += chain.from_iterable((flag, *values) for flag, values in SAFE_FLAGS.items())
    dialect = ("/health", "/completion", _llama_server_body, _llama_server_text)
    return await _start(LLAMA_SERVER, command, port, dialect, launch)


async def start_python_server(launch: Launch) -> Server:
    """Serves one request after another. Of its defaults two are changed, both in its favour: a waiting
    request does not cut off the running one, and logits are kept of the sampled tokens only."""
    port = free_port()
    command = [sys.executable, "-m", "llama_cpp.server", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--model", str(launch.model), "--n_ctx", str(launch.longest)]
    command += ["--n_threads", str(launch.threads), "--n_threads_batch", str(launch.threads)]
    command += ["--interrupt_requests", "false", "--logits_all", "false"]
    dialect = ("/v1/models", "/v1/completions", _python_server_body, _python_server_text)
    return await _start(PYTHON_SERVER, command, port, dialect, launch)


async def _start(name: str, command: list[str], port: int, dialect: Dialect, launch: Launch) -> Server:
    log = launch.logs / f"{name}.log"
    server = Server(name, await start(command, log), port, dialect)
    try:
        await server.wait_until_ready(log)
    except BaseException:
        await server.close()
        raise
    return server


def _llama_server_body(prompt: str, tokens: int) -> dict[str, Any]:
    return {
        "prompt": prompt,
        "n_predict": tokens,
        "temperature": 0.0,
        "ignore_eos": True,
        "cache_prompt": True,
        "stream": True,
        "response_fields": ["content", "stop_type"],
    }


def _llama_server_text(event: dict[str, Any]) -> str:
    if "error" in event:
        raise RuntimeError(f"llama-server failed: {event['error']!r}")
    return str(event.get("content", ""))


def _python_server_body(prompt: str, tokens: int) -> dict[str, Any]:
    return {
        "prompt": prompt,
        "max_tokens": tokens,
        "temperature": 0.0,
        "repeat_penalty": 1.0,
        "stream": True,
    }


def _python_server_text(event: dict[str, Any]) -> str:
    if "error" in event:
        raise RuntimeError(f"llama-cpp-python failed: {event['error']!r}")
    return str(event["choices"][0]["text"])
