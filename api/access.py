"""Permission for what the routes themselves do: the policy decides, and the audit log hears of it."""

from api.services import Services
from core.errors import NotFound, NotPermitted
from core.ports import Resource
from core.principal import Principal
from core.records import AuditLeaf
from core.turns import ToolName

AUDIT_LOG = Resource("AuditLog", "audit")
LEDGER = Resource("Ledger", "ledger")
EVENT_FEED = Resource("EventFeed", "events")
PRICE_ALERTS = Resource("Tool", ToolName.PRICE_WATCH.value)


def authorise(services: Services, principal: Principal, action: str, resource: Resource) -> None:
    """Records the decision. Raises NotPermitted when it is no."""
    decision = services.policy.decide(principal, action, resource, {})
    services.audit.record(
        AuditLeaf(
            at=services.clock.now(),
            actor=principal.reader,
            role=principal.role.value,
            action=action,
            resource=f"{resource.type}/{resource.id}",
            decision="allow" if decision.allowed else "deny",
            rule=decision.rule,
        )
    )
    if not decision.allowed:
        raise NotPermitted(
            f"A {principal.role.value} may not do {action!r} here.",
            hint="Sign in as somebody who may, or ask the port.",
        )


def may_have_alerts(services: Services, principal: Principal) -> bool:
    """Whoever may set price alerts is shown the way to them."""
    return services.policy.decide(principal, "use", PRICE_ALERTS, {}).allowed


def own_conversation(services: Services, principal: Principal, conversation_id: str) -> None:
    """Raises the same NotFound for a conversation of somebody else as for none."""
    missing = NotFound(
        f"There is no conversation {conversation_id!r} of yours.",
        hint="Open a new one; if it was yours, your sign-in may have ended.",
    )
    try:
        owner = services.conversations.owner(conversation_id)
    except NotFound:
        raise missing from None
    if owner != principal.reader:
        raise missing
