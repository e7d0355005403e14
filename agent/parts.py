"""What the graph works with: everything is handed in by bootstrap, nothing is looked up."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from core.clock import Clock
from core.ports import Conversations, ModelBackend, PolicyEngine, Pricing, Tool
from core.principal import Principal
from core.records import AuditLeaf, LedgerRow
from core.telemetry import About, NoTelemetry, Telemetry
from core.turns import BuyerMessage, ToolName, TurnEvent
from core.values import ProductRef, ProductValue
from tools.reading import Reading


class Ranker(Protocol):
    def rank(self, text: str, limit: int = 2) -> tuple[str, ...]:
        """At most `limit` verbs of a plan, likeliest first; none when nothing is known."""
        ...


class Reader(Protocol):
    """The readers bound to the port's own lexicon."""

    def read(self, text: str, today: date) -> Reading: ...

    def choose(self, text: str, candidates: Sequence[ProductRef]) -> ProductValue | None:
        """The product that `text` picks from `candidates`; None when it picks none."""
        ...


class TokenBudget(Protocol):
    def hold(self, conversation_id: str) -> AbstractContextManager[None]:
        """Keeps tokens for one turn while it runs. Raises BudgetSpent when none are left."""
        ...

    def spend(self, conversation_id: str, tokens: int) -> None:
        """What the turn used."""
        ...


Settle = Callable[[Sequence[LedgerRow], Sequence[AuditLeaf]], None]


def _nowhere(rows: Sequence[LedgerRow], leaves: Sequence[AuditLeaf]) -> None:
    """For turns that nobody accounts for."""


@dataclass(frozen=True, slots=True)
class Parts:
    """`timezone` is the port's (IANA); `seal` signs a checkpoint of the audit log; with `thinking` a model
    that can think does before it words an answer; with `choosing` it names the passages that answer;
    `settle` takes what the inferences of a node left behind that failed after them."""

    backend: ModelBackend
    tools: Mapping[ToolName, Tool]
    policy: PolicyEngine
    pricing: Pricing
    conversations: Conversations
    reader: Reader
    hints: Ranker
    clock: Clock
    timezone: Callable[[], str]
    seal: Callable[[], object]
    telemetry: Telemetry = field(default_factory=NoTelemetry)
    thinking: bool = False
    choosing: bool = False
    settle: Settle = _nowhere


@dataclass(frozen=True, slots=True)
class Turn:
    """The run's context: who asked what, and who listens. None of it is the model's to choose."""

    parts: Parts
    principal: Principal
    message: BuyerMessage
    turn_id: str
    today: date
    emit: Callable[[TurnEvent], None]

    @property
    def about(self) -> About:
        return about(self.principal, self.message)


def about(principal: Principal, message: BuyerMessage) -> About:
    """What telemetry may know of a turn: ids."""
    return About(message.conversation_id, str(principal.merchant_id or ""))
