"""The act: code runs the tool on the values behind the handles and turns its result into evidence."""

import asyncio

from agent.arguments import arguments
from agent.calls import TOOL_OF, Call
from agent.parts import Turn
from agent.understanding import Understanding
from core.evidence import Labelled
from core.labels import Label
from core.ports import Decision, Resource, ToolContext
from core.records import AuditLeaf
from core.turns import ToolResult
from core.values import PassageValue, TextFact


def authorize(turn: Turn, call: Call) -> tuple[Decision, AuditLeaf]:
    """The policy's word on this call, and the leaf that records it."""
    tool = TOOL_OF[call.verb]
    if tool is None:
        decision = Decision(allowed=True, rule="no tool is used")
    else:
        decision = turn.parts.policy.decide(turn.principal, "use", Resource("Tool", tool.value), {})
    return decision, _leaf(turn, "use", f"Tool/{tool or 'none'}", decision.allowed, decision.rule)


async def act(turn: Turn, call: Call, understanding: Understanding, text: str) -> ToolResult:
    """The tool's result; for a plain reply or a refusal, one without facts."""
    tool = TOOL_OF[call.verb]
    args = arguments(call, understanding, text)
    if tool is None or args is None:
        return ToolResult(outcome="not_permitted" if call.verb == "refuse" else "reply")
    context = ToolContext(turn.principal, turn.turn_id, turn.today)
    result = await asyncio.to_thread(turn.parts.tools[tool], args, context)
    if understanding.asks_1039 and result.outcome == "quoted":
        return result.model_copy(update={"facts": (*result.facts, _MODE_1039)})
    return result


def accesses(turn: Turn, call: Call, result: ToolResult) -> list[AuditLeaf]:
    """A leaf for each thing that the tool showed: passages with their version, a shipment, a quotation."""
    resources = [
        f"Document/{fact.value.document_id}@{fact.value.version}"
        for fact in result.facts
        if isinstance(fact.value, PassageValue)
    ]
    if call.verb == "track" and result.outcome == "found":
        resources.append(f"Shipment/{result.args.get('reference', '')}")
    resources += [
        f"Quotation/{effect['quotation_id']}"
        for effect in result.effects
        if effect.get("kind") == "quotation"
    ]
    return [_leaf(turn, "read", resource, True, "shown by the tool") for resource in resources]


def readable_facts(turn: Turn, result: ToolResult) -> list[Labelled]:
    """The tool's facts that this caller may read; the others never become evidence."""
    return [fact for fact in result.facts if fact.label.may_read(turn.principal)]


def _leaf(turn: Turn, action: str, resource: str, allowed: bool, rule: str) -> AuditLeaf:
    return AuditLeaf(
        at=turn.parts.clock.now(),
        actor=turn.principal.reader,
        role=turn.principal.role.value,
        action=action,
        resource=resource,
        decision="allow" if allowed else "deny",
        rule=rule,
        turn_id=turn.turn_id,
    )


_MODE_1039 = Labelled(
    value=TextFact(role="customs_mode", text="1039"), label=Label(), source="customs mode 1039"
)
