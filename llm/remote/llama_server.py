"""A llama-server process on this machine: started, waited for, checked, watched and ended."""

import asyncio
import os
import secrets
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import SecretStr

from core.errors import ModelUnavailable
from llm.remote.llama_check import check_server, client_of, healthy
from llm.remote.llama_flags import LOOPBACK, command

_POLL_S = 0.1
_TAIL_BYTES, _TAIL_LINES = 4096, 8
_KEPT_FROM_CHILD = ("LLAMA_", "QUAYSIDE_", "HF_")


class LlamaServer:
    """`async with LlamaServer(binary, model, folder) as server:` serves `model` at `server.url` to who
    has `server.key`. Port 0 takes a free one; `extra` are some of EXTRA_FLAGS. Raises BadInput for
    others, and ModelUnavailable when the server does not start, is not safe or has died."""

    def __init__(
        self,
        binary: Path,
        model: Path,
        folder: Path,
        *,
        port: int = 0,
        extra: Sequence[str] = (),
        start_timeout_s: float = 120.0,
        end_timeout_s: float = 10.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`folder` holds the file with the key while the server runs."""
        self._port = port or _free_port()
        self._key_file = folder / f"llama-server-{self._port}.key"
        self._command = command(binary, model, self._port, self._key_file, extra)
        self._start_timeout_s = start_timeout_s
        self._end_timeout_s = end_timeout_s
        self._sleep = sleep
        self._process: asyncio.subprocess.Process | None = None
        self._listener: asyncio.Task[None] | None = None
        self._tail = bytearray()
        self.key = SecretStr(secrets.token_urlsafe(32))

    @property
    def url(self) -> str:
        """The base of its API, for RemoteSettings.url."""
        return f"http://{LOOPBACK}:{self._port}/v1"

    def require_alive(self) -> None:
        """Raises ModelUnavailable, with the last lines that the process wrote, when it has ended."""
        if self._process is None or self._process.returncode is not None:
            raise self._ended()

    async def wait(self) -> None:
        """Until the process has ended and its last words are read."""
        if self._process is not None and self._listener is not None:
            await self._process.wait()
            await asyncio.wait((self._listener,), timeout=self._end_timeout_s)

    async def __aenter__(self) -> Self:
        try:
            await self._start()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Ends the process, by force if it does not end by itself, and removes the key."""
        self._key_file.unlink(missing_ok=True)
        if self._process is None or self._listener is None:
            return
        if self._process.returncode is None:
            await _end(self._process, self._end_timeout_s)
        self._listener.cancel()
        with suppress(asyncio.CancelledError):
            await self._listener

    async def _start(self) -> None:
        _write_secret(self._key_file, self.key)
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
                env=_environment(),
            )
        except OSError as error:
            raise ModelUnavailable(
                f"llama-server could not be started from {self._command[0]!r} ({error.strerror}).",
                hint="Check the path of the program.",
            ) from error
        self._listener = asyncio.create_task(self._listen(self._process))
        try:
            async with asyncio.timeout(self._start_timeout_s):
                await self._until_healthy()
        except TimeoutError:
            raise ModelUnavailable(
                f"llama-server was not ready within {self._start_timeout_s:g} s. {self._last_words()}",
                hint="Allow it more time, or a smaller model.",
            ) from None
        await check_server(self.url, self.key)
        self.require_alive()

    async def _until_healthy(self) -> None:
        async with client_of(self.url) as client:
            while not await healthy(client):
                if self._process is None or self._process.returncode is not None:
                    await self.wait()
                    raise self._ended()
                await self._sleep(_POLL_S)

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        """Keeps the end of what the process writes."""
        assert process.stderr is not None
        while piece := await process.stderr.read(_TAIL_BYTES):
            self._tail = (self._tail + piece)[-_TAIL_BYTES:]

    def _ended(self) -> ModelUnavailable:
        status = None if self._process is None else self._process.returncode
        how = "is not running" if status is None else f"ended with status {status}"
        return ModelUnavailable(
            f"llama-server {how}. {self._last_words()}".strip(), hint="Look into its words; start it again."
        )

    def _last_words(self) -> str:
        text = self._tail.decode("utf-8", "replace").replace(self.key.get_secret_value(), "[key]")
        lines = text.splitlines()[-_TAIL_LINES:]
        return f"It last wrote: {' / '.join(lines)!r}." if lines else ""


async def _end(process: asyncio.subprocess.Process, timeout_s: float) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
    await process.wait()


def _free_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def _write_secret(path: Path, key: SecretStr) -> None:
    """Readable by this user alone from its first moment on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{key.get_secret_value()}\n")


def _environment() -> dict[str, str]:
    """Without what llama-server would take for arguments, and without our own secrets."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_KEPT_FROM_CHILD)}
