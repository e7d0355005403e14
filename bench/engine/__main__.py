"""`make bench-engine`: our engine and the servers of llama.cpp and of llama-cpp-python, side by side.

Prints tables and ratios in Markdown; writes results.json, table.md and a chart into `--out`. The servers
run as they come. `OMP_WAIT_POLICY=PASSIVE` in the environment lets their threads sleep while they wait.
"""

import argparse
import asyncio
import json
import os
import platform
import signal
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bench.engine import chart, report
from bench.engine.build import llama_server, pinned_version
from bench.engine.comparison import Plan, compare
from bench.engine.measure import Run
from bench.engine.subjects import SUBJECTS
from bench.engine.systems import LLAMA_SERVER, NAMES

CACHE = Path(".cache/bench")


def main() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: the systems end with it
    asked = _asked()
    if LLAMA_SERVER in asked.systems:
        llama_server(CACHE)
    asked.out.mkdir(parents=True, exist_ok=True)
    subjects = tuple(SUBJECTS[name](CACHE, quick=asked.quick) for name in asked.models)
    plan = Plan(
        subjects=subjects,
        systems=tuple(asked.systems),
        conversations=tuple(asked.conversations),
        repeats=asked.repeats,
        table_repeats=asked.table_repeats,
        threads=asked.threads,
        check=asked.check,
        cache=CACHE,
        logs=asked.out / "logs",
    )
    runs: list[Run] = []

    def done(run: Run) -> None:
        runs.append(run)
        _tell(run)
        _write(asked.out / "results.json", runs, asked)

    asyncio.run(compare(plan, done))
    text = report.markdown(runs)
    (asked.out / "table.md").write_text(text + "\n")
    print(f"\n{text}\n")
    print("Charts:", *chart.draw(report.cells(runs), asked.out))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.engine", description=__doc__)
    parser.add_argument("--models", nargs="+", choices=SUBJECTS, default=list(SUBJECTS))
    parser.add_argument("--systems", nargs="+", choices=NAMES, default=list(NAMES))
    parser.add_argument("--conversations", nargs="+", type=int)
    parser.add_argument("--repeats", type=int, help="of the scenarios for ratios and the small model (5)")
    parser.add_argument("--table-repeats", type=int, default=1, help="of the large model's table (1)")
    parser.add_argument("--threads", type=int, default=2, help="of each system (2)")
    parser.add_argument(
        "--check", action=argparse.BooleanOptionalAction, default=True, help="against one-by-one runs"
    )
    parser.add_argument("--out", type=Path, default=Path("build/bench-engine"))
    parser.add_argument("--quick", action="store_true", help="tiny sizes: shows that it works, no more")
    asked = parser.parse_args()
    asked.conversations = asked.conversations or ([1, 16] if asked.quick else [1, 4, 16, 32])
    asked.repeats = asked.repeats or (2 if asked.quick else 5)
    return asked


def _tell(run: Run) -> None:
    rate = run.output_tokens / run.wall_s
    decoding = f", decoding {run.decode_rate:.1f} tokens/s" if run.decode_rate else ""
    print(
        f"{run.subject}, {run.scenario} x{run.conversations}, repeat {run.repeat}, {run.system}: "
        f"{run.wall_s:.2f} s, {rate:.1f} tokens/s{decoding}",
        flush=True,
    )


def _write(path: Path, runs: Sequence[Run], asked: argparse.Namespace) -> None:
    """Everything so far, so that a run that is broken off is not lost."""
    results = {
        "machine": {"processor": _processor(), "cores": os.cpu_count(), "system": platform.platform()},
        "llama_cpp_python": pinned_version(),
        "omp_wait_policy": os.environ.get("OMP_WAIT_POLICY", ""),
        "options": {name: str(value) for name, value in vars(asked).items()},
        "ratios": [asdict(ratio) for ratio in report.ratios(runs)],
        "cells": [asdict(cell) for cell in report.cells(runs)],
        "runs": [asdict(run) for run in runs],
    }
    path.write_text(json.dumps(results, indent=1) + "\n")


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


if __name__ == "__main__":
    main()
