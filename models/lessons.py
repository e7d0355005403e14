"""Batches of lessons: a pool is sorted by length so that little is padding, then shuffled."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import torch
from torch import Tensor

from models.corpus import Corpus
from models.sayings import Saying, saying
from models.tokenizer import Bpe
from models.turns import Planning, planning

PLAN_SHARE = 0.68
_POOL = 2048
_MAX_TOKENS = 512


@dataclass(frozen=True, slots=True)
class Batch:
    """`ids` (rows, length), padded at the right. `at` and `targets` (n) name the places that count:
    flat places whose next token is one of the output, and that token; `rows` says whose it is."""

    ids: Tensor
    at: Tensor
    targets: Tensor
    rows: Tensor


def batches(bpe: Bpe, rng: Random, corpus: Corpus, tokens: int) -> Iterator[Batch]:
    """Endless batches of at most `tokens` places."""
    while True:
        pool = [bpe.lesson(a_lesson(rng, corpus)) for _ in range(_POOL)]
        pool = sorted((lesson for lesson in pool if _length(lesson) <= _MAX_TOKENS), key=_length)
        cut: list[list[tuple[list[int], list[int]]]] = [[]]
        for lesson in pool:
            if (len(cut[-1]) + 1) * _length(lesson) > tokens:
                cut.append([])
            cut[-1].append(lesson)
        rng.shuffle(cut)
        yield from map(batch, cut)


def a_lesson(rng: Random, corpus: Corpus) -> Planning | Saying:
    return planning(rng, corpus=corpus) if rng.random() < PLAN_SHARE else saying(rng)


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
