"""Audit leaves of a turn: who did what to which resource, and by which rule."""

from agent.parts import Turn
from core.records import AuditLeaf
from core.turns import JsonObject


def leaf(
    turn: Turn,
    action: str,
    resource: str,
    rule: str,
    *,
    allowed: bool = True,
    detail: JsonObject | None = None,
) -> AuditLeaf:
    return AuditLeaf(
        at=turn.parts.clock.now(),
        actor=turn.principal.reader,
        role=turn.principal.role.value,
        action=action,
        resource=resource,
        decision="allow" if allowed else "deny",
        rule=rule,
        turn_id=turn.turn_id,
        detail=detail or {},
    )
