"""One request on its way through the engine: what asked for it, what it has so far, and where it goes."""

from dataclasses import dataclass
from typing import Protocol

from core.errors import GenerationFailed, QuaysideError
from core.ports import Generation, Inference, InferenceUsage
from llm.prompting import Prompt
from llm.sampler import Sampler
from llm.sequence import Sequence


class Sink(Protocol):
    """Where the results of one request go. Exactly one of `done` and `failed` is called, last."""

    def text(self, piece: str) -> None: ...

    def done(self, generation: Generation) -> None: ...

    def failed(self, error: QuaysideError) -> None: ...


@dataclass(slots=True, eq=False)
class Job:
    """Times are the engine's clock, 0 where they have not come yet."""

    inference: Inference
    sink: Sink
    sequence: Sequence
    sampler: Sampler
    prompt: Prompt
    arrived_s: float
    admitted_s: float = 0.0
    first_token_s: float = 0.0
    thinking_tokens: int = 0

    @property
    def is_thinking(self) -> bool:
        return self.prompt.thinking is not None and self.prompt.thinking.thinking

    @property
    def is_full(self) -> bool:
        """Whether it may write no more, thoughts apart."""
        said = self.sequence.sampled - self.thinking_tokens
        return said >= self.inference.max_tokens or self.sequence.sampled == self.sequence.max_tokens

    def usage(self, now: float) -> InferenceUsage:
        """What it used so far, of one that waits or reads still, too."""
        admitted_s = self.admitted_s or now
        first_token_s = self.first_token_s or now
        return InferenceUsage(
            input_tokens=self.sequence.prompt_tokens,
            cached_tokens=self.sequence.cached,
            output_tokens=self.sequence.sampled,
            queue_s=admitted_s - self.arrived_s,
            prefill_s=first_token_s - admitted_s,
            decode_s=now - first_token_s,
            busy_s=self.sequence.busy_s,
            cpu_s=self.sequence.cpu_s,
            thinking_tokens=self.thinking_tokens,
        )

    def too_late(self) -> GenerationFailed:
        state = "was still waiting" if self.sequence.slot is None else "was still at work"
        return GenerationFailed(
            f"After {self.inference.deadline_s:g} s the request {state}, with "
            f"{self.sequence.sampled} tokens written.",
            hint="Try again; if it happens often, allow more time or fewer requests at once.",
        )
