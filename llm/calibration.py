"""What a prefilled and a decoded token cost on this machine, relative to each other: measured once, kept.

A step's time is divided among its sequences by these weights (llm.metering). What was measured with another
model, another number of threads or another library says nothing and is not used.
"""

import hashlib
import json
import logging
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from core.errors import BadInput, StoreUnavailable
from core.turns import JsonObject

TimeStep = Callable[[int, bool], float]
"""Runs one step of so many rows, prefilling (True) or decoding (False), and gives its wall time, s."""

PREFILL_ROWS = (16, 64)
SEQUENCES = 4
"""Decoded together in the larger step."""
REPEATS = 7
_HEAD = 1 << 20
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Weights:
    """Cost of one token of each kind; only their ratio counts. Measured ones are in µs."""

    prefill: float
    decode: float

    def __post_init__(self) -> None:
        for name, weight in (("prefill", self.prefill), ("decode", self.decode)):
            if not (math.isfinite(weight) and weight > 0):
                raise BadInput(
                    f"A {name} weight of {weight!r} divides no time.",
                    hint="Weights are above 0 and finite.",
                )


EVEN = Weights(1.0, 1.0)
"""Until something was measured a token is a token."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a measurement holds for. `sha256` is of the file's first MiB: its architecture and metadata."""

    name: str
    size: int
    sha256: str
    threads: int
    library: str


def conditions(model: Path, *, threads: int, library: str) -> Conditions:
    """`library` is the version of llama-cpp-python. Raises BadInput for a file that cannot be read."""
    try:
        with model.open("rb") as file:
            head = file.read(_HEAD)
        size = model.stat().st_size
    except OSError as error:
        raise BadInput(
            f"The model file {str(model)!r} cannot be read: {error.strerror}.",
            hint="Set QUAYSIDE_MODEL__PATH to a GGUF file.",
        ) from error
    return Conditions(model.name, size, hashlib.sha256(head).hexdigest(), threads, library)


def measure(time_step: TimeStep, *, sequences: int = SEQUENCES, repeats: int = REPEATS) -> Weights:
    """Medians over `repeats` of what one more row of each kind adds to a step, in µs.

    Every step has a fixed part, which its rows share whatever they are: so two sizes are timed and the
    slope between them counts. Where noise hides it, or the context holds one of `sequences` only, the
    larger step's mean is taken. Raises BadInput for a clock that sees nothing pass.
    """
    decode_rows = (1, max(1, min(sequences, SEQUENCES)))
    time_step(PREFILL_ROWS[-1], True)
    time_step(decode_rows[-1], False)
    prefill = _slope(lambda rows: time_step(rows, True), PREFILL_ROWS, repeats)
    decode = _slope(lambda rows: time_step(rows, False), decode_rows, repeats)
    return Weights(prefill * 1e6, decode * 1e6)


def read(path: Path, held: Conditions) -> Weights:
    """What was measured under the same conditions; EVEN without that, or where the file is damaged."""
    for entry in _entries(path):
        if entry.get("conditions") == asdict(held):
            try:
                return Weights(float(entry["prefill"]), float(entry["decode"]))
            except (KeyError, TypeError, ValueError, BadInput) as error:
                _log.warning("%s holds weights that cannot be: %r", path, error)
    return EVEN


def save(path: Path, held: Conditions, weights: Weights) -> None:
    """Other models stay, and this one with other threads; what it replaces or made stale goes. All or
    nothing. Raises StoreUnavailable."""
    others = [entry for entry in _entries(path) if not _replaced(entry, held)]
    document = {"entries": [*others, {"conditions": asdict(held), **asdict(weights)}]}
    written = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
        written.replace(path)
    except OSError as error:
        raise StoreUnavailable(
            f"The calibration cannot be written to {str(path)!r}: {error.strerror}.",
            hint="Make the data folder writable and free some space.",
        ) from error


def _slope(time_rows: Callable[[int], float], sizes: tuple[int, int], repeats: int) -> float:
    small, large = sizes
    # In turns, so that a machine that slows down meanwhile slows both.
    times = [(time_rows(small), time_rows(large)) for _ in range(repeats)]
    shorter, longer = (float(median(column)) for column in zip(*times, strict=True))
    if longer > shorter and large > small:
        return (longer - shorter) / (large - small)
    return longer / large


def _entries(path: Path) -> list[JsonObject]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        _log.warning("the calibration in %s cannot be read and is not used: %s", path, error)
        return []
    entries = document.get("entries") if isinstance(document, dict) else None
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _replaced(entry: JsonObject, held: Conditions) -> bool:
    """Measured for a file of this name, unless only the number of threads was another."""
    measured = entry.get("conditions")
    if not isinstance(measured, dict):
        return True
    same_but_threads = measured | {"threads": held.threads} == asdict(held)
    return measured.get("name") == held.name and (
        not same_but_threads or measured.get("threads") == held.threads
    )
