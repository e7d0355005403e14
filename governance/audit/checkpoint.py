"""Checkpoints (C2SP tlog-checkpoint): origin, tree size and root of the log, signed as a note."""

import base64
import binascii
from dataclasses import dataclass

from core.errors import BadInput
from governance.audit.merkle import HASH_BYTES
from governance.audit.note import NoteVerifier


@dataclass(frozen=True, slots=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def open_checkpoint(note: str, verifier: NoteVerifier) -> Checkpoint:
    """The checkpoint in a signed note. Raises BadInput when signature or text is wrong."""
    lines = verifier.open(note).split("\n")
    broken = BadInput(f"The note {note[:80]!r} is no checkpoint.", hint="Give a C2SP tlog-checkpoint.")
    if len(lines) < 4:
        raise broken
    origin, size, root = lines[:3]
    try:
        raw = base64.b64decode(root, validate=True)
    except binascii.Error:
        raise broken from None
    if (
        not origin
        or not (size.isascii() and size.isdigit())
        or str(int(size)) != size
        or len(raw) != HASH_BYTES
    ):
        raise broken
    if origin != verifier.name:
        raise BadInput(
            f"The checkpoint is of {origin!r}, not of {verifier.name!r}.", hint="Use its own key."
        )
    return Checkpoint(origin, int(size), raw)
