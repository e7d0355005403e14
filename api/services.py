"""What the routes need of the house, grouped by feature. Bootstrap fills it; tests fill it with fakes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from core.clock import Clock
from core.ports import Conversations, PolicyEngine, TurnRunner
from core.principal import Principal
from core.records import AuditLeaf
from core.settings import WebSettings
from core.turns import JsonObject
from core.values import PassageValue

CostGroup = Literal["day", "conversation", "actor", "model", "tier", "outcome"]
PaperKind = Literal["pdf", "xlsx", "xml"]


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
    """Quotations without a conversation. All check what `principal` may do and record it.

    A quotation is shown as the result of contracts 3 with `quotation_id`, `number`, `revision`, `state`,
    `content_hash`, `made_at`, `moves` and `approvals`; to the staff of one of several merchants in it as
    `partial`: their lines and the sum of those alone. `quote` and `quotation` add names, `explanation` for
    who may see all of it, `actions` (what `principal` may do with it now) and, of other revisions of it,
    `former` and `successor`.
    """

    def quote(
        self, request: JsonObject, principal: Principal, *, buyer: str | None = None, draft: bool = False
    ) -> JsonObject:
        """For `{term, to, currency?, lines, mode?, customs_mode?}`, stored if the outcome is `quoted`. A
        merchant's staff make one for a `buyer`; that buyer does not see a `draft`. Raises BadInput."""
        ...

    def quotation(self, quotation_id: str, principal: Principal) -> JsonObject:
        """A stored one. Raises NotFound, also for somebody else's."""
        ...

    def list_quotations(
        self, principal: Principal, *, state: str | None = None, limit: int = 100
    ) -> list[JsonObject]:
        """What `principal` may see, newest first, without lines; visitors' ones are in no merchant's list.
        Raises BadInput for an unknown state."""
        ...

    def waiting(self, principal: Principal, *, limit: int = 100) -> list[JsonObject]:
        """As a list: drafts, and what is before its buyer, without a release by the merchant whose staff
        `principal` is. Raises NotPermitted for everyone else."""
        ...


class QuotationLife(Protocol):
    """Moves of a quotation, each checked, recorded and answered by the quotation as it is then. They raise
    NotFound for what the caller may not see, NotPermitted for what is not theirs to do, MoveRefused when
    the state does not allow it or `content_hash` is not that of the quotation."""

    def release(
        self, quotation_id: str, principal: Principal, *, content_hash: str, note: str = ""
    ) -> JsonObject: ...

    def accept(
        self, quotation_id: str, principal: Principal, *, content_hash: str, note: str = ""
    ) -> JsonObject: ...

    def decline(
        self, quotation_id: str, principal: Principal, *, content_hash: str | None = None, note: str = ""
    ) -> JsonObject: ...

    def issue(
        self, quotation_id: str, principal: Principal, *, content_hash: str | None = None, note: str = ""
    ) -> JsonObject:
        """Puts a draft before its buyer."""
        ...

    def revise(
        self, quotation_id: str, principal: Principal, *, request: JsonObject | None = None
    ) -> JsonObject:
        """The next revision, on today's rows; without a request, of the same one. Any other outcome than
        `quoted` changes nothing and is answered without a `quotation_id`."""
        ...


@dataclass(frozen=True, slots=True)
class QuotationFile:
    name: str
    kind: PaperKind
    content: bytes


class QuotationPapers(Protocol):
    """What is computed anew from a quotation's stored inputs."""

    def file(
        self, quotation_id: str, principal: Principal, *, kind: PaperKind, language: str, base_url: str
    ) -> QuotationFile:
        """For whoever may see all of it; NotFound for others. `base_url` is where this house is found."""
        ...

    def replay(self, quotation_id: str) -> tuple[JsonObject, JsonObject]:
        """The stored result and the one computed now, for whoever runs this machine. Raises NotFound."""
        ...

    def margin(self, quotation_id: str, principal: Principal) -> JsonObject:
        """Price against cost of a merchant's own lines, for its staff; NotFound for everyone else."""
        ...


