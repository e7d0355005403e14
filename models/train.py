"""Trains the embedded model: `python -m models.train --size small --minutes 120 --out DIR`.

From nothing, or with `--start FILE.gguf` from a shipped model, on CUDA where there is one. The folder gets
tokenizer.json and checkpoint.pt; `--resume` goes on from them. Lessons are endless and fresh. The learning
rate follows the share of the minutes that have passed, so a busy machine only makes fewer steps.
"""

import argparse
import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch.nn import functional as F

from models.corpus import read_corpus
from models.lessons import Batch, Lessons, batch, batches
from models.material import read_material
from models.network import SIZES, Network, Size
from models.start import grown, vocabulary_of
from models.tokenizer import Bpe, lesson_texts

_DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
_FULL_TARGETS = 128  # a batch of long prompts with few words to write moves the network less
_WARM_UP_STEPS = 100
_SAVE_EVERY_S = 120.0


@dataclass(frozen=True, slots=True)
class Course:
    """How to train. `minutes` is wall time altogether, over all resumed runs; `steps` 0: no limit."""

    size: Size
    minutes: float
    steps: int = 0
    rate: float = 1.5e-3
    batch_tokens: int = 2048
    vocabulary_lessons: int = 30_000
    seed: int = 1


@dataclass(slots=True)
class Progress:
    steps: int = 0
    seconds: float = 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description="Train Quayside's embedded model.")
    parser.add_argument("--size", choices=sorted(SIZES), default="small")
    parser.add_argument("--minutes", type=float, default=40.0)
    parser.add_argument("--steps", type=int, default=0)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--start", type=Path, help="a GGUF of the same width to start from")
    parser.add_argument("--corpus", type=Path, help="folder of free corpora, *.jsonl.gz (optional)")
    chosen = parser.parse_args()
    course = Course(SIZES[chosen.size], chosen.minutes, chosen.steps, chosen.rate)
    train(course, chosen.out, resume=chosen.resume, start=chosen.start, corpus=chosen.corpus)


def train(
    course: Course,
    out: Path,
    *,
    resume: bool = False,
    start: Path | None = None,
    corpus: Path | None = None,
) -> Network:
    """Train into the folder `out` and return the network; `corpus` is a folder of free corpora."""
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(course.seed)
    bpe = _vocabulary(course, out, resume=resume, start=start)
    network = (grown(start, course.size) if start else Network(course.size)).to(_DEVICE)
    optimizer = torch.optim.AdamW(_groups(network), lr=course.rate, betas=(0.9, 0.98))
    progress = _resumed(out, network, optimizer) if resume else Progress()
    rng = Random(course.seed + progress.steps)
    lessons = _lessons(rng, corpus)
    began, saved = time.monotonic() - progress.seconds, time.monotonic()
    for each in batches(bpe, rng, lessons, course.batch_tokens):
        share = _share(course, progress)
        if share >= 1.0:
            break
        loss = _step(network, optimizer, each, course.rate * _pace(progress.steps, share))
        progress.steps += 1
        progress.seconds = time.monotonic() - began
        if progress.steps % 50 == 0:
            print(json.dumps({**asdict(progress), "loss": round(loss, 4)}), flush=True)
        if time.monotonic() - saved > _SAVE_EVERY_S:
            _save(out, network, optimizer, progress)
            _report(network, bpe, _lessons(Random(time.time_ns()), corpus))
            saved = time.monotonic()
    _save(out, network, optimizer, progress)
    return network


def load(out: Path) -> tuple[Network, Bpe]:
    """The network and vocabulary that `train` left in `out`."""
    kept = torch.load(out / "checkpoint.pt", weights_only=True, map_location="cpu")
    network = Network(Size(**kept["size"]))
    network.load_state_dict(kept["network"])
    return network.eval(), Bpe.load(out / "tokenizer.json")


@torch.no_grad()
def exact(network: Network, one: Batch) -> list[bool]:
    """Whether greedy decoding would give each row's output exactly (teacher forcing shows the same)."""
    one = one.to(_DEVICE)
    states = network(one.ids).flatten(0, 1)[one.at]
    wrong = network.logits(states).argmax(-1) != one.targets
    missed = set(one.rows[wrong].tolist())
    return [row not in missed for row in range(len(one.ids))]


def _vocabulary(course: Course, out: Path, *, resume: bool, start: Path | None) -> Bpe:
    path = out / "tokenizer.json"
    if resume and path.exists():
        return Bpe.load(path)
    texts = lesson_texts(Random(course.seed), course.vocabulary_lessons)
    bpe = vocabulary_of(start) if start else Bpe.train(texts, course.size.vocabulary)
    bpe.save(path)
    return bpe


def _lessons(rng: Random, corpus: Path | None) -> Lessons:
    return Lessons(rng, read_corpus(corpus), read_material(corpus)) if corpus else Lessons(rng)


def _groups(network: Network) -> list[dict[str, Any]]:
    """Weight decay on matrices only."""
    matrices = [weight for weight in network.parameters() if weight.dim() > 1]
    scales = [weight for weight in network.parameters() if weight.dim() == 1]
    return [{"params": matrices, "weight_decay": 0.05}, {"params": scales, "weight_decay": 0.0}]


def _share(course: Course, progress: Progress) -> float:
    by_steps = progress.steps / course.steps if course.steps else 0.0
    return max(by_steps, progress.seconds / (course.minutes * 60.0))


def _pace(steps: int, share: float) -> float:
    """Warm-up, then half a cosine down to a hundredth."""
    warm = min(1.0, (steps + 1) / _WARM_UP_STEPS)
    return warm * (0.01 + 0.99 * 0.5 * (1.0 + math.cos(math.pi * min(1.0, share))))


def _step(network: Network, optimizer: torch.optim.Optimizer, one: Batch, rate: float) -> float:
    for group in optimizer.param_groups:
        group["lr"] = rate
    one = one.to(_DEVICE)
    states = network(one.ids).flatten(0, 1)[one.at]
    loss = F.cross_entropy(network.logits(states), one.targets)
    optimizer.zero_grad(set_to_none=True)
    (loss * min(1.0, len(one.targets) / _FULL_TARGETS)).backward()  # type: ignore[no-untyped-call]  # torch's own annotation
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    return float(loss.detach())


def _report(network: Network, bpe: Bpe, lessons: Lessons) -> None:
    """On lessons apart from those of training."""
    shares = {}
    for skill, count in {"played": 128, "plan": 128, "say": 48, "choose": 64}.items():
        hits = exact(network, batch([bpe.lesson(lessons.of(skill)) for _ in range(count)]))
        shares[skill] = round(sum(hits) / count, 3)
    print(json.dumps({"exact": shares}), flush=True)


def _save(out: Path, network: Network, optimizer: torch.optim.Optimizer, progress: Progress) -> None:
    kept = {
        "size": asdict(network.size),
        "network": network.state_dict(),
        "optimizer": optimizer.state_dict(),
        "progress": asdict(progress),
    }
    torch.save(kept, out / "checkpoint.new")
    (out / "checkpoint.new").replace(out / "checkpoint.pt")


def _resumed(out: Path, network: Network, optimizer: torch.optim.Optimizer) -> Progress:
    kept = torch.load(out / "checkpoint.pt", weights_only=True, map_location=_DEVICE)
    network.load_state_dict(kept["network"])
    optimizer.load_state_dict(kept["optimizer"])
    return Progress(**kept["progress"])


if __name__ == "__main__":
    main()
