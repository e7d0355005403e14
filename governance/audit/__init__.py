"""The tamper-evident audit log: an RFC 6962 Merkle tree over the store's leaves, signed as it grows."""

from governance.audit.export import export_jsonl, export_tiles
from governance.audit.note import NoteSigner, NoteVerifier, load_signer
from governance.audit.proof import check_proof
from governance.audit.trail import AuditTrail
from governance.audit.verify import Problem, VerifyReport, verify

__all__ = [
    "AuditTrail",
    "NoteSigner",
    "NoteVerifier",
    "Problem",
    "VerifyReport",
    "check_proof",
    "export_jsonl",
    "export_tiles",
    "load_signer",
    "verify",
]
