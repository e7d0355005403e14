"""What a turn leaves behind: audit leaves, ledger rows and the effects of its tools.

All of it is written with the messages in one transaction, keyed by the turn's id.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.evidence import Evidence
from core.prices import ListRow
from core.trade import PriceUnit, Term
from core.turns import BuyerMessage, JsonObject, TurnReply
from core.values import PlaceRef


@dataclass(frozen=True, slots=True)
class AuditLeaf:
    """One access or decision. `rule` names the policy that decided; `detail` holds no personal data."""

    at: datetime
    actor: str
    role: str
    action: str
    resource: str
    decision: Literal["allow", "deny"]
    rule: str = ""
    turn_id: str = ""
    detail: JsonObject = field(default_factory=dict)

    def canonical(self) -> bytes:
        """Canonical JSON (sorted keys, no spaces, UTF-8): the bytes that the log hashes."""
        row = asdict(self) | {"at": self.at.isoformat()}
        return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


UNPRICED = "unpriced"
"""How the name of a rate card ends that has no price for the tier of a row."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One inference: tokens, seconds, money by the rate card named, energy as an estimate.

    `busy_s` and `cpu_s` are the shares of the wall and of the processor time of the engine's steps that
    fell to this inference. `thinking_tokens` are those of `output_tokens` that were hidden. `marginal`,
    `allocated` and `fully_loaded` are in `currency`. `tier` (local, nearby, cloud) says who computed;
    `outcome` is `done`, or `abandoned` for what was cancelled or failed and was paid for all the same.
    The defaults are those of rows that were written before there were tiers.
    """

    at: datetime
    turn_id: str
    conversation_id: str
    actor: str
    purpose: str
    model: str
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    queue_s: float
    prefill_s: float
    decode_s: float
    busy_s: float
    energy_wh: Decimal
    marginal: Decimal
    allocated: Decimal
    fully_loaded: Decimal
    currency: str
    rate_card: str
    cpu_s: float = 0.0
    thinking_tokens: int = 0
    tier: str = "local"
    outcome: str = "done"

    @property
    def is_priced(self) -> bool:
        """Whether the amounts are prices; otherwise nobody has said what this tier costs and they are 0."""
        return not self.rate_card.endswith(UNPRICED)


class _Effect(BaseModel):
    model_config = ConfigDict(frozen=True)


class SaveQuotation(_Effect):
    """`inputs` is the snapshot that makes the same `result` again. `number` is the id of the first
    revision; empty: this is the first."""

    kind: Literal["quotation"] = "quotation"
    quotation_id: str
    outcome: str
    request: JsonObject
    result: JsonObject
    inputs: JsonObject
    valid_until: date | None = None
    number: str = ""
    revision: int = 1

    @property
    def merchant_ids(self) -> tuple[str, ...]:
        """The merchants whose goods are in it, in the order of the lines."""
        return tuple(dict.fromkeys(line["merchant_id"] for line in self.result.get("lines", ())))


@dataclass(frozen=True, slots=True)
class QuotationMove:
    """A step in a quotation's life (tools.quotation.life). `content_hash` is of what the actor looked at;
    `merchant_id` is that of merchant staff."""

    at: datetime
    actor: str
    role: str
    move: str
    content_hash: str
    merchant_id: str = ""
    note: str = ""


class SaveWatch(_Effect):
    """An alert as core.alerts.Alert has it: `below` is in `currency` a `unit`; None: of the list."""

    kind: Literal["watch"] = "watch"
    watch_id: str
    merchant_id: str
    sku: str
    below: Decimal
    currency: str
    unit: PriceUnit | None = None
    tier: int | None = None
    term: Term | None = None
    place: PlaceRef | None = None
    expires: date | None = None
    seen: ListRow | None = None
    trouble: str = ""


class CancelWatch(_Effect):
    kind: Literal["cancel_watch"] = "cancel_watch"
    watch_id: str


class RecordHandoff(_Effect):
    kind: Literal["handoff"] = "handoff"
    handoff_id: str
    text: str
    merchant_id: str | None = None


Effect = Annotated[SaveQuotation | SaveWatch | CancelWatch | RecordHandoff, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """Everything that one turn writes. `memory` is what the agent keeps of the conversation, JSON."""

    actor: str
    message: BuyerMessage
    reply: TurnReply
    evidence: Evidence
    memory: JsonObject
    effects: tuple[Effect, ...]
    leaves: tuple[AuditLeaf, ...]
    ledger: tuple[LedgerRow, ...]
