"""The engine without its thread: requests go in, `step` runs one decode for all of them, text comes out.

Every error of one request ends that request alone, through its sink; its cells are free afterwards.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.errors import BadInput, GenerationFailed, QuaysideError
from core.ports import Abandoned, Generation, Inference, InferenceUsage
from llm.calibration import EVEN, Weights
from llm.context import Context, NoCells
from llm.grammars import Grammars
from llm.job import Job, Sink
from llm.kept import KeptPrefixes
from llm.metering import Meter
from llm.model import Model
from llm.prompting import Prompter
from llm.sampler import Sampler
from llm.scheduler import Chunk, Scheduler
from llm.sequence import Sequence


@dataclass(frozen=True, slots=True)
class Load:
    """The engine after a step. `busy_s + idle_s` is its whole life; `busy_s` is the sum of
    `InferenceUsage.busy_s` of what it delivered, of `abandoned_s` (cancelled or failed) and of what
    still runs. `cells_used` counts what running requests and public prefixes hold or were promised, `kept`
    what conversations have outside the cache."""

    waiting: int
    running: int
    kept: int
    kept_bytes: int
    cells_used: int
    cells: int
    cached_tokens: int
    steps: int
    preempted: int
    busy_s: float
    idle_s: float
    cpu_s: float
    abandoned_s: float


_logger = logging.getLogger(__name__)


def unheard(inference: Inference, usage: InferenceUsage) -> None:
    """Nobody asks what abandoned requests used."""


class Runner:
    """Everything that runs in `context`; used by one thread. The clocks give seconds of wall and of
    processor time. `service_s` is how long requests lately took from admission to end; `abandoned` hears
    of those that were cancelled or failed."""

    def __init__(
        self,
        model: Model,
        context: Context,
        clock: Callable[[], float],
        cpu_clock: Callable[[], float],
        *,
        prompter: Prompter | None = None,
        weights: Weights = EVEN,
        abandoned: Abandoned = unheard,
        kept: KeptPrefixes | None = None,
    ) -> None:
        self._model = model
        self._context = context
        self._prompter = prompter or Prompter(model)
        self._grammars = Grammars(model)
        self._clock = clock
        self._kept = kept
        self._scheduler = Scheduler(context.limits, context, kept)
        self._jobs: dict[Sequence, Job] = {}
        self._meter = Meter(clock, cpu_clock, weights)
        self._abandoned = abandoned
        self._abandoned_s = 0.0
        self._steps = 0
        self._cached_tokens = 0
        self.service_s = 1.0

    @property
    def idle(self) -> bool:
        return not self._jobs

    def load(self) -> Load:
        return Load(
            waiting=self._scheduler.waiting,
            running=self._scheduler.running,
            kept=self._kept.count if self._kept else 0,
            kept_bytes=self._kept.bytes if self._kept else 0,
            cells_used=self._scheduler.cells_used,
            cells=self._context.limits.cells,
            cached_tokens=self._cached_tokens,
            steps=self._steps,
            preempted=self._scheduler.preempted,
            busy_s=self._meter.busy_s,
            idle_s=self._meter.idle_s,
            cpu_s=self._meter.cpu_s,
            abandoned_s=self._abandoned_s,
        )

    def add(self, inference: Inference, sink: Sink, arrived_s: float) -> None:
        """Takes a request in; one that cannot run fails through `sink` at once."""
        if self.idle:
            self._meter.rest()
        try:
            job = self._job(inference, sink, arrived_s)
        except Exception as error:  # whatever a request brings ends that request alone
            sink.failed(_told(error))
            return
        self._jobs[job.sequence] = job
        self._meter.charge([(job.sequence, 1)])

    def drop(self, sink: Sink) -> None:
        """Ends the request of `sink`, if it still runs, without a word."""
        for job in [job for job in self._jobs.values() if job.sink is sink]:
            self._abandon(job)

    def forget(self, conversation_id: str) -> None:
        """Drops what is kept of a conversation."""
        self._scheduler.forget(conversation_id)

    def charge_by(self, weights: Weights) -> None:
        """From the next step on a token costs what `weights` say."""
        self._meter.weights = weights

    def step(self) -> None:
        """Admits, decodes once, and gives out what became certain."""
        self._expire()
        for sequence in self._scheduler.admit():
            job = self._jobs[sequence]
            job.admitted_s = job.admitted_s or self._clock()
        chunks = self._scheduler.plan()
        if chunks:
            self._run(chunks)
            self._steps += 1

    def undelivered(self, inference: Inference, usage: InferenceUsage) -> None:
        """A request came to its end and nobody took what it wrote: it counts as abandoned."""
        self._abandoned_s += usage.busy_s
        try:
            self._abandoned(inference, usage)
        except Exception:  # the one who listens has a fault; the engine goes on
            _logger.exception("What an abandoned request used was not heard.")

    def clear(self) -> bool:
        """Leaves the context empty, if nothing runs; whether it is."""
        return self.idle and self._scheduler.clear()

    def close(self) -> None:
        """Abandons all requests without a word to their sinks."""
        for job in list(self._jobs.values()):
            self._abandon(job)
        self._grammars.close()

    def _run(self, chunks: list[Chunk]) -> None:
        jobs = [self._jobs[chunk.sequence] for chunk in chunks]
        sampled: list[tuple[Job, int | QuaysideError]]
        sampling = [job for job, chunk in zip(jobs, chunks, strict=True) if chunk.samples]
        try:
            self._context.decode(chunks)
            logits = self._context.logits() if sampling else None
        except NoCells as error:
            # llama.cpp has put its memory back as it was
            sampled = [] if self._scheduler.preempt() else [(job, error) for job in jobs]
        except GenerationFailed as error:
            sampled = [(job, error) for job in jobs]
        else:
            self._scheduler.commit(chunks)
            sampled = [] if logits is None else _sampled(sampling, logits)
        self._meter.charge_step(chunks)
        for job, token in sampled:
            if isinstance(token, QuaysideError):
                self._fail(job, token)
            else:
                self._take(job, token)

    def _take(self, job: Job, token: int) -> None:
        """Adds `token` to the sequence, gives out its text and ends the request when it is complete."""
        stream = job.prompt.stream
        job.sequence.tokens.append(token)
        if not job.first_token_s:
            job.first_token_s = self._clock()
        ended = self._model.ends(token)
        piece = "" if ended else stream.feed(self._piece(job, token))
        stopped = ended or stream.stopped
        if stopped or job.is_full:
            piece += stream.finish()
            stopped = stopped or stream.stopped
        if piece:
            job.sink.text(piece)
        if stopped or job.is_full:
            self._done(job, "stop" if stopped else "length")

    def _piece(self, job: Job, token: int) -> bytes:
        """The text of `token`. A control token that stands around a thought is spelled out: the filter
        looks for it."""
        thinking = job.prompt.thinking
        if thinking is None:
            return self._model.piece(token)
        job.thinking_tokens += thinking.thinking
        return self._model.piece(token) or thinking.tag(self._model.spelled(token))

    def _done(self, job: Job, finish: Literal["stop", "length"]) -> None:
        """What it takes to keep the request's text is charged to it, before its sum is drawn."""
        self._scheduler.finish(job.sequence)
        self._forget_job(job)
        self._meter.charge([(job.sequence, 1)])
        usage = job.usage(self._clock())
        self._cached_tokens += usage.cached_tokens
        self.service_s = 0.8 * self.service_s + 0.2 * (usage.prefill_s + usage.decode_s)
        job.sink.done(Generation(job.prompt.stream.text, finish, usage, self._model.name))

    def _expire(self) -> None:
        now = self._clock()
        for job in [j for j in self._jobs.values() if now - j.arrived_s > j.inference.deadline_s]:
            self._fail(job, job.too_late())

    def _fail(self, job: Job, error: QuaysideError) -> None:
        self._abandon(job)
        job.sink.failed(error)

    def _abandon(self, job: Job) -> None:
        self._scheduler.remove(job.sequence)
        self._forget_job(job)
        self.undelivered(job.inference, job.usage(self._clock()))

    def _forget_job(self, job: Job) -> None:
        job.sampler.close()
        del self._jobs[job.sequence]

    def _job(self, inference: Inference, sink: Sink, arrived_s: float) -> Job:
        prompt = self._prompter.prompt(inference)
        asker = inference.asker
        sequence = Sequence(
            prompt.tokens,
            prompt.max_tokens,
            public_tokens=prompt.public_tokens,
            owner=(asker.reader, asker.conversation_id) if asker and inference.keep else None,
            priority=inference.priority,
        )
        grammar = None if inference.grammar is None else self._grammars.start(inference.grammar)
        sampler = Sampler(grammar, inference.sampling)
        try:
            self._scheduler.add(sequence)
        except BadInput:
            sampler.close()
            raise
        return Job(inference, sink, sequence, sampler, prompt, arrived_s)


def _sampled(jobs: list[Job], logits: NDArray[np.float32]) -> list[tuple[Job, int | QuaysideError]]:
    """A token for each job, whose logits are rows in the same order."""
    likeliest = logits.argmax(axis=1).tolist()
    return [(job, _token(job, row, best)) for job, row, best in zip(jobs, logits, likeliest, strict=True)]


def _token(job: Job, logits: NDArray[np.float32], likeliest: int) -> int | QuaysideError:
    try:
        return job.sampler.sample(logits, likeliest, free=job.is_thinking)
    except Exception as error:  # whatever goes wrong ends this request alone
        return _told(error)


def _told(error: Exception) -> QuaysideError:
    """`error` as its request gets to hear of it; one that nobody foresaw goes to the log."""
    if isinstance(error, QuaysideError):
        return error
    _logger.error("A request broke.", exc_info=error)
    return GenerationFailed(
        f"The request broke the engine's code: {type(error).__name__}.",
        hint="Send another request; the log has the details.",
    )
