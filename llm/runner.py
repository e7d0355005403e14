"""The engine without its thread: requests go in, `step` runs one decode for all of them, text comes out.

Every error of one request ends that request alone, through its sink; its cells are free afterwards.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from core.errors import BadInput, GenerationFailed, QuaysideError
from core.ports import Generation, Inference, InferenceUsage
from llm.context import Context
from llm.metering import Meter
from llm.model import Model
from llm.sampler import Sampler
from llm.scheduler import Chunk, Scheduler
from llm.sequence import Sequence
from llm.text import TextStream


class Sink(Protocol):
    """Where the results of one request go. Exactly one of `done` and `failed` is called, last."""

    def text(self, piece: str) -> None: ...

    def done(self, generation: Generation) -> None: ...

    def failed(self, error: QuaysideError) -> None: ...


@dataclass(frozen=True, slots=True)
class Load:
    """The engine after a step. `busy_s + idle_s` is its whole life; `busy_s` is the sum of
    `InferenceUsage.busy_s` of what it delivered, of `abandoned_s` (cancelled or failed) and of what
    still runs. `cells_reserved` is the room that the running requests can come to fill."""

    waiting: int
    running: int
    cells_reserved: int
    busy_s: float
    idle_s: float
    abandoned_s: float


@dataclass(slots=True, eq=False)
class _Job:
    inference: Inference
    sink: Sink
    sequence: Sequence
    sampler: Sampler
    stream: TextStream
    arrived_s: float
    admitted_s: float = 0.0
    first_token_s: float = 0.0


class Runner:
    """Everything that runs in `context`; used by one thread. `clock` gives seconds. `service_s` is
    how long requests lately took from admission to end."""

    def __init__(self, model: Model, context: Context, clock: Callable[[], float]) -> None:
        self._model = model
        self._context = context
        self._clock = clock
        self._scheduler = Scheduler(context.limits)
        self._jobs: dict[Sequence, _Job] = {}
        self._meter = Meter(clock)
        self._abandoned_s = 0.0
        self.service_s = 1.0

    @property
    def idle(self) -> bool:
        return not self._jobs

    def load(self) -> Load:
        return Load(
            waiting=self._scheduler.waiting,
            running=self._scheduler.running,
            cells_reserved=self._scheduler.cells_reserved,
            busy_s=self._meter.busy_s,
            idle_s=self._meter.idle_s,
            abandoned_s=self._abandoned_s,
        )

    def add(self, inference: Inference, sink: Sink, arrived_s: float) -> None:
        """Takes a request in; one that cannot run fails through `sink` at once."""
        if self.idle:
            self._meter.rest()
        try:
            job = self._job(inference, sink, arrived_s)
        except QuaysideError as error:
            sink.failed(error)
            return
        self._jobs[job.sequence] = job
        self._meter.charge([(job.sequence, 1)])

    def drop(self, sink: Sink) -> None:
        """Ends the request of `sink`, if it still runs, without a word."""
        for job in [job for job in self._jobs.values() if job.sink is sink]:
            self._abandon(job)

    def step(self) -> None:
        """Admits, decodes once, and gives out what became certain."""
        self._expire()
        for sequence in self._scheduler.admit():
            self._jobs[sequence].admitted_s = self._clock()
        chunks = self._scheduler.plan()
        if chunks:
            self._run(chunks)

    def close(self) -> None:
        """Forgets all requests without a word."""
        for job in self._jobs.values():
            job.sampler.close()
        self._jobs.clear()

    def _run(self, chunks: list[Chunk]) -> None:
        jobs = [self._jobs[chunk.sequence] for chunk in chunks]
        sampled: list[tuple[_Job, int | QuaysideError]]
        try:
            rows = self._context.decode(chunks)
        except GenerationFailed as error:
            sampled = [(job, error) for job in jobs]
        else:
            self._scheduler.commit(chunks)
            sampling = [job for job, chunk in zip(jobs, chunks, strict=True) if chunk.samples]
            sampled = [(job, self._sample(job, row)) for job, row in zip(sampling, rows, strict=True)]
        self._meter.charge([(chunk.sequence, chunk.count) for chunk in chunks])
        for job, token in sampled:
            if isinstance(token, QuaysideError):
                self._fail(job, token)
            else:
                self._take(job, token)

    def _sample(self, job: _Job, row: int) -> int | QuaysideError:
        try:
            return job.sampler.sample(self._context.logits(row))
        except GenerationFailed as error:
            return error

    def _take(self, job: _Job, token: int) -> None:
        """Adds `token` to the sequence, gives out its text and ends the request when it is complete."""
        job.sequence.tokens.append(token)
        if job.sequence.sampled == 1:
            job.first_token_s = self._clock()
        ended = self._model.ends(token)
        piece = "" if ended else job.stream.feed(self._model.piece(token))
        stopped = ended or job.stream.stopped
        full = job.sequence.sampled == job.sequence.max_tokens
        if stopped or full:
            piece += job.stream.finish()
        if piece:
            job.sink.text(piece)
        if stopped or full:
            self._done(job, "stop" if stopped else "length")

    def _done(self, job: _Job, finish: Literal["stop", "length"]) -> None:
        self._release(job)
        usage = self._usage(job)
        self.service_s = 0.8 * self.service_s + 0.2 * (usage.prefill_s + usage.decode_s)
        job.sink.done(Generation(job.stream.text, finish, usage, self._model.name))

    def _usage(self, job: _Job) -> InferenceUsage:
        return InferenceUsage(
            input_tokens=job.sequence.prompt_tokens,
            output_tokens=job.sequence.sampled,
            queue_s=job.admitted_s - job.arrived_s,
            prefill_s=job.first_token_s - job.admitted_s,
            decode_s=self._clock() - job.first_token_s,
            busy_s=job.sequence.busy_s,
        )

    def _expire(self) -> None:
        now = self._clock()
        late = [j for j in self._jobs.values() if now - j.arrived_s > j.inference.deadline_s]
        for job in late:
            state = "was still waiting" if job.sequence.slot is None else "was still at work"
            self._fail(
                job,
                GenerationFailed(
                    f"After {job.inference.deadline_s:g} s the request {state}, with "
                    f"{job.sequence.sampled} tokens written.",
                    hint="Try again; if it happens often, allow more time or fewer requests at once.",
                ),
            )

    def _fail(self, job: _Job, error: QuaysideError) -> None:
        self._abandon(job)
        job.sink.failed(error)

    def _abandon(self, job: _Job) -> None:
        self._release(job)
        self._abandoned_s += job.sequence.busy_s

    def _release(self, job: _Job) -> None:
        """Frees slot, cells and sampler."""
        slot = job.sequence.slot
        if slot is not None:
            self._context.free(slot)
        self._scheduler.remove(job.sequence)
        job.sampler.close()
        del self._jobs[job.sequence]

    def _job(self, inference: Inference, sink: Sink, arrived_s: float) -> _Job:
        if inference.max_tokens < 1:
            raise BadInput(
                f"At most {inference.max_tokens!r} tokens were asked for.", hint="Ask for one or more."
            )
        tokens = self._model.tokenise(inference.prompt)
        if not tokens:
            raise BadInput("The prompt is empty.", hint="Give the model at least one token.")
        sequence = Sequence(tokens, inference.max_tokens)
        stream = TextStream(inference.stop)
        sampler = Sampler(self._model, inference.grammar)
        try:
            self._scheduler.add(sequence)
        except BadInput:
            sampler.close()
            raise
        return _Job(inference, sink, sequence, sampler, stream, arrived_s)
