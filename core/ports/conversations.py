"""Threads, and the agent as the faces see it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal, Protocol

from core.principal import Principal
from core.records import TurnRecord
from core.turns import (
    BuyerMessage,
    JsonObject,
    TurnEvent,
    TurnReply,
)


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
