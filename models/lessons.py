"""Batches of lessons: a pool is sorted by length so that little is padding, then shuffled."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import torch
from torch import Tensor

from models.choices import choosing
from models.corpus import EMPTY as NO_CORPUS
from models.corpus import Corpus
from models.material import EMPTY as NO_MATERIAL
from models.material import Material
from models.played import played
from models.sayings import saying
from models.tokenizer import Bpe, Lesson
from models.turns import planning

SHARES = {"played": 0.42, "plan": 0.26, "say": 0.27, "choose": 0.05}
_POOL = 2048
_MAX_TOKENS = 640


class Lessons:
    """Endless lessons of all skills; most of the planner's are read by the product's own readers."""

    def __init__(self, rng: Random, corpus: Corpus = NO_CORPUS, material: Material = NO_MATERIAL) -> None:
        self._rng, self._corpus, self._material = rng, corpus, material
        self._played = played(rng, corpus)

    def lesson(self) -> Lesson:
        """A random one; a skill's share of the lessons, not of the tokens, is given by SHARES."""
        return self.of(self._rng.choices(tuple(SHARES), tuple(SHARES.values()))[0])

    def of(self, skill: str) -> Lesson:
        match skill:
            case "played":
                return next(self._played).planning
            case "plan":
                return planning(self._rng, corpus=self._corpus)
            case "say":
                return saying(self._rng)
            case _:
                return choosing(self._rng, self._material)


@dataclass(frozen=True, slots=True)
class Batch:
    """`ids` (rows, length), padded at the right. `at` and `targets` (n) name the places that count:
    flat places whose next token is one of the output, and that token; `rows` says whose it is."""

    ids: Tensor
    at: Tensor
    targets: Tensor
    rows: Tensor

    def to(self, device: torch.device) -> "Batch":
        return Batch(*(part.to(device) for part in (self.ids, self.at, self.targets, self.rows)))


def batches(bpe: Bpe, rng: Random, lessons: Lessons, tokens: int) -> Iterator[Batch]:
    """Endless batches of at most `tokens` places."""
    while True:
        pool = [bpe.lesson(lessons.lesson()) for _ in range(_POOL)]
        pool = sorted((lesson for lesson in pool if _length(lesson) <= _MAX_TOKENS), key=_length)
        cut: list[list[tuple[list[int], list[int]]]] = [[]]
        for lesson in pool:
            if (len(cut[-1]) + 1) * _length(lesson) > tokens:
                cut.append([])
            cut[-1].append(lesson)
        rng.shuffle(cut)
        yield from map(batch, cut)


def batch(lessons: list[tuple[list[int], list[int]]]) -> Batch:
    """Prompts and outputs side by side in one tensor."""
    length = max(map(_length, lessons))
    ids = torch.zeros((len(lessons), length), dtype=torch.long)
    at: list[int] = []
    targets: list[int] = []
    rows: list[int] = []
    for row, (prompt, output) in enumerate(lessons):
        whole = prompt + output
        ids[row, : len(whole)] = torch.tensor(whole)
        begin = row * length + len(prompt) - 1
        at += range(begin, begin + len(output))
        targets += output
        rows += [row] * len(output)
    return Batch(ids, torch.tensor(at), torch.tensor(targets), torch.tensor(rows))


def _length(lesson: tuple[list[int], list[int]]) -> int:
    return len(lesson[0]) + len(lesson[1])
