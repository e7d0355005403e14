"""Fakes of the ports of core/ports that more than one room's tests need."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from core.errors import NotFound
from core.filters import Always, Never, RowFilter
from core.ports import Decision, InferenceUsage, Resource, StoredMessage, ToolContext
from core.principal import Principal
from core.records import LedgerRow, TurnRecord
from core.turns import JsonObject, ToolArgs, ToolName, ToolResult, TurnReply

NOW = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)


class FakeConversations:
    """Conversations in memory. `fail_next_commit` makes one commit fail as a lost database would."""

    def __init__(self) -> None:
        self.owners: dict[str, str] = {}
        self.records: list[TurnRecord] = []
        self.fail_next_commit: Exception | None = None

    def open(self, principal: Principal, channel: str) -> str:
        name = f"c{len(self.owners)}"
        self.owners[name] = principal.reader
        return name

    def owner(self, conversation_id: str) -> str:
        if conversation_id not in self.owners:
            raise NotFound(f"There is no conversation {conversation_id!r}.")
        return self.owners[conversation_id]

    def messages(self, conversation_id: str) -> list[StoredMessage]:
        return []

    def memory(self, conversation_id: str) -> JsonObject:
        mine = [r for r in self.records if r.message.conversation_id == conversation_id]
        return mine[-1].memory if mine else {}

    def finished_turn(self, conversation_id: str, message_id: str) -> TurnReply | None:
        for record in self.records:
            if (record.message.conversation_id, record.message.message_id) == (conversation_id, message_id):
                return record.reply
        return None

    def commit_turn(self, record: TurnRecord) -> TurnReply:
        if self.fail_next_commit:
            error, self.fail_next_commit = self.fail_next_commit, None
            raise error
        self.records.append(record)
        return record.reply


@dataclass
class FakeTool:
    """Gives `result` and remembers what it was called with. `fail_next` makes one call fail."""

    name: ToolName
    result: ToolResult
    calls: list[tuple[ToolArgs, ToolContext]] = field(default_factory=list)
    fail_next: Exception | None = None

    def __call__(self, args: ToolArgs, context: ToolContext) -> ToolResult:
        if self.fail_next:
            error, self.fail_next = self.fail_next, None
            raise error
        self.calls.append((args, context))
        return self.result


@dataclass
class FakePolicy:
    """Allows the named tools to everyone; `seen` counts decisions by tool."""

    tools: frozenset[str] = frozenset(ToolName)
    revoked: set[str] = field(default_factory=set)

    def decide(
        self, principal: Principal, action: str, resource: Resource, context: Mapping[str, object]
    ) -> Decision:
        allowed = resource.id in self.tools and resource.id not in self.revoked
        return Decision(allowed=allowed, rule="fake")

    def filter(self, principal: Principal, action: str, resource_type: str) -> RowFilter:
        return Always() if self.tools else Never()


class FakePricing:
    """One cent an inference."""

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
    ) -> LedgerRow:
        cent = Decimal("0.01")
        return LedgerRow(
            at=NOW,
            turn_id=turn_id,
            conversation_id=conversation_id,
            actor=actor,
            purpose=purpose,
            model=model,
            input_tokens=usage.input_tokens,
            cached_tokens=usage.cached_tokens,
            output_tokens=usage.output_tokens,
            queue_s=usage.queue_s,
            prefill_s=usage.prefill_s,
            decode_s=usage.decode_s,
            busy_s=usage.busy_s,
            energy_wh=cent,
            marginal=cent,
            allocated=cent,
            fully_loaded=cent,
            currency="USD",
            rate_card="fake",
            cpu_s=usage.cpu_s,
            thinking_tokens=usage.thinking_tokens,
            tier=tier,
            outcome=outcome,
        )
