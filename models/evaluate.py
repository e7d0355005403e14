"""Measures a model on fresh lessons: `python -m models.evaluate models/quayside-embedded.gguf`.

Plan: the share of exactly right calls by intent and language, of generated and of played lessons (read
by the product's own readers on random ports, whose recall is told too), and the time of a plan. Say: the
share of answers without a forbidden character (clean), that point only at what is there (founded), and
at all that the lesson's own answer points at (complete). Choose: the share of exactly the right
passages, of a right one first, and of questions without an answer told as such. No grammar is set here:
this is the model's own.
"""

import argparse
import csv
import json
import re
import resource
import statistics
import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from random import Random

from agent.prompts import PlanView, choose_prompt, plan_prompt, say_prompt
from models.choices import choosing
from models.material import EMPTY, read_material
from models.playback import Playback
from models.played import Recall, played
from models.sayings import SLOT, Saying, saying, slots_in
from models.turns import Planning, planning

_PROBES = Path(__file__).parent / "probes.tsv"
_FORBIDDEN = re.compile(r"[\d{}\[\]<>|$€£¥₽]")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure a GGUF on fresh lessons.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--plans", type=int, default=1500)
    parser.add_argument("--says", type=int, default=500)
    parser.add_argument("--choices", type=int, default=500)
    parser.add_argument("--corpus", type=Path, help="folder of free corpora, for questions to choose on")
    parser.add_argument("--seed", type=int, default=20_261_121)
    parser.add_argument("--misses", type=int, default=0, help="show this many wrong plans and answers")
    chosen = parser.parse_args()
    before = _peak_mib()
    playback = Playback(chosen.file)
    playback.complete(playback.prompt(plan_prompt(planning(Random(1)).view)), 32)
    memory = _peak_mib() - before
    rng = Random(chosen.seed)
    recall = Recall()
    lessons = [one.planning for one in islice(played(rng, recall=recall), chosen.plans)]
    report = {
        "file_mb": round(chosen.file.stat().st_size / 1e6, 2),
        "memory_mib": round(memory, 1),
        "generated": measure_plans(playback, [planning(rng) for _ in range(chosen.plans)], chosen.misses),
        "played": measure_plans(playback, lessons, chosen.misses),
        "readers": _recalled(recall),
        "say": measure_says(playback, rng, chosen.says, chosen.misses),
        "choose": measure_choices(playback, rng, chosen.choices, chosen.corpus, chosen.misses),
        "probes": measure_probes(playback),
    }
    print(json.dumps(report, indent=1, ensure_ascii=False))
    playback.close()


def measure_plans(playback: Playback, lessons: Sequence[Planning], misses: int = 0) -> dict[str, object]:
    """Exactly right plans by intent and by language, right verbs, and milliseconds."""
    right: defaultdict[str, list[bool]] = defaultdict(list)
    times, shown = [], []
    for lesson in lessons:
        began = time.perf_counter()
        segments = plan_prompt(lesson.view)
        written = playback.text(playback.complete(playback.prompt(segments), 32))
        times.append(1000 * (time.perf_counter() - began))
        exact = written == lesson.call
        for key in ("all", f"language {lesson.view.language}", f"intent {lesson.intent}"):
            right[key].append(exact)
        right["verb"].append(written.split(" ")[0] == lesson.call.split(" ")[0])
        if not exact:
            shown.append(f"{_one_line(segments)} => {written} (right: {lesson.call})")
    return {"plan_exact": _shares(right), "plan_ms": _spread(times), "misses": shown[:misses]}


