"""The seams between rooms: each Protocol is what one room needs of another; bootstrap fills them."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import inf
from typing import Literal, Protocol

from core.errors import BadInput
from core.filters import RowFilter
from core.principal import Principal
from core.records import AuditLeaf, LedgerRow, TurnRecord
from core.trade import CostRow, PortBook
from core.turns import (
    BuyerMessage,
    JsonObject,
    ToolArgs,
    ToolName,
    ToolResult,
    TurnEvent,
    TurnReply,
)
from core.values import PassageValue

# --- inference -----------------------------------------------------------------------------------


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


# --- knowledge -----------------------------------------------------------------------------------


class Embedder(Protocol):
    @property
    def version(self) -> str:
        """Name and version of the embedding model; stored with each vector."""
        ...

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Unit vectors, one for each text."""
        ...


@dataclass(frozen=True, slots=True)
class RetrievalScope:
    """What the caller may see. Only the policy makes one; nothing a model or a client says widens it."""

    principal: Principal
    rule: RowFilter
    today: date


@dataclass(frozen=True, slots=True)
class RetrievalFilters:
    """What the caller asks to narrow to; can only take away."""

    merchant_ids: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


class KnowledgeSearch(Protocol):
    def search(
        self,
        text: str,
        scope: RetrievalScope,
        filters: RetrievalFilters = RetrievalFilters(),
        limit: int = 6,
    ) -> list[PassageValue]:
        """Passages of documents valid on `scope.today`, best first, scores in [0, 1]."""
        ...


# --- port data -----------------------------------------------------------------------------------


class PortData(Protocol):
    """The imported port. `revision` changes with each import."""

    def revision(self) -> str: ...

    def book(self) -> PortBook: ...

    def costs(self, merchant_id: str) -> list[CostRow]:
        """One merchant's costs, for that merchant's own staff."""
        ...


class EventStore(Protocol):
    """DCSA Track & Trace 2.2 events as received, by shipment."""

    def add_events(self, events: Sequence[JsonObject]) -> int:
        """Store new events and new versions of known ones; returns how many were new."""
        ...

    def events_of(self, reference: str) -> list[JsonObject]:
        """Events of the shipment with `reference`, oldest eventCreatedDateTime first."""
        ...


class WatchStore(Protocol):
    def active_watches(self, user_id: str) -> list[JsonObject]:
        """The user's alerts, newest first: watch_id, merchant_id, sku, below, currency."""
        ...


# --- tools ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ToolContext:
    """What the runtime gives a tool; none of it comes from a model. `turn_id` keys what it writes."""

    principal: Principal
    turn_id: str
    today: date


class Tool(Protocol):
    name: ToolName

    def __call__(self, args: ToolArgs, context: ToolContext) -> ToolResult: ...


# --- governance ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Resource:
    """What an action is on: `type` and `id` of the policy's schema, with its attributes."""

    type: str
    id: str
    attributes: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """`rule` names the policies that decided, or says why none did."""

    allowed: bool
    rule: str


class PolicyEngine(Protocol):
    """Decides; any error inside it is a denial."""

    def decide(
        self, principal: Principal, action: str, resource: Resource, context: JsonObject
    ) -> Decision: ...

    def filter(self, principal: Principal, action: str, resource_type: str) -> RowFilter:
        """What `principal` may do `action` to, of all resources of a type. Never, when in doubt."""
        ...


class Pricing(Protocol):
    """The rate card: turns what an inference used into a ledger row."""

    def row(
        self,
        usage: InferenceUsage,
        *,
        model: str,
        purpose: str,
        turn_id: str,
        conversation_id: str,
        actor: str,
        tier: str = "local",
        outcome: str = "done",
    ) -> LedgerRow: ...


class LeafLog(Protocol):
    """The append-only leaves of the audit log. Indexes count from 0 without a gap."""

    def append(self, leaves: Sequence[AuditLeaf]) -> int:
        """Append in one transaction; returns the new size."""
        ...

    def size(self) -> int: ...

    def leaves(self, start: int, end: int) -> list[bytes]:
        """Canonical bytes of leaves start (inclusive) to end (exclusive)."""
        ...

    def save_checkpoint(self, size: int, note: str) -> None: ...

    def checkpoints(self) -> list[tuple[int, str]]:
        """(size, signed note), oldest first."""
        ...


# --- conversations -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """One message of a thread. `reply` is there for the assistant's."""

    role: Literal["user", "assistant"]
    text: str
    at: str
    reply: TurnReply | None = None


class Conversations(Protocol):
    """Threads and turns. A thread is seen by its owner only; for anyone else it does not exist."""

    def open(self, principal: Principal, channel: str) -> str:
        """A new conversation's id."""
        ...

    def owner(self, conversation_id: str) -> str:
        """Its owner's reader id. Raises NotFound."""
        ...

    def messages(self, conversation_id: str) -> list[StoredMessage]: ...

    def memory(self, conversation_id: str) -> JsonObject:
        """What the agent kept after the last turn; empty at first."""
        ...

    def finished_turn(self, conversation_id: str, message_id: str) -> TurnReply | None:
        """The reply already given to this message, if any."""
        ...

    def commit_turn(self, record: TurnRecord) -> TurnReply:
        """Write all of it, or nothing. The second of two equal messages gets the first one's reply."""
        ...


class TurnRunner(Protocol):
    """The agent as the faces see it."""

    async def run(self, principal: Principal, message: BuyerMessage) -> TurnReply: ...

    def stream(self, principal: Principal, message: BuyerMessage) -> AsyncIterator[TurnEvent]:
        """The same turn as events; the last one is the AnswerEvent."""
        ...

    async def close(self) -> None:
        """Wait for the turns that still run, though nobody listens any more."""
        ...
