"""Audit leaves for what the faces do outside a turn."""

from dataclasses import dataclass

from core.clock import Clock
from core.principal import Principal
from core.records import AuditLeaf
from governance.audit import AuditTrail


@dataclass(frozen=True, slots=True)
class Recorder:
    trail: AuditTrail
    clock: Clock

    def shown(self, principal: Principal, resource: str) -> None:
        """`principal` was shown `resource`."""
        self.trail.record(self.leaf(principal, "read", resource, rule="shown outside a conversation"))

    def leaf(
        self, principal: Principal, action: str, resource: str, *, rule: str, allowed: bool = True
    ) -> AuditLeaf:
        return AuditLeaf(
            at=self.clock.now(),
            actor=principal.reader,
            role=principal.role.value,
            action=action,
            resource=resource,
            decision="allow" if allowed else "deny",
            rule=rule,
        )
