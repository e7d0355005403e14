"""Policy, pricing of inferences, and the leaves of the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from core.filters import RowFilter
from core.ports.inference import InferenceUsage
from core.principal import Principal
from core.records import AuditLeaf, LedgerRow
from core.turns import (
    JsonObject,
)


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
