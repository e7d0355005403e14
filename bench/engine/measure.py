"""What a run of a scenario cost: time seen by the asker, processor time and peak memory of the process."""

import os
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.engine.playing import Answer

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Run:
    """One scenario played once by one system.

    `first_s` are the times to the first token of turn one, `later_s` those of the turns after it.
    `decode_rate` is tokens/s between the last first token and the first end, if all wrote at once then.
    `asker_cpu_s` is what the asking process used beside the system (ours has none of its own).
    `equal` counts conversations whose answers one-by-one runs gave again, where that was looked at.
    """

    subject: str
    system: str
    scenario: str
    conversations: int
    repeat: int
    output_tokens: int
    wall_s: float
    first_s: tuple[float, ...]
    later_s: tuple[float, ...]
    decode_rate: float | None
    cpu_s: float
    asker_cpu_s: float
    peak_mib: float
    equal: int | None = None


def wall_s(answers: Sequence[Answer]) -> float:
    return max(answer.ended_s for answer in answers) - min(answer.started_s for answer in answers)


def waits(answers: Sequence[Answer]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Seconds to the first token: of turn one, and of later turns."""
    first = tuple(answer.first_s - answer.started_s for answer in answers if answer.turn == 0)
    later = tuple(answer.first_s - answer.started_s for answer in answers if answer.turn > 0)
    return first, later


def decode_rate(answers: Sequence[Answer]) -> float | None:
    """Tokens/s of all together while each of them writes; None when there is no such time."""
    start = max(answer.first_s for answer in answers)
    end = min(answer.ended_s for answer in answers)
    if end <= start:
        return None
    written = sum(start < at <= end for answer in answers for at in answer.arrivals)
    return written / (end - start)


def quantile(values: Sequence[float], percent: int) -> float:
    """Inclusive, between neighbours."""
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def cpu_s(pid: int) -> float:
    """User and system time of all threads of the process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S


def reset_peak(pid: int) -> None:
    """Begins a new peak of resident memory (proc(5), clear_refs)."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def peak_mib(pid: int) -> float:
    """The most resident memory since the last reset, the mapped model file included (VmHWM)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"Process {pid} has no VmHWM: it has ended.")
