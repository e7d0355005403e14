"""What asks a language model, and what answers."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Literal, Protocol

from core.errors import BadInput


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a prompt. Text that is not `trusted` is never tokenised with special tokens. A `public`
    piece is the same for everyone and holds nothing of any turn: the leading ones are evaluated once."""

    text: str
    trusted: bool
    public: bool = False


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """A message for a model that has a chat template. Its text is never tokenised with special tokens."""

    role: Literal["system", "user", "assistant"]
    text: str
    public: bool = False


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next token is chosen. `temperature` 0 takes the likeliest and ignores the rest; otherwise
    tokens below `min_p` times the likeliest's probability go, then those outside `top_p` of the mass."""

    temperature: float = 0.0
    top_p: float = 1.0
    min_p: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        sound = 0 <= self.temperature < inf and 0 < self.top_p <= 1 and 0 <= self.min_p <= 1
        if not sound or self.seed < 0:
            raise BadInput(
                f"Nothing can be drawn by {self!r}.",
                hint="Use a temperature and a seed of 0 or more, top_p above 0 to 1, min_p from 0 to 1.",
            )


GREEDY = Sampling()


@dataclass(frozen=True, slots=True)
class Asker:
    """Whom an inference is for. What is kept of its text serves this reader's conversation and no other."""

    reader: str
    conversation_id: str
    turn_id: str = ""


Purpose = Literal["plan", "choose", "say"]
Capability = Literal["grammar", "thinking"]


@dataclass(frozen=True, slots=True)
class Inference:
    """One request to a model, twice: `chat` for a model with a chat template, `prompt` for one without.

    `grammar` is GBNF with the root rule `root`. `thinking` lets a model that can think do so before it
    answers; what it thinks is never in the text. Lower `priority` goes first. With `keep` what was read
    and written stays evaluated for a later request of the same `asker` that begins with it. What is
    `confidential` never leaves this machine.
    """

    purpose: Purpose
    prompt: tuple[Segment, ...]
    max_tokens: int
    grammar: str | None = None
    stop: tuple[str, ...] = ()
    deadline_s: float = 30.0
    chat: tuple[ChatMessage, ...] = ()
    sampling: Sampling = GREEDY
    thinking: bool = False
    priority: int = 0
    asker: Asker | None = None
    keep: bool = False
    confidential: bool = True


@dataclass(frozen=True, slots=True)
class InferenceUsage:
    """Seconds of wall time. `busy_s` and `cpu_s` are this inference's share of the wall and of the
    processor time of the engine's steps. `thinking_tokens` of `output_tokens` were hidden."""

    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    queue_s: float = 0.0
    prefill_s: float = 0.0
    decode_s: float = 0.0
    busy_s: float = 0.0
    cpu_s: float = 0.0
    thinking_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    """Which tier answered, and why that one."""

    tier: str
    reason: str


@dataclass(frozen=True, slots=True)
class Generation:
    """`finish` is `stop` (the model or the grammar ended it) or `length` (cut at max_tokens)."""

    text: str
    finish: Literal["stop", "length"]
    usage: InferenceUsage
    model: str
    route: Route | None = None


@dataclass(frozen=True, slots=True)
class BackendState:
    """Whether a backend takes requests now (`reason` says why not), and after how long it would begin."""

    available: bool = True
    wait_s: float = 0.0
    reason: str = ""


class ModelBackend(Protocol):
    """A model that completes prompts. Raises ModelUnavailable, GenerationFailed or Busy."""

    @property
    def model(self) -> str:
        """The model's name for ledger and audit."""
        ...

    @property
    def capabilities(self) -> frozenset[Capability]:
        """`grammar`: it enforces the grammar of a request; `thinking`: it can think, and not think."""
        ...

    def state(self) -> BackendState: ...

    async def generate(
        self, inference: Inference, on_text: Callable[[str], None] | None = None
    ) -> Generation:
        """Run to the end. `on_text` gets each piece of text as it comes, on the event loop.

        Cancelling the awaiting task frees the sequence within one step.
        """
        ...

    async def forget(self, conversation_id: str) -> None:
        """Drop everything that is kept of a conversation, in memory and on disk."""
        ...

    async def close(self) -> None: ...


Abandoned = Callable[[Inference, InferenceUsage], None]
"""Called with what a request used that was cancelled or failed: it was paid for all the same."""
