"""Learns the weights of the planner's hints: `python -m models.hints [--lessons 36000] [--corpus FOLDER]`.

A softmax over the embedding model's vector of a message, as typed, in all languages; the verbs are those of
the lessons' calls. It takes some minutes, nearly all of it embedding.
"""

import argparse
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional as F

from agent.calls import VERBS
from agent.hints import WEIGHTS
from core.ports import Embedder
from knowledge.embedding import CARRIED_MODEL, MiniLM
from models.corpus import EMPTY, Corpus, read_corpus
from models.played import played

_STEPS, _RATE, _DECAY = 600, 0.05, 2e-5


def main() -> None:
    parser = argparse.ArgumentParser(description="Learn the weights of the planner's hints.")
    parser.add_argument("--lessons", type=int, default=36_000)
    parser.add_argument("--embedder", default=CARRIED_MODEL)
    parser.add_argument("--corpus", type=Path, help="folder of free corpora, *.jsonl.gz (optional)")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--seed", type=int, default=21)
    chosen = parser.parse_args()
    corpus = read_corpus(chosen.corpus) if chosen.corpus else EMPTY
    right = learn(MiniLM(chosen.embedder), chosen.lessons, chosen.out, chosen.seed, corpus)
    print(f"{chosen.out}: the first hint is right for {right:.1%} of the lessons that it was not made from")


def learn(embedder: Embedder, lessons: int, out: Path, seed: int = 21, corpus: Corpus = EMPTY) -> float:
    """Write the weights to `out`; the share of right first hints on a tenth that was left aside."""
    some = list(islice(played(Random(seed), corpus), lessons))
    verbs = torch.tensor([VERBS.index(one.planning.call.split(" ")[0]) for one in some])
    vectors = torch.tensor(np.asarray(embedder.embed([one.text for one in some]), dtype=np.float32))
    aside = lessons // 10
    weights = _fitted(vectors[aside:], verbs[aside:])
    with out.open("wb") as file:
        np.savez(file, weights=weights, verbs=np.array(VERBS), embedder=np.array(embedder.version))
    guessed = (vectors[:aside].numpy() @ weights[:-1] + weights[-1]).argmax(axis=1)
    return float((guessed == verbs[:aside].numpy()).mean())


def _fitted(vectors: torch.Tensor, verbs: torch.Tensor) -> npt.NDArray[np.float32]:
    """Rows for the vector's places and one for the bias, a column for each verb."""
    weights = torch.zeros(vectors.shape[1] + 1, len(VERBS), requires_grad=True)
    optimizer = torch.optim.Adam([weights], lr=_RATE)
    for _ in range(_STEPS):
        loss = F.cross_entropy(vectors @ weights[:-1] + weights[-1], verbs)
        whole = loss + _DECAY * weights[:-1].square().sum()
        optimizer.zero_grad()
        whole.backward()  # type: ignore[no-untyped-call]  # torch's own annotation
        optimizer.step()
    fitted: npt.NDArray[np.float32] = weights.detach().numpy()
    return fitted


if __name__ == "__main__":
    main()
