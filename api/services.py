"""What the routes need of the house, grouped by feature. Bootstrap fills it; tests fill it with fakes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from core.clock import Clock
from core.ports import Conversations, PolicyEngine, TurnRunner
from core.principal import Principal
from core.records import AuditLeaf
from core.settings import WebSettings
from core.turns import JsonObject
from core.values import PassageValue

CostGroup = Literal["day", "conversation", "actor", "model", "tier", "outcome"]


@dataclass(frozen=True, slots=True)
class PortFace:
    """What the pages say of the port. `languages` are the tags of port.toml, the first one preferred;
    `examples` are questions that the empty page offers by language tag."""

    name: str
    languages: tuple[str, ...]
    examples: Mapping[str, tuple[str, ...]]


class Identity(Protocol):
    """Accounts, sessions and API keys."""

    def sign_in(self, user_id: str, password: str) -> str:
        """A session token. Raises NotPermitted, with the same words for a wrong user or password, and Busy
        after too many of them."""
        ...

    def sign_out(self, token: str) -> None:
        """Ends the session; an unknown token is no error."""
        ...

    def principal_of(self, token: str) -> Principal | None:
        """Who is signed in with `token`; None when it is unknown or has ended."""
        ...

    def principal_of_key(self, key: str) -> Principal | None:
        """Whose API key this is; None when it is nobody's."""
        ...


class Quoting(Protocol):
    """Quotations without a conversation. Both check what `principal` may do and record it."""

    def quote(self, request: JsonObject, principal: Principal) -> JsonObject:
        """The result of contracts 3 for `{term, to, currency?, lines, mode?, customs_mode?}`, stored,
        with its `quotation_id`. Raises BadInput."""
        ...

    def quotation(self, quotation_id: str, principal: Principal) -> JsonObject:
        """A stored result. Raises NotFound, also for somebody else's."""
        ...


class Shipments(Protocol):
    def shipment(self, reference: str, principal: Principal) -> JsonObject:
        """The shipment card. Raises NotFound, also for somebody else's; BadInput for a wrong number."""
        ...


class EventsIn(Protocol):
    def add_events(self, events: Sequence[JsonObject]) -> int:
        """Stores DCSA Track & Trace 2.2 events; returns how many were new. Raises BadInput."""
        ...


class KnowledgeDesk(Protocol):
    def search(
        self,
        text: str,
        principal: Principal,
        *,
        merchant_ids: tuple[str, ...] = (),
        languages: tuple[str, ...] = (),
        limit: int = 6,
    ) -> list[PassageValue]:
        """Passages that `principal` may read, best first."""
        ...


class AuditDesk(Protocol):
    """The audit log. Indexes count from 0."""

    def size(self) -> int: ...

    def leaves(self, start: int, end: int) -> list[bytes]:
        """Canonical JSON of leaves start (inclusive) to end (exclusive)."""
        ...

    def checkpoint(self) -> str:
        """The signed checkpoint of the log as it is now (C2SP tlog-checkpoint)."""
        ...

    def proof(self, index: int) -> JsonObject:
        """`index`, `leaf` (its canonical text), `proof` (a C2SP tlog-proof) and `verifier_key`. Raises
        NotFound."""
        ...

    def verify(self) -> tuple[bool, str]:
        """Whether the log agrees with its checkpoints, and a sentence that says so."""
        ...

    def record(self, leaf: AuditLeaf) -> None: ...


class CostDesk(Protocol):
    def summary(self, group: CostGroup, limit: int = 100) -> list[JsonObject]:
        """Sums of the ledger, newest first: `key`, `inferences`, `input_tokens`, `cached_tokens`,
        `output_tokens`, `thinking_tokens`, `busy_s`, `cpu_s`, `energy_wh`, `marginal`, `allocated`,
        `fully_loaded`, `currency`."""
        ...


class Operations(Protocol):
    def ready(self) -> Mapping[str, bool | str]:
        """State by part. False: that part is not ready; a string is information."""
        ...

    def metrics(self) -> str:
        """Prometheus text exposition format 0.0.4."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    port: PortFace
    clock: Clock
    web: WebSettings
    runner: TurnRunner
    conversations: Conversations
    policy: PolicyEngine
    identity: Identity
    quoting: Quoting
    shipments: Shipments
    events_in: EventsIn
    knowledge: KnowledgeDesk
    audit: AuditDesk
    costs: CostDesk
    operations: Operations
