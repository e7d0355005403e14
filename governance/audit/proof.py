"""Inclusion proofs that stand alone (C2SP tlog-proof): index, path and checkpoint in one text."""

import base64
import binascii
from collections.abc import Sequence

from core.errors import BadInput
from governance.audit.checkpoint import Checkpoint, open_checkpoint
from governance.audit.merkle import HASH_BYTES, leaf_hash, root_of_inclusion
from governance.audit.note import NoteVerifier

_HEADER = "c2sp.org/tlog-proof@v1"


def proof_text(index: int, path: Sequence[bytes], checkpoint_note: str) -> str:
    lines = [_HEADER, f"index {index}", *(base64.b64encode(sibling).decode() for sibling in path)]
    return "\n".join(lines) + "\n\n" + checkpoint_note


def check_proof(text: str, leaf: bytes, verifier: NoteVerifier) -> tuple[int, Checkpoint]:
    """The leaf's index and the checkpoint it is under. Raises BadInput when the proof does not hold."""
    head, _, note = text.partition("\n\n")
    lines = [line for line in head.split("\n") if not line.startswith("extra ")]
    broken = BadInput("This is no tlog-proof.", hint=f"It begins with {_HEADER}.")
    if len(lines) < 2 or lines[0] != _HEADER or not lines[1].startswith("index "):
        raise broken
    number = lines[1].removeprefix("index ")
    if not (number.isascii() and number.isdigit()):
        raise broken
    try:
        path = [base64.b64decode(line, validate=True) for line in lines[2:]]
    except binascii.Error:
        raise broken from None
    if any(len(sibling) != HASH_BYTES for sibling in path):
        raise broken
    checkpoint = open_checkpoint(note, verifier)
    if root_of_inclusion(int(number), checkpoint.size, leaf_hash(leaf), path) != checkpoint.root:
        raise BadInput(
            f"The proof does not lead from this leaf to the checkpoint of size {checkpoint.size}.",
            hint="The leaf, its index or the proof was altered.",
        )
    return int(number), checkpoint
