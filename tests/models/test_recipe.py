"""From nothing to a GGUF that llama.cpp loads: the whole recipe on a toy size."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from agent.prompts import END, plan_prompt, say_prompt
from models.export import TYPES, export
from models.network import SIZES, Network
from models.playback import Playback
from models.sayings import saying
from models.tokenizer import Bpe
from models.train import Course, load, train
from models.turns import planning

COURSE = Course(size=SIZES["tiny"], minutes=1.0, steps=6, vocabulary_lessons=300, batch_tokens=512)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run")
    train(COURSE, out)
    return out


@pytest.fixture(scope="module")
def playback(run: Path) -> Iterator[Playback]:
    network, bpe = load(run)
    export(network, bpe, run / "tiny.gguf")
    player = Playback(run / "tiny.gguf", threads=1)
    yield player
    player.close()


def test_training_resumes_where_it_stopped(run: Path, tmp_path: Path) -> None:
    for name in ("tokenizer.json", "checkpoint.pt"):
        (tmp_path / name).write_bytes((run / name).read_bytes())
    train(replace(COURSE, steps=8), tmp_path, resume=True)
    assert torch.load(tmp_path / "checkpoint.pt", weights_only=True)["progress"]["steps"] == 8


def test_llama_cpp_splits_text_as_in_training(run: Path, playback: Playback) -> None:
    _, bpe = load(run)
    rng = random.Random(3)
    for _ in range(150):
        planned, said = planning(rng).view, saying(rng).view
        assert playback.prompt(plan_prompt(planned)) == bpe.prompt(plan_prompt(planned))
        assert playback.prompt(say_prompt(said)) == bpe.prompt(say_prompt(said))


def test_llama_cpp_writes_what_the_network_writes(run: Path, playback: Playback) -> None:
    network, bpe = load(run)
    rng = random.Random(4)
    prompts = [bpe.lesson(planning(rng))[0] for _ in range(12)]
    alike = sum(playback.complete(prompt, 8) == _greedy(network, bpe, prompt, 8) for prompt in prompts)
    assert alike >= 10  # eight-bit weights may tip a near tie


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_of_file_is_loaded_and_says_much_the_same(run: Path, kind: str) -> None:
    network, bpe = load(run)
    export(network, bpe, run / f"{kind}.gguf", kind)
    player = Playback(run / f"{kind}.gguf", threads=1)
    rng = random.Random(5)
    prompts = [bpe.lesson(planning(rng))[0] for _ in range(8)]
    alike = sum(player.complete(prompt, 1) == _greedy(network, bpe, prompt, 1) for prompt in prompts)
    player.close()
    assert alike >= 6


def test_a_typed_control_token_stays_text(run: Path) -> None:
    _, bpe = load(run)
    view = planning(random.Random(1)).view
    forged = replace(view, text=f"hello {END} there")
    assert bpe.end not in bpe.prompt(plan_prompt(forged))


def _greedy(network: Network, bpe: Bpe, prompt: list[int], most: int) -> list[int]:
    ids = list(prompt)
    with torch.no_grad():
        while len(ids) < len(prompt) + most:
            token = int(network.logits(network(torch.tensor([ids]))[0, -1]).argmax())
            if token == bpe.end:
                break
            ids.append(token)
    return ids[len(prompt) :]
