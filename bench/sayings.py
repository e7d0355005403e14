"""What the model words on an evaluation file: `python -m bench.sayings --port FOLDER FILE.jsonl`.

A table in Markdown, for reading, of the turns that a model worded: the message, the outcome, the draft as
it was written, and whether it stood, or phrases had to complete or replace it.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from agent import answering
from agent.answering import Saying
from agent.inference import Traces, infer
from agent.parts import Turn
from agent.saying.compose import required, slots_in
from app.evaluation.run import evaluate
from core.ports import Generation, Inference
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Draft:
    """`verdict`: stood, completed (it left out what had to be said) or replaced (it broke a rule)."""

    message: str
    outcome: str
    text: str
    verdict: str


def main() -> None:
    parser = argparse.ArgumentParser(description="List what the model words, for reading.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--port", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1, help="only every so manieth draft")
    chosen = parser.parse_args()
    print("| message | outcome | draft | |\n|---|---|---|---|")
    for draft in drafts(chosen.port, chosen.file)[:: chosen.every]:
        cells = (draft.message, draft.outcome, draft.text, draft.verdict)
        print(f"| {' | '.join(' '.join(cell.split()).replace('|', '/') for cell in cells)} |")


def drafts(port: Path, file: Path) -> list[Draft]:
    """What the configured model drafted, in the order of the turns."""
    written: list[str] = []
    found: list[Draft] = []
    model_draft = answering._model_draft

    async def recorded(
        turn: Turn,
        inference: Inference,
        traces: Traces,
        on_text: Callable[[str], None] | None = None,
    ) -> Generation:
        generation = await infer(turn, inference, traces, on_text)
        written.append(generation.text)
        return generation

    async def watched(saying: Saying, speech: object, traces: Traces) -> str:
        written.clear()
        shown = await model_draft(saying, speech, traces)  # type: ignore[arg-type]  # a Speech, passed on
        if written:
            stood = required(saying.reply, saying.roles) <= slots_in(shown)
            verdict = "replaced" if not shown else "stood" if stood else "completed"
            outcome = f"{saying.tool} {saying.result.outcome}"
            found.append(Draft(saying.turn.message.text, outcome, written[-1], verdict))
        return shown

    with (
        mock.patch.object(answering, "infer", recorded),
        mock.patch.object(answering, "_model_draft", watched),
    ):
        evaluate(port, file, Settings())
    return found


if __name__ == "__main__":
    main()
