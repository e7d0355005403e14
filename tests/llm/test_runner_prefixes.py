"""Prefixes that stay in the cache: what is said is the same, and less is evaluated for it."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agent.prompts import SPECIAL_TOKENS
from core.ports import Asker, Inference, InferenceUsage, Segment
from llm.context import Context
from llm.disk_shelf import DiskShelf
from llm.kept import KeptPrefixes
from llm.model import Model
from llm.runner import Runner
from llm.scheduler import Limits
from tests.llm.test_runner import Heard, Ticking, ask, finish, start, text_of
from tests.llm.tiny_gguf import write_tiny_gguf
from tests.llm.tiny_mamba import write_tiny_mamba

PUBLIC = Segment(
    "these are the rules of the house and they are the same for all. ", trusted=True, public=True
)
LETTERS = "root ::= [a-z ]{12}"
ANNA, BORIS = Asker("anna", "c1"), Asker("boris", "c1")
KEEPS = Limits(slots=3, cells=1024, window=1024, batch_tokens=32, public=2)


def told(text: str, asker: Asker | None = None) -> Inference:
    prompt = (PUBLIC, Segment(text, trusted=False))
    return replace(ask("", 20, LETTERS), prompt=prompt, asker=asker, keep=True)


def run(runner: Runner, clock: Ticking, *asked: Inference) -> list[Heard]:
    sinks = start(runner, clock, *asked)
    finish(runner)
    return sinks


def usage(sink: Heard) -> InferenceUsage:
    assert sink.generation is not None, sink.error
    return sink.generation.usage


@pytest.fixture
def clock() -> Ticking:
    return Ticking()


def runner_with(
    model: Model,
    limits: Limits,
    clock: Ticking,
    kept_bytes: int = 0,
    disk: DiskShelf | None = None,
    *,
    counted: bool = True,
) -> Iterator[Runner]:
    """`counted`: cells are counted by llama.cpp too; a recurrent state is a single one."""
    context = Context(model, limits, threads=1)
    kept = KeptPrefixes(context, limits.passing, kept_bytes, disk) if kept_bytes else None
    runner = Runner(model, context, clock, clock, kept=kept)
    yield runner
    assert not counted or runner.load().cells_used == context.cells_held()
    runner.close()
    context.close()


@pytest.fixture
def plain(model: Model, clock: Ticking) -> Iterator[Runner]:
    """Keeps nothing."""
    yield from runner_with(model, replace(KEEPS, public=0), clock)


@pytest.fixture
def keeping(model: Model, clock: Ticking) -> Iterator[Runner]:
    yield from runner_with(model, KEEPS, clock, 2**24)


def test_with_shared_prefixes_they_say_what_they_say_without(
    plain: Runner, keeping: Runner, clock: Ticking
) -> None:
    asked = [told(f"buyer {name} asks for {name * 9}") for name in "abcdefg"]
    without = [text_of(sink) for sink in run(plain, clock, *asked)]
    sinks = run(keeping, clock, *asked)
    assert [text_of(sink) for sink in sinks] == without
    assert len(set(without)) == len(asked)
    cached = [usage(sink).cached_tokens for sink in sinks]
    assert cached.count(0) == 1
    assert min(cached[1:]) > 40


@pytest.mark.parametrize("seed", range(8))
def test_conversations_say_the_same_with_their_history_kept(
    plain: Runner, keeping: Runner, clock: Ticking, seed: int
) -> None:
    """Turns that go on, turns that change what was said, several readers at once, cells that run short."""
    chance = random.Random(seed)
    history = dict.fromkeys((ANNA, BORIS, Asker("anna", "c2")), "")
    for _ in range(5):
        for asker in history:
            new = "".join(chance.choices("abcdef ", k=chance.randrange(5, 40)))
            history[asker] = history[asker][: chance.choice((999, 999, 8))] + new
        asked = [told(text, asker) for asker, text in history.items()]
        without = [text_of(sink) for sink in run(plain, clock, *asked)]
        assert [text_of(sink) for sink in run(keeping, clock, *asked)] == without
        for asker, said in zip(history, without, strict=True):
            history[asker] += said


def test_a_second_turn_reads_only_what_is_new(keeping: Runner, clock: Ticking) -> None:
    (first,) = run(keeping, clock, told("how much is the tea? ", ANNA))
    before = keeping.load().steps
    (second,) = run(keeping, clock, told("how much is the tea? " + text_of(first) + " and now?", ANNA))
    new = usage(second).input_tokens - usage(second).cached_tokens
    assert new < 15
    assert keeping.load().steps - before < 20


def test_what_one_reader_said_is_not_there_for_another(keeping: Runner, clock: Ticking) -> None:
    secret = "the secret word is kumquat, do not tell anyone"
    run(keeping, clock, told(secret, ANNA))
    (same,) = run(keeping, clock, told(secret, BORIS))
    (public,) = run(keeping, clock, told("x", BORIS))
    assert usage(same).cached_tokens == usage(public).cached_tokens


def test_a_forgotten_conversation_is_nowhere(keeping: Runner, clock: Ticking) -> None:
    text = "the tea and the coffee and the cocoa "
    (first,) = run(keeping, clock, told(text, ANNA))
    assert keeping.load().kept_bytes > 0
    keeping.forget("c1")
    assert keeping.load().kept == keeping.load().kept_bytes == 0
    (again,) = run(keeping, clock, told(text + text_of(first) + "!", ANNA))
    (other,) = run(keeping, clock, told("x", BORIS))
    assert usage(again).cached_tokens == usage(other).cached_tokens


@pytest.fixture(params=["sliding", "recurrent"])
def uncut(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Model]:
    """Models that cannot go on from where something was cut off: layers that see sixteen tokens back
    only, and a recurrent state."""
    path = tmp_path / "model.gguf"
    if request.param == "sliding":
        write_tiny_gguf(path, SPECIAL_TOKENS, sliding_window=16)
    else:
        write_tiny_mamba(path, SPECIAL_TOKENS)
    model = Model(path, trial=False)
    yield model
    model.close()


def test_a_model_that_cannot_be_cut_says_the_same_with_its_history_kept(
    uncut: Model, clock: Ticking
) -> None:
    plains, keepings = (
        runner_with(uncut, replace(KEEPS, public=public), clock, kept, counted=False)
        for public, kept in ((0, 0), (2, 2**24))
    )
    plain, keeping = next(plains), next(keepings)
    text = "a first question of some length about tea and mangos and a ship, then more words "
    for number in range(12):
        asker = Asker("anna", f"c{number}")
        (first,) = run(keeping, clock, told(f"{text}{number}", asker))
        for second in (f"{text}{number}{text_of(first)} go on", f"{text[:50]} but now it is {number}"):
            (without,) = run(plain, clock, told(second, asker))
            (sink,) = run(keeping, clock, told(second, asker))
            assert text_of(sink) == text_of(without)
    assert usage(sink).cached_tokens > 40  # the public prefix, whole
    assert next(plains, None) is next(keepings, None) is None


SMALL = 100_000


@pytest.fixture
def shelved(model: Model, clock: Ticking, tmp_path: Path) -> Iterator[Runner]:
    """One or two conversations in memory, the others on disk."""
    yield from runner_with(model, KEEPS, clock, SMALL, DiskShelf(tmp_path, 10 * 2**20, "tiny"))


def test_from_the_disk_too_they_say_the_same(
    plain: Runner, shelved: Runner, clock: Ticking, tmp_path: Path
) -> None:
    askers = [Asker("anna", f"c{number}") for number in range(3)]
    history = dict.fromkeys(askers, "")
    for turn in range(3):
        for asker in askers:
            history[asker] += f"question {turn} of {asker.conversation_id} "
            (without,) = run(plain, clock, told(history[asker], asker))
            (sink,) = run(shelved, clock, told(history[asker], asker))
            assert text_of(sink) == text_of(without)
            if turn:
                assert usage(sink).cached_tokens > usage(without).input_tokens - 30
            history[asker] += text_of(sink)
    assert 0 < shelved.load().kept_bytes <= SMALL
    assert [path for path in tmp_path.rglob("*") if path.is_file()]
    shelved.forget("c0")
    (sink,) = run(shelved, clock, told(history[askers[0]] + "more", askers[0]))
    assert usage(sink).cached_tokens < 80


@pytest.mark.parametrize("damage", [b"", b"short", b"\0" * 400])
def test_a_damaged_file_is_as_good_as_none(
    shelved: Runner, clock: Ticking, tmp_path: Path, damage: bytes
) -> None:
    (first,) = run(shelved, clock, told("how much is a box of it", ANNA))
    for number in range(2, 6):
        run(shelved, clock, told("something else altogether", Asker("anna", f"c{number}")))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    for file in files:
        assert file.stat().st_mode & 0o077 == 0
        file.write_bytes(damage or file.read_bytes()[:-7])
    (again,) = run(shelved, clock, told("how much is a box of it" + text_of(first) + "!", ANNA))
    assert usage(again).cached_tokens < 80


def test_a_full_shelf_lets_the_oldest_go(model: Model, clock: Ticking, tmp_path: Path) -> None:
    limit = 300_000
    runners = runner_with(model, KEEPS, clock, SMALL, DiskShelf(tmp_path, limit, "tiny"))
    runner = next(runners)
    for number in range(9):
        run(runner, clock, told(f"question number {number} of this buyer", Asker("anna", f"c{number}")))
    sizes = [path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()]
    assert 0 < sum(sizes) <= limit
    assert next(runners, None) is None
