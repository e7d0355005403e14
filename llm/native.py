"""llama.cpp itself, imported here and nowhere else: its waiting threads sleep, and what it says goes to
the logger `llm.llama_cpp`, not to the terminal.

The log callback is global to the process (llama.h, `llama_log_set`). The last errors are kept, so that
a failure, which llama.cpp reports by a null pointer, can be told with its reason.
"""

import ctypes
import logging
import os
from collections import deque

# OpenMP's threads spin while they wait for each other. When anything else wants their cores, that makes
# steps several times longer; not to spin at all costs a third of a step on a quiet machine. A short spin
# has most of both. A model of 0.5 billion parameters on 2 cores, a step of 16 rows, in ms, quiet and beside
# a busy process: no spin 159 and 221, 1,000 turns 120 and 244, 10,000 turns 114 and 384. Read on loading.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("GOMP_SPINCOUNT", "1000")
# torch, which embeds, has the same OpenMP; with a team of its own beside ours nobody spins any more: turns
# took 315 ms with two threads, and 100 ms with torch on one. llama.cpp is told its threads and keeps them.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import llama_cpp

__all__ = ["VERSION", "llama_cpp", "route_native_log", "take_native_errors"]

VERSION: str = llama_cpp.__version__
_ERROR = 4  # ggml.h, GGML_LOG_LEVEL_ERROR
_logger = logging.getLogger("llm.llama_cpp")
_errors: deque[str] = deque(maxlen=8)


def route_native_log() -> None:
    """Idempotent; call before the first use of llama.cpp."""
    llama_cpp.llama_log_set(_take, ctypes.c_void_p(0))


def take_native_errors() -> str:
    """The errors said since the last call, in one line."""
    said = "; ".join(_errors)
    _errors.clear()
    return said


def _on_log(level: int, text: bytes, _user_data: object) -> None:
    line = text.decode("utf-8", "replace").strip()
    if line and level == _ERROR:
        _errors.append(line)
    if line and _logger.isEnabledFor(logging.DEBUG):
        _logger.debug("%s", line)


_take = llama_cpp.llama_log_callback(_on_log)
