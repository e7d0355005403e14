"""Our engine as one of the systems: a worker process that is told scenarios and tells answers."""

import asyncio
import sys
from asyncio.subprocess import Process
from pathlib import Path

from bench.engine.playing import ANSWERS, SCENARIO, Answer
from bench.engine.systems import OURS, START_TIMEOUT_S, Launch, end, start
from bench.engine.workload import Scenario

_PLAY_TIMEOUT_S = 3600.0


class Ours:
    name = OURS

    def __init__(self, process: Process, log: Path) -> None:
        self._process = process
        self._log = log

    @property
    def pid(self) -> int:
        return self._process.pid

    async def play(self, scenario: Scenario) -> list[Answer]:
        assert self._process.stdin is not None
        self._process.stdin.write(SCENARIO.dump_json(scenario) + b"\n")
        await self._process.stdin.drain()
        return ANSWERS.validate_json(await self.line(_PLAY_TIMEOUT_S))

    async def close(self) -> None:
        await end(self._process)

    async def line(self, timeout_s: float) -> bytes:
        """Raises RuntimeError when the worker ends instead."""
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), timeout_s)
        if not line:
            raise RuntimeError(f"Our engine's worker ended; see {self._log}.")
        return line


async def start_ours(launch: Launch) -> Ours:
    """With the same number of cells in all as `llama-server` gets."""
    command = [sys.executable, "-m", "bench.engine.worker", str(launch.model)]
    command += ["--sequences", str(launch.conversations), "--threads", str(launch.threads)]
    command += ["--context-tokens", str(launch.conversations * launch.longest)]
    log = launch.logs / f"{OURS}.log"
    ours = Ours(await start(command, log, piped=True), log)
    try:  # it says that it is ready
        await ours.line(START_TIMEOUT_S)
    except BaseException:
        await ours.close()
        raise
    return ours
