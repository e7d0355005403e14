"""What the comparison asks of a system, and how one that is a process of its own is started and ended."""

import asyncio
import socket
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bench.engine.playing import Answer
from bench.engine.workload import Scenario

OURS, LLAMA_SERVER, PYTHON_SERVER = NAMES = ("quayside", "llama-server", "llama-cpp-python")
START_TIMEOUT_S = 180.0
_END_TIMEOUT_S = 20.0
_LONGEST_LINE = 1 << 28


@dataclass(frozen=True, slots=True)
class Launch:
    """`longest` is the tokens that one of the `conversations` can come to."""

    model: Path
    conversations: int
    longest: int
    threads: int
    logs: Path


class System(Protocol):
    name: str

    @property
    def pid(self) -> int:
        """The one process that computes."""
        ...

    async def play(self, scenario: Scenario) -> list[Answer]: ...

    async def close(self) -> None: ...


async def start(command: list[str], log: Path, *, piped: bool = False) -> Process:
    """Output goes to `log`, with `piped` only what is written to standard error."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as file:
        return await asyncio.create_subprocess_exec(
            *command,
            stdin=PIPE if piped else DEVNULL,
            stdout=PIPE if piped else file,
            stderr=file if piped else STDOUT,
            limit=_LONGEST_LINE,
        )


async def end(process: Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), _END_TIMEOUT_S)
    except TimeoutError:
        process.kill()
        await process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
