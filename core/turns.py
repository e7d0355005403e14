"""What passes between the channels, the agent and the tools in one turn."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from core.evidence import Labelled
from core.trade import Mode, Risk, Term
from core.values import (
    AmountValue,
    PlaceValue,
    ProductValue,
    QuantityValue,
    ReferenceValue,
)

JsonObject = dict[str, Any]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class ToolName(StrEnum):
    QUOTE = "quote"
    TRACK = "track"
    SEARCH = "search"
    PRICE_WATCH = "price_watch"
    HANDOFF = "handoff"


class BuyerMessage(_Frozen):
    """A message as a channel hands it in. `message_id` is the channel's own: the same id is one turn."""

    conversation_id: str
    message_id: str
    text: str
    channel: str = "web"
    received_at: datetime


class QuoteLine(_Frozen):
    product: ProductValue
    quantity: QuantityValue | None = None


class QuoteArgs(_Frozen):
    """None: the buyer did not say. The tool answers with what is missing. `in_two`: half is to be sent now
    and half later. `risk` is why a person has to look at goods named beside them."""

    lines: tuple[QuoteLine, ...]
    term: Term | None = None
    place: PlaceValue | None = None
    mode: Mode | None = None
    currency: str | None = None
    customs_1039: bool = False
    in_two: bool = False
    risk: Risk | None = None


class TrackArgs(_Frozen):
    reference: ReferenceValue | None = None


class SearchArgs(_Frozen):
    """`text` is the buyer's own words; no model writes it. Candidates in play narrow nothing but rank.

    `merchant_ids`: merchants that the conversation is about when the words name none, such as those of
    the documents cited last.
    """

    text: str
    products: tuple[ProductValue, ...] = ()
    merchant_ids: tuple[str, ...] = ()


class WatchArgs(_Frozen):
    """`cancel` ends the caller's newest alert (on `product`, when one is named).

    `quantity` says which tier counts, `term` and `place` that the delivered price is meant, and `until` is
    the alert's last day.
    """

    product: ProductValue | None = None
    below: AmountValue | None = None
    cancel: bool = False
    quantity: QuantityValue | None = None
    term: Term | None = None
    place: PlaceValue | None = None
    until: date | None = None


class HandoffArgs(_Frozen):
    """`text` is the buyer's message, handed on as it is."""

    text: str


ToolArgs = QuoteArgs | TrackArgs | SearchArgs | WatchArgs | HandoffArgs


class ToolResult(_Frozen):
    """What a tool found.

    `args`: the arguments as resolved, JSON (contracts, the evaluation file). `facts`: labelled facts,
    passages, places or products that become evidence, in the order of their weight. `card`: JSON that
    the faces draw. `ask`: the buyer has to answer a question before the tool can do more. `effects`:
    JSON of core.records.Effect, written when the turn ends and not before. `others`: passages that may
    answer as well and were left out, likeliest first.
    """

    outcome: str
    args: JsonObject = {}
    facts: tuple[Labelled, ...] = ()
    card: JsonObject | None = None
    ask: bool = False
    effects: tuple[JsonObject, ...] = ()
    others: tuple[Labelled, ...] = ()


class ToolCallRecord(_Frozen):
    tool: str
    args: JsonObject
    outcome: str


class Citation(_Frozen):
    """`marker` is the number that the answer's text shows in brackets."""

    marker: int
    file_name: str
    title: str
    heading: str = ""
    page: int | None = None
    version: str = ""
    quote: str = ""


class FigureShown(_Frozen):
    """A figure as the answer shows it: `text` as printed, `value` plain, `source` what it came from."""

    text: str
    value: str
    unit: str
    source: str


class CostShown(_Frozen):
    amount: Decimal
    currency: str
    basis: str


class UsageShown(_Frozen):
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    inferences: int = 0
    cost: CostShown
    energy_wh: Decimal
    ms: int


class TurnReply(_Frozen):
    """The answer to one message (contracts, HTTP)."""

    turn_id: str
    conversation_id: str
    answer: str
    outcome: str
    ask: bool = False
    citations: tuple[Citation, ...] = ()
    tool_calls: tuple[ToolCallRecord, ...] = ()
    figures: tuple[FigureShown, ...] = ()
    quote: JsonObject | None = None
    shipment: JsonObject | None = None
    handoff: bool = False
    usage: UsageShown
    ai_generated: bool = True


class TokenEvent(_Frozen):
    """A piece of the answer that has passed the check."""

    text: str


class ToolEvent(_Frozen):
    tool: str
    outcome: str


class CardEvent(_Frozen):
    """`type` is quote, shipment or citations."""

    type: str
    card: JsonObject


class AnswerEvent(_Frozen):
    reply: TurnReply


TurnEvent = TokenEvent | ToolEvent | CardEvent | AnswerEvent