def measure_choices(
    playback: Playback, rng: Random, choices: int, corpus: Path | None = None, misses: int = 0
) -> dict[str, object]:
    """Exactly the right passages, a right one at first place, and `none` where none is right."""
    material = read_material(corpus) if corpus else EMPTY
    hits: defaultdict[str, list[bool]] = defaultdict(list)
    times, shown = [], []
    for _ in range(choices):
        lesson = choosing(rng, material)
        began = time.perf_counter()
        segments = choose_prompt(lesson.view)
        written = playback.text(playback.complete(playback.prompt(segments), 16))
        times.append(1000 * (time.perf_counter() - began))
        first = written.split(" ")[0]
        hits["exact"].append(written == lesson.call)
        hits[f"exact {lesson.view.language}"].append(written == lesson.call)
        if lesson.call == "none":
            hits["none told"].append(first == "none")
        else:
            hits["right first"].append(first in lesson.call.split(" "))
            hits["answer not seen"].append(first == "none")
            hits["first passage right"].append("S0" in lesson.call.split(" "))
        if written != lesson.call:
            shown.append(f"{_one_line(segments)} => {written} (right: {lesson.call})")
    return {"choose": _shares(hits), "choose_ms": _spread(times), "misses": shown[:misses]}


def measure_probes(playback: Playback) -> dict[str, object]:
    """Exactly right plans of the messages in probes.tsv, worded by hand and not by the generator. No hint
    is given. `written` says whether the wording of the recipe was widened after they were."""
    right: defaultdict[str, list[bool]] = defaultdict(list)
    shown = []
    with _PROBES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            said = [*re.findall(r"\[(\w+)\]", row["text"]), *row["last"].split()[1:]]
            handles = tuple(dict.fromkeys(said))
            view = PlanView(row["language"], "buyer", (), row["last"], row["outcome"], handles, row["text"])
            written = playback.text(playback.complete(playback.prompt(plan_prompt(view)), 32))
            for key in ("all", f"written {row['written']}", f"language {row['language']}"):
                right[key].append(written == row["call"])
            right["verb"].append(written.split(" ")[0] == row["call"].split(" ")[0])
            if written != row["call"]:
                shown.append(f"{row['last']} | {row['text']} => {written} (right: {row['call']})")
    return {"probes_exact": _shares(right), "misses": shown}


def measure_says(playback: Playback, rng: Random, says: int, misses: int = 0) -> dict[str, object]:
    """Clean and complete answers by tool and by language, and milliseconds."""
    clean: list[bool] = []
    founded: list[bool] = []
    complete: defaultdict[str, list[bool]] = defaultdict(list)
    times, shown = [], []
    for _ in range(says):
        lesson = saying(rng)
        began = time.perf_counter()
        segments = say_prompt(lesson.view)
        written = playback.text(playback.complete(playback.prompt(segments), 160))
        times.append(1000 * (time.perf_counter() - began))
        clean.append(_is_clean(written))
        founded.append(_is_founded(written, lesson))
        named = lesson.needed <= slots_in(written)
        for key in ("all", f"language {lesson.view.language}", f"tool {lesson.view.tool}"):
            complete[key].append(named)
        if not (named and clean[-1] and founded[-1]):
            shown.append(f"{_one_line(segments)} => {written} (lesson: {lesson.answer})")
    return {
        "say_clean": round(statistics.mean(clean), 4),
        "say_founded": round(statistics.mean(founded), 4),
        "say_complete": _shares(complete),
        "say_ms": _spread(times),
        "misses": shown[:misses],
    }


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _recalled(recall: Recall) -> dict[str, str]:
    """By kind of value: of how many how many the readers found, and how many at first place."""
    return {
        kind: f"{recall.found[kind]} of {needed} found, {recall.first[kind]} first"
        for kind, needed in sorted(recall.needed.items())
    }


def _is_clean(written: str) -> bool:
    return not _FORBIDDEN.search(SLOT.sub("", written)) and bool(written.strip())


def _is_founded(written: str, lesson: Saying) -> bool:
    return slots_in(written) <= {*lesson.view.roles, *lesson.needed}


def _one_line(segments: tuple[object, ...]) -> str:
    return "".join(getattr(segment, "text", "") for segment in segments).replace("\n", " ¶ ")


def _shares(right: defaultdict[str, list[bool]]) -> dict[str, str]:
    return {key: f"{statistics.mean(hits):.3f} of {len(hits)}" for key, hits in sorted(right.items())}


def _spread(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {"p50": round(ordered[len(ordered) // 2], 1), "p95": round(ordered[int(len(ordered) * 0.95)], 1)}


if __name__ == "__main__":
    main()
