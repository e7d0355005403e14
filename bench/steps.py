"""`python -m bench.steps MODEL`: what the engine adds to a decode step of 16 conversations under a grammar.

Prints medians in ms of a whole step and of llama.cpp's part in it, and the share of the difference.
"""

import argparse
import json
import time
from pathlib import Path
from statistics import median

from app.model_registry import EMBEDDED_MODEL
from core.errors import QuaysideError
from core.ports import Generation, Inference, Segment
from core.settings import ModelSettings
from llm.assembly import assemble
from llm.calibration import EVEN
from llm.model import Model
from llm.prompting import Prompter
from llm.runner import unheard

CONVERSATIONS, TOKENS = 16, 96


class Unread:
    """A Sink that nobody reads."""

    def text(self, piece: str) -> None:
        """It is thrown away."""

    def done(self, generation: Generation) -> None:
        """So is this."""

    def failed(self, error: QuaysideError) -> None:
        raise error


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("model", type=Path, nargs="?", default=EMBEDDED_MODEL)
    options.add_argument("--threads", type=int, default=2)
    chosen = options.parse_args()
    print(json.dumps(measured(chosen.model, chosen.threads)))


def measured(path: Path, threads: int) -> dict[str, float]:
    settings = ModelSettings(threads=threads, context_tokens=8192, sequences=CONVERSATIONS)
    model = Model(path, trial=False)
    context, runner = assemble(
        model,
        Prompter(model),
        path,
        settings,
        weights=EVEN,
        abandoned=unheard,
        disk=None,
    )
    for number in range(CONVERSATIONS):
        prompt = (Segment(f"hello number {number}", trusted=False),)
        inference = Inference("say", prompt, TOKENS, "root ::= [^{}]{96}", deadline_s=3600)
        runner.add(inference, Unread(), time.perf_counter())
    decode, decodes, steps = context.decode, [], []

    def timed(chunks: list) -> None:  # type: ignore[type-arg]
        began = time.perf_counter()
        decode(chunks)
        decodes.append(time.perf_counter() - began)

    context.decode = timed  # type: ignore[method-assign,assignment]
    while not runner.idle:
        began = time.perf_counter()
        runner.step()
        steps.append(time.perf_counter() - began)
    runner.close()
    context.close()
    model.close()
    whole, inner = median(steps), median(decodes)
    return {"step_ms": whole * 1000, "decode_ms": inner * 1000, "overhead": (whole - inner) / inner}


if __name__ == "__main__":
    main()
