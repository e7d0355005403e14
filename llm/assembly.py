"""The parts of an engine put together for one model file and its settings."""

import os
import shutil
import time
from pathlib import Path

from core.ports import Abandoned
from core.settings import ModelSettings
from llm.calibration import Weights
from llm.context import Context
from llm.disk_shelf import DiskShelf
from llm.kept import KeptPrefixes
from llm.model import Model
from llm.native import VERSION
from llm.prompting import Prompter
from llm.runner import Runner
from llm.scheduler import Limits

BATCH_TOKENS = 128
"""Larger steps read no faster on a CPU (0.5 billion parameters, 2 cores: 128 rows 178 tokens/s, 512 rows
160), and a step is how long a cancelled request holds its cells."""
PUBLIC_PREFIXES = 4
_MIB = 1024 * 1024
_SMALL_BYTES = 100 * _MIB


def assemble(
    model: Model,
    prompter: Prompter,
    path: Path,
    settings: ModelSettings,
    *,
    weights: Weights,
    abandoned: Abandoned,
    disk: Path | None,
) -> tuple[Context, Runner]:
    """To be called on the thread that will compute. Raises ModelUnavailable."""
    limits = Limits(
        slots=settings.sequences,
        cells=settings.context_tokens,
        window=model.window,
        batch_tokens=max(BATCH_TOKENS, settings.sequences),
        public=PUBLIC_PREFIXES,
    )
    context = Context(model, limits, threads_for(path, settings), wide_cells=_is_small(path))
    try:
        runner = Runner(
            model,
            context,
            time.perf_counter,
            time.process_time,
            prompter=prompter,
            weights=weights,
            abandoned=abandoned,
            kept=_kept(context, path, settings, disk),
        )
    except BaseException:
        context.close()
        raise
    return context, runner


def threads_for(path: Path, settings: ModelSettings) -> int:
    """As set, or by the model's size: a small one waits longer for its threads than it computes as soon as
    anything else wants a core."""
    if settings.threads:
        return settings.threads
    return 1 if _is_small(path) else os.cpu_count() or 1


def _is_small(path: Path) -> bool:
    """A small model's choices are close, its cells take little memory, and they cost it no time. For a
    large one 16 bits, as elsewhere, make a step of 16 conversations faster (170 ms, 182 ms)."""
    return path.stat().st_size < _SMALL_BYTES


def _kept(
    context: Context, path: Path, settings: ModelSettings, folder: Path | None
) -> KeptPrefixes | None:
    if folder is not None and not (settings.kept_mb and settings.kept_disk_mb):
        shutil.rmtree(folder, ignore_errors=True)  # of a time when it was wanted
    if not settings.kept_mb:
        return None
    disk = None
    if folder is not None and settings.kept_disk_mb:
        file = path.stat()
        name = f"{path.name} {file.st_size} {file.st_mtime_ns} {_is_small(path)} {VERSION}"
        disk = DiskShelf(folder, settings.kept_disk_mb * _MIB, name)
    return KeptPrefixes(context, context.limits.passing, settings.kept_mb * _MIB, disk)
