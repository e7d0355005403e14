"""The act: code runs the tool on the values behind the handles and turns its result into evidence."""

import asyncio

from agent.arguments import arguments
from agent.calls import TOOL_OF, Call
from agent.leaves import leaf
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
    return decision, leaf(turn, "use", f"Tool/{tool or 'none'}", decision.rule, allowed=decision.allowed)


async def act(turn: Turn, call: Call, understanding: Understanding, text: str) -> ToolResult:
    """The tool's result with what this caller may read of it; without facts for a plain reply or refusal.

    The policy is asked again here: a turn that was cut short may go on after it has changed.
    """
    tool = TOOL_OF[call.verb]
    args = arguments(call, understanding, text)
    if call.verb == "refuse" or not authorize(turn, call)[0].allowed:
        return ToolResult(outcome="not_permitted")
    if tool is None or args is None:
        return ToolResult(outcome="reply")
    context = ToolContext(turn.principal, turn.turn_id, turn.today)
    result = _readable(turn, await asyncio.to_thread(turn.parts.tools[tool], args, context))
    if understanding.asks_1039 and result.outcome == "quoted":
        return result.model_copy(update={"facts": (*result.facts, _CUSTOMS_MODE)})
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
    return [leaf(turn, "read", resource, "shown by the tool") for resource in resources]


def _readable(turn: Turn, result: ToolResult) -> ToolResult:
    """Without the facts that this caller may not read; then without the card, which holds them too."""
    facts = tuple(fact for fact in result.facts if fact.label.may_read(turn.principal))
    others = tuple(fact for fact in result.others if fact.label.may_read(turn.principal))
    if len(facts) == len(result.facts) and len(others) == len(result.others):
        return result
    if len(facts) == len(result.facts):
        return result.model_copy(update={"others": others})
    return result.model_copy(update={"facts": facts, "others": others, "card": None})


_CUSTOMS_MODE = Labelled(
    value=TextFact(role="customs_mode", text="1039"), label=Label(), source="customs mode 1039"
)
