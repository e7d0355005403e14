"""The order of the runs: for each model and number of conversations all systems are up, and each repeat
goes through all of them, so that what the machine does meanwhile hits all alike.
"""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench.engine import measure, workload
from bench.engine.build import llama_server
from bench.engine.measure import Run
from bench.engine.ours import start_ours
from bench.engine.playing import Answer
from bench.engine.servers import start_llama_server, start_python_server
from bench.engine.subjects import Subject
from bench.engine.systems import LLAMA_SERVER, OURS, PYTHON_SERVER, Launch, System
from bench.engine.workload import Scenario

SPECIAL = 16
"""Conversations of the two scenarios for ratios, and of the check against one-by-one runs."""

_Make = Callable[[int], Scenario]


@dataclass(frozen=True, slots=True)
class Plan:
    """`repeats` are of the scenarios for ratios and of a small model; the large model's table takes
    `table_repeats`. `check`: the answers of systems that batch are compared with one-by-one runs."""

    subjects: tuple[Subject, ...]
    systems: tuple[str, ...]
    conversations: tuple[int, ...]
    repeats: int
    table_repeats: int
    threads: int
    check: bool
    cache: Path
    logs: Path


async def compare(plan: Plan, done: Callable[[Run], None]) -> None:
    """Plays all of `plan`; `done` is told of each run as it ends."""
    for subject in plan.subjects:
        for count in plan.conversations:
            async with _started(plan, subject, count) as systems:
                await _compare(plan, subject, count, systems, done)


async def _compare(
    plan: Plan, subject: Subject, count: int, systems: list[System], done: Callable[[Run], None]
) -> None:
    words, sizes = subject.words, subject.sizes

    async def repeat(kind: str, make: _Make, repeats: int, among: list[System]) -> None:
        for at in range(repeats):
            for system in among:
                done(await _run(subject, system, kind, make(at), at, check=plan.check and at == 0))

    for system in systems:
        await system.play(workload.warm_up(words, count))
    table_repeats = plan.table_repeats if subject.special else plan.repeats
    await repeat(
        "conversations", lambda at: workload.conversations(words, sizes, count, at), table_repeats, systems
    )
    if subject.special and count == SPECIAL:
        await repeat(
            "new", lambda at: workload.new_conversations(words, sizes, count, at), plan.repeats, systems
        )
        batching = [system for system in systems if system.name != PYTHON_SERVER]
        await repeat(
            "decode", lambda at: workload.decoding(words, sizes, count, at), plan.repeats, batching
        )


@asynccontextmanager
async def _started(plan: Plan, subject: Subject, count: int) -> AsyncIterator[list[System]]:
    logs = plan.logs / f"{subject.path.stem}-{count}"
    launch = Launch(subject.path.resolve(), count, subject.sizes.longest, plan.threads, logs)
    starters: dict[str, Callable[[], Awaitable[System]]] = {
        OURS: lambda: start_ours(launch),
        LLAMA_SERVER: lambda: start_llama_server(llama_server(plan.cache), launch),
        PYTHON_SERVER: lambda: start_python_server(launch),
    }
    async with AsyncExitStack() as stack:
        systems = []
        for name in plan.systems:
            systems.append(await starters[name]())
            stack.push_async_callback(systems[-1].close)
        yield systems


async def _run(
    subject: Subject, system: System, kind: str, scenario: Scenario, repeat: int, *, check: bool
) -> Run:
    measure.reset_peak(system.pid)
    asked_s, worked_s = time.process_time(), measure.cpu_s(system.pid)
    answers = await system.play(scenario)
    worked_s, asked_s = measure.cpu_s(system.pid) - worked_s, time.process_time() - asked_s
    peak = measure.peak_mib(system.pid)
    first, later = measure.waits(answers)
    count = len(scenario.conversations)
    wanted = check and system.name != PYTHON_SERVER and kind == "conversations" and count == SPECIAL
    return Run(
        subject=subject.name,
        system=system.name,
        scenario=kind,
        conversations=count,
        repeat=repeat,
        output_tokens=len(answers) * scenario.output_tokens,
        wall_s=measure.wall_s(answers),
        first_s=first,
        later_s=later,
        decode_rate=measure.decode_rate(answers) if kind == "decode" else None,
        cpu_s=worked_s,
        asker_cpu_s=asked_s,
        peak_mib=peak,
        equal=await _equal(system, scenario, answers) if wanted else None,
    )


async def _equal(system: System, scenario: Scenario, answers: list[Answer]) -> int:
    """Of how many conversations every answer comes again when they are played one by one."""
    again = await system.play(replace(scenario, alone=True))
    differing = {
        one.conversation for one, other in zip(answers, again, strict=True) if one.text != other.text
    }
    return len(scenario.conversations) - len(differing)
