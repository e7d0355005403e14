"""Which of the passages found answer a question: the product's rules against a model that chooses.

    python -m bench.choosing --port FOLDER FILE.jsonl [--model FILE.gguf]

Every turn of the file that expects a search is played with its right call. Of each the report counts
whether a passage that answers (of a cited file, with an expected figure or word) was offered,
whether it was chosen, and whether nothing was chosen where nothing answers.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from agent import planning
from agent.language import language_of
from agent.passages import BadChoice, parse_choice
from agent.prompts import ChooseView, choose_prompt
from app.evaluation.run import evaluate
from app.model_registry import EMBEDDED_MODEL
from bench.planning import RightPlanner
from core.settings import Settings
from core.values import PassageValue
from models.playback import Playback
from tools.search import tool as search_tool
from tools.search.choice import choose, runners_up
from tools.search.question import Question


@dataclass(frozen=True, slots=True)
class Case:
    """One search of the file. `offered` is what a model may choose from, `chosen` what the rules quote."""

    expect: dict[str, Any]
    question: str
    offered: tuple[PassageValue, ...]
    chosen: tuple[PassageValue, ...]

    def answers(self, passage: PassageValue) -> bool:
        if passage.file_name not in self.expect.get("cites", ()):
            return False
        wanted = [*map(str, self.expect.get("figures", ())), *self.expect.get("says", ())]
        return not wanted or any(word.casefold() in passage.text.casefold() for word in wanted)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure who chooses the passages of an answer best.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--port", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=EMBEDDED_MODEL)
    parser.add_argument("--show", action="store_true", help="print where the two differ")
    chosen = parser.parse_args()
    cases = searches(chosen.port, chosen.file)
    playback = Playback(chosen.model)
    by_model = [_by_model(case, playback) for case in cases]
    playback.close()
    report = {
        "searches": len(cases),
        "reachable": sum(any(map(case.answers, case.offered)) for case in cases),
        "rules": _counted(cases, [case.chosen for case in cases]),
        "model": _counted(cases, by_model),
    }
    print(json.dumps(report, indent=1))
    if chosen.show:
        for case, some in zip(cases, by_model, strict=True):
            print(_told(case, some))


def searches(port: Path, file: Path) -> list[Case]:
    """The searches that the file's turns lead to when they are planned right."""
    right = RightPlanner(port, file)
    cases: list[Case] = []

    def recorded(question: Question, ranked: Any, asked: Any, parts: Any = ()) -> list[PassageValue]:
        quoted = choose(question, ranked, asked, parts)
        offered = (*quoted, *runners_up(ranked, quoted))
        if {"cites", "outcome"} & right.expected.keys():
            cases.append(Case(right.expected, question.text, offered, tuple(quoted)))
        return quoted

    with (
        mock.patch.object(planning, "plan", right),
        mock.patch.object(search_tool, "choose", recorded),
    ):
        evaluate(port, file, Settings())
    return cases


def _by_model(case: Case, playback: Playback) -> tuple[PassageValue, ...]:
    passages = tuple((f"S{at}", passage.text) for at, passage in enumerate(case.offered))
    view = ChooseView(language_of(case.question, "en"), passages, case.question)
    written = playback.text(playback.complete(playback.prompt(choose_prompt(view)), 12))
    handles = dict(zip((handle for handle, _ in passages), case.offered, strict=True))
    try:
        return tuple(handles[handle] for handle in parse_choice(written, tuple(handles)))
    except BadChoice:
        return case.chosen


def _counted(cases: Sequence[Case], chosen: Sequence[Sequence[PassageValue]]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for case, some in zip(cases, chosen, strict=True):
        if not any(map(case.answers, case.offered)):
            counts["nothing to choose, chose nothing" if not some else "nothing to choose, chose some"] += 1
            continue
        counts["right among chosen"] += any(map(case.answers, some))
        counts["right first"] += bool(some) and case.answers(some[0])
        counts["chose none of an answer"] += not some
        counts["needless passages"] += sum(not case.answers(passage) for passage in some)
    return dict(counts)


def _told(case: Case, some: Sequence[PassageValue]) -> str:
    def places(passages: Sequence[PassageValue]) -> list[int]:
        return [at for at, passage in enumerate(case.offered) if passage in passages]

    right = [at for at, passage in enumerate(case.offered) if case.answers(passage)]
    return f"{case.question} | right {right} rules {places(case.chosen)} model {places(some)}"


if __name__ == "__main__":
    main()
