"""With what arguments a llama-server may run, so that no conversation shows in another one or to a third.

Flags and defaults: llama.cpp, `common/arg.cpp` and `tools/server/README.md`; why: ggml-org/llama.cpp#27148
(a cache in memory can bring another conversation's text into a slot) and #25655 (CORS).
"""

from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path

from core.errors import BadInput
from core.turns import JsonObject

LOOPBACK = "127.0.0.1"
SAFE_FLAGS: Mapping[str, tuple[str, ...]] = {
    "--host": (LOOPBACK,),
    "--cors-origins": ("localhost",),  # default: any web page
    "--no-cors-credentials": (),
    "--no-slots": (),  # default: /slots shows the prompts of all conversations
    "--no-webui": (),
    "--cache-ram": ("0",),  # default: 8 GiB of finished conversations
    "--no-cache-idle-slots": (),
    "--offline": (),
}
# What else may be given, with how many values: size and speed, never what is shown, kept or opened.
EXTRA_FLAGS: Mapping[str, int] = {
    **dict.fromkeys(("--ctx-size", "-c", "--parallel", "-np"), 1),
    **dict.fromkeys(("--threads", "-t", "--threads-batch", "-tb"), 1),
    **dict.fromkeys(("--batch-size", "-b", "--ubatch-size", "-ub"), 1),
    **dict.fromkeys(("--n-gpu-layers", "--gpu-layers", "-ngl", "--flash-attn", "-fa"), 1),
    **dict.fromkeys(("--device", "-dev", "--split-mode", "-sm", "--tensor-split", "-ts"), 1),
    **dict.fromkeys(("--main-gpu", "-mg", "--cache-type-k", "-ctk", "--cache-type-v", "-ctv"), 1),
    **dict.fromkeys(("--alias", "-a", "--chat-template-file", "--reasoning-format"), 1),
    **dict.fromkeys(("--mlock", "--no-mmap", "--jinja"), 0),
}
_UNSAFE_PROPS = {
    "endpoint_slots": "--no-slots",
    "ui": "--no-webui",
    "webui": "--no-webui",
    "cors_proxy_enabled": "--no-ui-mcp-proxy",
}


def command(binary: Path, model: Path, port: int, key_file: Path, extra: Sequence[str] = ()) -> list[str]:
    """The command line. Raises BadInput for an argument that is not among EXTRA_FLAGS: the last one of
    a kind wins, so any other could undo what keeps conversations apart."""
    if not 1 <= port <= 65535:
        raise BadInput(f"{port!r} is no port.", hint="Use one from 1 to 65535.")
    _refuse_unknown(extra)
    safe = chain.from_iterable((flag, *values) for flag, values in SAFE_FLAGS.items())
    files = ("--model", str(model.absolute()), "--api-key-file", str(key_file.absolute()))
    return [str(binary.absolute()), *extra, *files, "--port", str(port), *safe]


def unsafe_settings(props: JsonObject) -> tuple[str, ...]:
    """The flags that a running server lacks, by what it answers to GET /props. It does not tell what it
    keeps in memory."""
    lacking = [flag for name, flag in _UNSAFE_PROPS.items() if props.get(name) not in (None, False)]
    return tuple(dict.fromkeys(lacking))


def _refuse_unknown(extra: Sequence[str]) -> None:
    words = iter(extra)
    for flag in words:
        if flag not in EXTRA_FLAGS:
            raise BadInput(
                f"A llama-server is not started with {flag!r}.",
                hint=f"Use some of {', '.join(EXTRA_FLAGS)}; all else is set so that nothing leaks.",
            )
        for _ in range(EXTRA_FLAGS[flag]):
            value = next(words, "")
            if not value or (value.startswith("-") and not value[1:].isdigit()):
                raise BadInput(f"{flag!r} is followed by {value!r}.", hint="Give it its value.")
