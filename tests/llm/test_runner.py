"""The engine step by step, without its thread: every moment of a request can be reached."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest

from core.errors import BadInput, GenerationFailed, QuaysideError
from core.ports import Generation, Inference, Segment
from llm.context import Context
from llm.model import Model
from llm.runner import Runner
from llm.scheduler import Limits

LIMITS = Limits(slots=3, cells=512, window=512, batch_tokens=16)


@dataclass(eq=False)
class Heard:
    """A Sink that keeps what it is told."""

    pieces: list[str] = field(default_factory=list)
    generation: Generation | None = None
    error: QuaysideError | None = None

    def text(self, piece: str) -> None:
        self.pieces.append(piece)

    def done(self, generation: Generation) -> None:
        assert self.generation is None
        assert self.error is None
        self.generation = generation

    def failed(self, error: QuaysideError) -> None:
        assert self.generation is None
        assert self.error is None
        self.error = error


@dataclass
class Ticking:
    """A clock that goes on by `tick` seconds each time it is read."""

    now: float = 0.0
    tick: float = 0.001

    def __call__(self) -> float:
        self.now += self.tick
        return self.now


@pytest.fixture
def context(model: Model) -> Iterator[Context]:
    context = Context(model, LIMITS, threads=1)
    yield context
    context.close()


@pytest.fixture
def clock() -> Ticking:
    return Ticking()


@pytest.fixture
def runner(model: Model, context: Context, clock: Ticking) -> Iterator[Runner]:
    runner = Runner(model, context, clock, lambda: 2 * clock.now)
    yield runner
    runner.close()


def ask(text: str, max_tokens: int = 12, grammar: str | None = None, **options: object) -> Inference:
    asked = Inference("say", (Segment(text, trusted=True),), max_tokens, grammar)
    return replace(asked, **options)  # type: ignore[arg-type]  # fields of Inference, by name


def start(runner: Runner, clock: Ticking, *asked: Inference) -> list[Heard]:
    sinks = [Heard() for _ in asked]
    for inference, sink in zip(asked, sinks, strict=True):
        runner.add(inference, sink, clock.now)
    return sinks


def finish(runner: Runner, after_step: Callable[[int], None] = lambda step: None) -> int:
    """Steps until nothing is left; returns their number."""
    for step in range(2000):
        if runner.idle:
            return step
        runner.step()
        after_step(step)
    raise AssertionError("The runner did not come to an end.")


def text_of(sink: Heard) -> str:
    assert sink.generation is not None, sink.error
    assert "".join(sink.pieces) == sink.generation.text
    return sink.generation.text


PROMPTS = ("hello", "the other one " * 4, "x", "a third, a little longer", "and the fifth " * 3)
LETTERS = "root ::= [a-z ]{30}"


def test_together_they_say_what_each_says_alone(runner: Runner, clock: Ticking) -> None:
    alone = []
    for prompt in PROMPTS:
        alone += start(runner, clock, ask(prompt, 40, LETTERS))
        finish(runner)
    together = start(runner, clock, *(ask(prompt, 40, LETTERS) for prompt in PROMPTS))
    finish(runner)
    assert [text_of(sink) for sink in together] == [text_of(sink) for sink in alone]
    assert len({text_of(sink) for sink in alone}) == len(PROMPTS)


@pytest.mark.parametrize("seed", range(8))
def test_dropped_at_any_step_a_request_leaves_no_cell_behind(
    runner: Runner, clock: Ticking, context: Context, seed: int
) -> None:
    chance = random.Random(seed)
    sinks = start(runner, clock, *(ask(prompt, 40, LETTERS) for prompt in PROMPTS * 2))
    leaves = {chance.randrange(40): sink for sink in sinks}

    def drop(step: int) -> None:
        if step in leaves:
            runner.drop(leaves[step])
            told = len(leaves[step].pieces)
            runner.step()
            assert len(leaves[step].pieces) == told

    finish(runner, drop)
    assert context.cells_held() == 0
    assert runner.load().cells_used == 0


def test_cells_come_back_with_the_drop_itself(runner: Runner, clock: Ticking, context: Context) -> None:
    (sink,) = start(runner, clock, ask("a prompt of some length"))
    runner.step()
    assert context.cells_held() > 0
    runner.drop(sink)
    assert context.cells_held() == 0
    assert (sink.generation, sink.error) == (None, None)


def test_a_request_waits_until_there_are_cells_for_its_prompt(runner: Runner, clock: Ticking) -> None:
    first, second = start(runner, clock, ask("x" * 300, 100, LETTERS), ask("x" * 300, 100, LETTERS))
    runner.step()
    assert (runner.load().running, runner.load().waiting) == (1, 1)
    finish(runner)
    assert text_of(first) == text_of(second)


def test_a_request_that_had_to_wait_again_says_the_same(runner: Runner, clock: Ticking) -> None:
    long = [ask("x" * 200 + name, 150, "root ::= [a-z ]{140}") for name in "ab"]
    alone = []
    for inference in long:
        alone += start(runner, clock, inference)
        finish(runner)
    together = start(runner, clock, *long)
    finish(runner)
    assert runner.load().preempted > 0
    assert [text_of(sink) for sink in together] == [text_of(sink) for sink in alone]


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (ask("x" * 600), "does not fit"),
        (ask("x", 600), "does not fit"),
        (ask("x", 0), "At most 0 tokens"),
        (ask(""), "prompt is empty"),
        (ask("x", grammar="root ::="), None),
        (ask("x", grammar="nonsense"), "refuses the grammar"),
        (ask("x", stop=("",)), "stop string is empty"),
    ],
)
def test_what_cannot_run_is_refused_and_the_rest_goes_on(
    runner: Runner, clock: Ticking, asked: Inference, reason: str | None
) -> None:
    good, odd = start(runner, clock, ask("hello", 5, LETTERS), asked)
    finish(runner)
    assert len(text_of(good)) == 5
    if reason is None:
        assert text_of(odd) == ""
    else:
        assert isinstance(odd.error, BadInput)
        assert reason in odd.error.message


def test_a_grammar_without_a_way_on_ends_only_its_request(
    runner: Runner, clock: Ticking, context: Context
) -> None:
    good, stuck = start(
        runner, clock, ask("hello", 20, LETTERS), ask("hello", 20, r'root ::= "ab" [^\x00-\U7FFFFFFF]')
    )
    finish(runner)
    assert len(good.pieces) == 20
    assert isinstance(stuck.error, GenerationFailed)
    assert context.cells_held() == 0


def test_the_end_is_told_by_kind(runner: Runner, clock: Ticking) -> None:
    full, ended = start(runner, clock, ask("x", 4, LETTERS), ask("x", 9, 'root ::= "yes"'))
    finish(runner)
    assert full.generation is not None
    assert ended.generation is not None
    assert (full.generation.finish, full.generation.usage.output_tokens) == ("length", 4)
    assert (ended.generation.finish, ended.generation.text) == ("stop", "yes")


def test_a_stop_string_over_two_tokens_ends_the_request(runner: Runner, clock: Ticking) -> None:
    (sink,) = start(runner, clock, ask("x", 20, 'root ::= "one, two, three"', stop=("o, t",)))
    finish(runner)
    assert text_of(sink) == "one, tw"
    assert sink.generation is not None
    assert sink.generation.finish == "stop"


def test_letters_of_several_bytes_come_whole(runner: Runner, clock: Ticking) -> None:
    (sink,) = start(runner, clock, ask("x", 40, 'root ::= "价é🚢م"'))
    finish(runner)
    assert sink.pieces == ["价", "é", "🚢", "م"]


def test_a_letter_cut_by_the_limit_shows_as_broken(runner: Runner, clock: Ticking) -> None:
    (sink,) = start(runner, clock, ask("x", 4, 'root ::= "价价"'))
    finish(runner)
    assert text_of(sink) == "价\ufffd"


def test_past_its_deadline_a_request_fails_running_or_waiting(
    runner: Runner, clock: Ticking, context: Context
) -> None:
    clock.tick = 0.5
    long = ask("x" * 300, 200, LETTERS.replace("30", "200"), deadline_s=20)
    running, waiting = start(runner, clock, long, replace(long, deadline_s=12))
    finish(runner)
    assert isinstance(running.error, GenerationFailed)
    assert "After 20 s the request was still at work" in running.error.message
    assert isinstance(waiting.error, GenerationFailed)
    assert "was still waiting, with 0 tokens" in waiting.error.message
    assert context.cells_held() == 0


def test_the_sum_of_shares_is_the_engines_busy_time(runner: Runner, clock: Ticking) -> None:
    sinks = start(runner, clock, *(ask(prompt, 30, LETTERS) for prompt in PROMPTS * 3))
    finish(runner, lambda step: runner.drop(sinks[step]) if step % 4 == 0 and step < 15 else None)
    load = runner.load()
    shares = sum(sink.generation.usage.busy_s for sink in sinks if sink.generation)
    assert load.abandoned_s > 0
    assert shares + load.abandoned_s == pytest.approx(load.busy_s)
    assert load.busy_s + load.idle_s == pytest.approx(clock.now, abs=0.1)


def test_waiting_prefill_and_decode_add_up_to_the_whole(runner: Runner, clock: Ticking) -> None:
    (sink,) = start(runner, clock, ask("hello " * 20, 10, LETTERS))
    finish(runner)
    assert sink.generation is not None
    usage = sink.generation.usage
    assert usage.queue_s > 0
    assert usage.prefill_s > usage.queue_s
    assert usage.queue_s + usage.prefill_s + usage.decode_s == pytest.approx(clock.now, abs=0.02)


def test_when_llama_cpp_finds_no_cells_the_step_fails_and_the_next_one_works(
    model: Model, clock: Ticking, context: Context
) -> None:
    context.limits = replace(context.limits, cells=4096, window=4096)  # more than it has
    runner = Runner(model, context, clock, lambda: 2 * clock.now)
    (sink,) = start(runner, clock, ask("x" * 900, 4))
    finish(runner)
    assert isinstance(sink.error, GenerationFailed)
    assert "found no free cells" in sink.error.message
    assert context.cells_held() == 0
    (after,) = start(runner, clock, ask("x", 4, LETTERS))
    finish(runner)
    assert text_of(after)
