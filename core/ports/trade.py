"""The imported port, what happens to its shipments and quotations, and the tools over them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from core.principal import Principal
from core.trade import CostRow, PortBook
from core.turns import (
    JsonObject,
    ToolArgs,
    ToolName,
    ToolResult,
)


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


@dataclass(frozen=True, slots=True)
class ToolContext:
    """What the runtime gives a tool; none of it comes from a model. `turn_id` keys what it writes."""

    principal: Principal
    turn_id: str
    today: date


class Tool(Protocol):
    name: ToolName

    def __call__(self, args: ToolArgs, context: ToolContext) -> ToolResult: ...
