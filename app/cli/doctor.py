"""`quayside doctor`: what is wrong with this installation, and what to do about it."""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import typer

from app.cli.console import emit, working
from app.cli.house import House, enter, read_settings
from app.cli.options import Json
from core.errors import DataFolderInUse, QuaysideError
from core.settings import Settings

PYTHON = (3, 11)
FREE_MB = 1024
GGUF_MAGIC = b"GGUF"


@dataclass(frozen=True, slots=True)
class Check:
    """`hint` says what to do when it is not `ok`."""

    name: str
    ok: bool
    found: str
    hint: str = ""


def doctor(ctx: typer.Context, as_json: Json = False) -> None:
    """Check Python, disk, data folder, model, database and knowledge, and time the model's steps; exit 1 if
    anything is wrong."""
    with working("Examining"):
        checks = [*_surroundings(read_settings()), *_parts(ctx)]
    healthy = all(check.ok for check in checks)
    if as_json:
        emit({"healthy": healthy, "checks": [asdict(check) for check in checks]})
    else:
        for check in checks:
            typer.echo(f"{'ok ' if check.ok else 'BAD'}  {check.name}: {check.found}")
            if not check.ok:
                typer.echo(f"     {check.hint}")
    if not healthy:
        raise typer.Exit(1)


def _surroundings(settings: Settings) -> Iterator[Check]:
    """What can be seen without opening anything."""
    version = sys.version_info[:3]
    yield Check(
        "python",
        version[:2] == PYTHON,
        ".".join(map(str, version)),
        f"Install Python {PYTHON[0]}.{PYTHON[1]} and set Quayside up again.",
    )
    folder = settings.data_folder.absolute()
    standing = next(path for path in (folder, *folder.parents) if path.exists())
    yield Check(
        "data folder",
        standing.is_dir() and os.access(standing, os.W_OK | os.X_OK),
        str(folder),
        "Make it writable, or set QUAYSIDE_DATA_FOLDER to another folder.",
    )
    free_mb = shutil.disk_usage(standing).free // 2**20
    yield Check("disk space", free_mb >= FREE_MB, f"{free_mb} MiB free", f"Free at least {FREE_MB} MiB.")
    if settings.model.path is not None:
        yield _model_file(settings.model.path)


def _model_file(path: Path) -> Check:
    hint = "Set QUAYSIDE_MODEL__PATH to a GGUF file, or leave it empty for the embedded model."
    try:
        with path.open("rb") as file:
            magic = file.read(len(GGUF_MAGIC))
    except OSError as error:
        return Check("model file", False, f"{path}: {error.strerror}", hint)
    if magic != GGUF_MAGIC:
        return Check("model file", False, f"{path} is no GGUF file", hint)
    return Check("model file", True, str(path))


def _parts(ctx: typer.Context) -> Iterator[Check]:
    """The house itself: it opens, its model loads, and each part says that it is ready."""
    try:
        with enter(ctx) as house:
            for name, state in house.services.operations.ready().items():
                found = state if isinstance(state, str) else "ready" if state else "not ready"
                yield Check(name, state is not False, found, "Run it again with QUAYSIDE_LOG_LEVEL=INFO.")
            yield _calibration(house)
    except DataFolderInUse as error:
        yield Check("parts", True, f"not opened: {error.message}")
    except QuaysideError as error:
        yield Check("parts", False, error.message, error.hint)


def _calibration(house: House) -> Check:
    """What the ledger divides a step's time by."""
    try:
        weights = house.calibrate()
    except QuaysideError as error:
        return Check("calibration", False, error.message, error.hint)
    if not weights:
        return Check("calibration", True, "no model runs in this process")
    prefill, decode = weights["prefill"], weights["decode"]
    return Check(
        "calibration",
        True,
        f"prefill {prefill:.1f} µs and decode {decode:.1f} µs a token; saved as 1 : {decode / prefill:.2f}",
    )
