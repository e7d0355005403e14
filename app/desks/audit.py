"""The audit desk: leaves, checkpoints, proofs, and the verdict on all of it."""

from core.records import AuditLeaf
from core.turns import JsonObject
from governance.audit import AuditTrail


class TrailDesk:
    """Implements api.services.AuditDesk on an AuditTrail."""

    def __init__(self, trail: AuditTrail) -> None:
        self._trail = trail

    def size(self) -> int:
        return self._trail.size()

    def leaves(self, start: int, end: int) -> list[bytes]:
        return self._trail.leaves(start, end)

    def checkpoint(self) -> str:
        return self._trail.checkpoint()

    def proof(self, index: int) -> JsonObject:
        """The leaf's canonical text, its C2SP tlog-proof and the key to check it with."""
        proof = self._trail.prove(index)
        leaf = self._trail.leaves(index, index + 1)[0].decode()
        return {"index": index, "leaf": leaf, "proof": proof, "verifier_key": self._trail.verifier_key}

    def verify(self) -> tuple[bool, str]:
        report = self._trail.verify()
        return report.ok, str(report)

    def record(self, leaf: AuditLeaf) -> None:
        self._trail.record(leaf)