class Shipments(Protocol):
    def shipment(self, reference: str, principal: Principal) -> JsonObject:
        """The shipment card. Raises NotFound, also for somebody else's; BadInput for a wrong number."""
        ...

    def map(self, reference: str, principal: Principal, words: Mapping[str, str]) -> str:
        """Its route as SVG, in the `words` of a page. Raises as above, and NotFound without a map."""
        ...


class Alerts(Protocol):
    """The caller's own price alerts and notices; those of others do not exist."""

    def alerts(self, principal: Principal) -> list[JsonObject]:
        """Waiting ones first, newest first: `id`, `merchant_id`, `merchant`, `sku`, `product`, `below`,
        `currency`, `unit`, `cartons`, `term`, `place`, `set_at`, `expires`, `state`, `reason`, `ended_at`,
        `seen`. Raises NotPermitted for who may not have any."""
        ...

    def cancel(self, alert_id: str, principal: Principal) -> None:
        """Again: no error. Raises NotFound."""
        ...

    def notices(self, principal: Principal, *, unread: bool = False) -> list[JsonObject]:
        """Newest first: `id`, `alert`, `at`, `read_at`, and what tools.watch.notice tells."""
        ...

    def mark_read(self, notice_id: str, principal: Principal) -> None:
        """Again: no error. Raises NotFound."""
        ...


class Prices(Protocol):
    """What the lists had, as far as the policy lets a caller see it."""

    def history(self, merchant_id: str, sku: str, principal: Principal) -> JsonObject:
        """`product`, `merchant`, `points`, `current` and `ranges`. Raises NotFound."""
        ...

    def chart(self, merchant_id: str, sku: str, principal: Principal, currency: str | None) -> str:
        """SVG. Raises NotFound."""
        ...

    def moves(self, principal: Principal, since: date | None, *, limit: int = 1000) -> JsonObject:
        """`since`, `moves` newest first, at most `limit`, and whether there were `more`. Raises
        NotPermitted."""
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


class GoodsDesk(Protocol):
    """The goods of the port, as far as the policy lets a caller see a price of them."""

    def search(self, text: str, principal: Principal, limit: int = 8) -> JsonObject:
        """`candidates` (merchant_id, sku, name, score in [0, 1], by), best first; `by_meaning` is `ready`,
        or `not ready` while words answer alone."""
        ...

    def product(self, merchant_id: str, sku: str, principal: Principal) -> JsonObject:
        """What a buyer may know of a product, with `prices` in force or to come. Raises NotFound, also for
        one of which the caller may see no price."""
        ...

    def warm_up(self) -> None:
        """Makes the vectors now. Raises ModelUnavailable or StoreUnavailable."""
        ...


class CatalogueDesk(Protocol):
    """The catalogue as a workbook (XLSX): a merchant's own rows for its staff, all but costs for the port's
    office. Each checks what `principal` may do, records it, and raises NotPermitted or BadInput; Busy while
    too many workbooks are read."""

    def authorize(self, principal: Principal) -> None:
        """Only checks, and records a refusal: before a large body is read. Raises NotPermitted."""
        ...

    def workbook(self, principal: Principal) -> bytes: ...

    def preview(self, content: bytes, principal: Principal) -> JsonObject:
        """`token`, `tables` (counts by name), `rows` that differ, `left_out`, `warnings`."""
        ...

    def apply(self, content: bytes, principal: Principal, *, token: str, remove: bool) -> JsonObject:
        """`tables` (counts by name), `warnings`."""
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
    quotation_life: QuotationLife
    quotation_papers: QuotationPapers
    shipments: Shipments
    alerts: Alerts
    prices: Prices
    events_in: EventsIn
    knowledge: KnowledgeDesk
    goods: GoodsDesk
    catalogue: CatalogueDesk
    audit: AuditDesk
    costs: CostDesk
    operations: Operations
