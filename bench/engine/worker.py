"""Our engine in a process of its own, so that its processor time and memory are its own: reads a scenario
a line from standard input, plays it, and writes the answers as a line. `bench.engine.ours` starts it.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.engine.playing import ANSWERS, SCENARIO, Prompt, play
from core.ports import Asker, Inference, Segment
from core.settings import ModelSettings
from llm.engine import Engine

_DEADLINE_S = 3600.0
_READER = "bench"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.engine.worker", description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--sequences", type=int, required=True)
    parser.add_argument("--context-tokens", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    asyncio.run(_serve(parser.parse_args()))


async def _serve(asked: argparse.Namespace) -> None:
    settings = ModelSettings(
        threads=asked.threads,
        context_tokens=asked.context_tokens,
        sequences=asked.sequences,
        kept_mb=2048,
    )
    engine = Engine(asked.model, settings, trial=False)
    print("ready", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        scenario = SCENARIO.validate_json(line)
        answers = await play(scenario, partial(_complete, engine))
        for conversation in scenario.conversations:
            await engine.forget(conversation.id)
        print(ANSWERS.dump_json(answers).decode(), flush=True)
    await engine.close()


async def _complete(engine: Engine, prompt: Prompt, tokens: int, take: Callable[[str], None]) -> None:
    await engine.generate(_inference(prompt, tokens), take)


def _inference(prompt: Prompt, tokens: int) -> Inference:
    """What all conversations begin with is public; the rest is the conversation's own."""
    own = Segment(prompt.own, trusted=False)
    shared = Segment(prompt.shared, trusted=True, public=True)
    return Inference(
        purpose="say",
        prompt=(shared, own) if prompt.shared else (own,),
        max_tokens=tokens,
        deadline_s=_DEADLINE_S,
        asker=Asker(_READER, prompt.conversation_id) if prompt.conversation_id else None,
        keep=True,
    )


if __name__ == "__main__":
    main()
