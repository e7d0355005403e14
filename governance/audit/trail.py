"""The audit trail of a running house: leaves in, signed checkpoints and proofs out."""

import threading

from core.errors import BadInput, NotFound, SystemFault
from core.ports import LeafLog
from core.records import AuditLeaf
from governance.audit.checkpoint import Checkpoint, open_checkpoint
from governance.audit.note import NoteSigner
from governance.audit.proof import proof_text
from governance.audit.tree import LogTree
from governance.audit.verify import VerifyReport, verify

MAX_LEAF_BYTES = 65_535
"""A tlog-tiles entry has a 16-bit length (C2SP tlog-tiles, log entries)."""


class AuditTrail:
    """One log with one key. Its origin is the key's name. Safe to use from several threads."""

    def __init__(self, log: LeafLog, signer: NoteSigner) -> None:
        self._log = log
        self._signer = signer
        self._tree = LogTree()
        self._lock = threading.Lock()
        self._newest: tuple[Checkpoint, str] | None = None

    @property
    def verifier_key(self) -> str:
        """The public key as a note verifier key: what an auditor needs, and nothing secret."""
        return str(self._signer.verifier)

    def record(self, leaf: AuditLeaf) -> None:
        """Append `leaf` at once. The leaves of a turn come with its commit instead."""
        check_length(leaf)
        self._log.append([leaf])

    def size(self) -> int:
        return self._log.size()

    def leaves(self, start: int, end: int) -> list[bytes]:
        return self._log.leaves(start, end)

    def checkpoint(self) -> str:
        """The signed checkpoint of the log as it is now; an unchanged log keeps the one it has.

        Raises SystemFault when the log disagrees with what was signed before: nothing is signed then.
        """
        with self._lock:
            return self._signed()[1]

    def prove(self, index: int) -> str:
        """Inclusion of leaf `index` in the log as it is now, as a C2SP tlog-proof. Raises NotFound."""
        with self._lock:
            checkpoint, note = self._signed()
            if not 0 <= index < checkpoint.size:
                raise NotFound(
                    f"The audit log has no leaf {index}.", hint=f"It has {checkpoint.size} leaves, from 0."
                )
            return proof_text(index, self._tree.inclusion(index, checkpoint.size), note)

    def verify(self) -> VerifyReport:
        return verify(self._log, self._signer.verifier)

    def _signed(self) -> tuple[Checkpoint, str]:
        if self._newest is None:
            self._newest = self._resume()
        self._tree.catch_up(self._log)
        if self._newest is None or self._newest[0].size != self._tree.size:
            self._newest = self._sign()
        return self._newest

    def _resume(self) -> tuple[Checkpoint, str] | None:
        """The newest stored checkpoint, once the log has been found to agree with it."""
        stored = self._log.checkpoints()
        if not stored:
            return None
        note = stored[-1][1]
        self._tree.catch_up(self._log)
        try:
            checkpoint = open_checkpoint(note, self._signer.verifier)
        except BadInput as error:
            raise _disagrees(error.message) from error
        if checkpoint.size > self._tree.size or self._tree.root(checkpoint.size) != checkpoint.root:
            raise _disagrees(f"The leaves do not give the root signed at size {checkpoint.size}.")
        return checkpoint, note

    def _sign(self) -> tuple[Checkpoint, str]:
        checkpoint = Checkpoint(self._signer.name, self._tree.size, self._tree.root())
        note = self._signer.sign(checkpoint.text())
        self._log.save_checkpoint(checkpoint.size, note)
        return checkpoint, note


def check_length(leaf: AuditLeaf) -> None:
    """Raises SystemFault for a leaf that is longer than a log entry can be."""
    length = len(leaf.canonical())
    if length > MAX_LEAF_BYTES:
        raise SystemFault(
            f"An audit leaf for {leaf.action!r} has {length} bytes; {MAX_LEAF_BYTES} is the most.",
            hint="Put a digest into its detail instead of the content.",
        )


def _disagrees(reason: str) -> SystemFault:
    return SystemFault(
        f"The audit log does not agree with its newest checkpoint. {reason}",
        hint="Run `quayside audit verify`; nothing is signed until this is settled.",
    )
