"""The imported port, what happens to its shipments and quotations, and the tools over them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from core.principal import Principal
from core.trade import CostRow, PortBook
from core.turns import (
    JsonObject,
    ToolArgs,
    ToolName,
    ToolResult,
)
from core.values import PlaceRef


class PortData(Protocol):
    """The imported port. `revision` changes with each import."""

    def revision(self) -> str: ...

    def book(self) -> PortBook: ...

    def costs(self, merchant_id: str) -> list[CostRow]:
        """One merchant's costs, for that merchant's own staff."""
        ...


class Gazetteer(Protocol):
    """The places of an imported UN/LOCODE release; it knows none before that."""

    def places(self, name: str) -> tuple[PlaceRef, ...]:
        """The ports whose name, folded as `name` is, or code equals it."""
        ...


class EventStore(Protocol):
    """DCSA Track & Trace 2.2 events as received, by shipment."""

    def add_events(self, events: Sequence[JsonObject]) -> int:
        """Store new events and new versions of known ones; returns how many were new."""
        ...

    def events_of(self, reference: str) -> list[JsonObject]:
        """Events of the shipment with `reference`, oldest eventCreatedDateTime first."""
        ...


class FeedStore(Protocol):
    """How far each carrier's feed was read, and the messages that could not be used."""

    def read_to(self, feed: str) -> datetime | None:
        """The newest eventCreatedDateTime that was read; None before the first time."""
        ...

    def polled(self, feed: str, at: datetime, read_to: datetime | None, trouble: str = "") -> None:
        """Write a round down. `read_to` None leaves the place where it was."""
        ...

    def reject(self, source: str, at: datetime, rejected: Sequence[tuple[str, tuple[str, ...]]]) -> int:
        """Keep messages (body, reasons) of a feed or file, each once; returns how many were new."""
        ...

    def rejected(self, limit: int = 100) -> list[JsonObject]:
        """The newest: rejected_no, source, received_at, body, reasons."""
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
