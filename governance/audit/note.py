"""Signed notes (C2SP signed-note) with Ed25519 keys, and the text form of their keys.

Key texts are those of Go's golang.org/x/mod/sumdb/note, which other verifiers read:
`<name>+<key id, 8 hex digits>+<base64 of 0x01 and the 32 bytes>`, the secret one after `PRIVATE+KEY+`.
"""

import base64
import binascii
import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from core.errors import BadInput, StoreUnavailable, SystemFault

_ED25519 = b"\x01"
_SIGNER_PREFIX = "PRIVATE+KEY+"
_DASH = "\u2014"


@dataclass(frozen=True, slots=True)
class NoteVerifier:
    """Checks notes of one key. `str()` gives the verifier key to hand to an auditor."""

    name: str
    public_key: bytes

    @classmethod
    def parse(cls, text: str) -> "NoteVerifier":
        """Raises BadInput for anything but a whole Ed25519 verifier key."""
        name, key_id, key = _key_parts(text)
        verifier = cls(name, key)
        if verifier.key_id.hex() != key_id:
            raise BadInput(f"The verifier key {text!r} was altered.", hint="Copy the whole key again.")
        return verifier

    @property
    def key_id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public_key).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_base64(_ED25519 + self.public_key)}"

    def open(self, note: str) -> str:
        """The signed text. Raises BadInput when no signature of this key is there or one is wrong."""
        text, separator, tail = note.rpartition("\n\n")
        signed = (text + "\n").encode()
        ours = [line for line in tail.split("\n") if line.startswith(f"{_DASH} {self.name} ")]
        found = [_signature(line) for line in ours]
        signatures = [raw[4:] for raw in found if raw[:4] == self.key_id]
        if not separator or not signatures:
            raise BadInput(
                f"The note has no signature of {self.name!r}.", hint="Check it with its own key."
            )
        for signature in signatures:
            try:
                Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, signed)
            except InvalidSignature:
                raise BadInput(
                    f"The signature of {self.name!r} does not fit the note.",
                    hint="The text or the signature was altered.",
                ) from None
        return text + "\n"


@dataclass(frozen=True, slots=True)
class NoteSigner:
    """Signs notes. Its secret never shows in a repr."""

    name: str
    seed: bytes = field(repr=False)

    @property
    def verifier(self) -> NoteVerifier:
        return NoteVerifier(self.name, self._key().public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The signed note of `text`, which ends in a newline."""
        signature = self.verifier.key_id + self._key().sign(text.encode())
        return f"{text}\n{_DASH} {self.name} {_base64(signature)}\n"

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def load_signer(path: Path, name: str) -> NoteSigner:
    """The key at `path`; at the first start a new one for `name`, readable by its owner alone.

    Raises SystemFault when others may read the file or it holds no key, StoreUnavailable when the disk
    refuses.
    """
    try:
        if not path.exists():
            _write_new(path, name)
        if path.stat().st_mode & 0o077:
            raise SystemFault(
                f"Others may read the audit key {str(path)!r}.", hint=f"Run `chmod 600 {path}`."
            )
        text = path.read_text("utf-8").strip()
    except OSError as error:
        raise StoreUnavailable(
            f"The audit key {str(path)!r} cannot be read or written: {error.strerror}.",
            hint="Check the folder's permissions and the free space.",
        ) from error
    return _parse_signer(text, path)


def _parse_signer(text: str, path: Path) -> NoteSigner:
    broken = SystemFault(
        f"The file {str(path)!r} holds no audit key.",
        hint="Restore it from a backup; a new key would not fit the checkpoints already signed.",
    )
    if not text.startswith(_SIGNER_PREFIX):
        raise broken
    try:
        name, key_id, seed = _key_parts(text.removeprefix(_SIGNER_PREFIX))
    except BadInput:
        raise broken from None
    signer = NoteSigner(name, seed)
    if signer.verifier.key_id.hex() != key_id:
        raise broken
    return signer


def _write_new(path: Path, name: str) -> None:
    if not name or "+" in name or any(char.isspace() for char in name):
        raise BadInput(f"{name!r} cannot name a key.", hint="Leave out spaces and plus signs.")
    seed = Ed25519PrivateKey.generate().private_bytes_raw()
    key_id = NoteSigner(name, seed).verifier.key_id.hex()
    path.parent.mkdir(parents=True, exist_ok=True)
    # A half-written key must never be taken for one: written apart, then linked into place at once.
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(f"{_SIGNER_PREFIX}{name}+{key_id}+{_base64(_ED25519 + seed)}\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _key_parts(text: str) -> tuple[str, str, bytes]:
    """Name, key id in hex, the 32 bytes of the key."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    try:
        raw = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raw = b""
    if not name or raw[:1] != _ED25519 or len(raw) != 33:
        raise BadInput("This is no Ed25519 note key.", hint="It looks like name+1a2b3c4d+AR….")
    return name, key_id, raw[1:]


def _signature(line: str) -> bytes:
    try:
        return base64.b64decode(line.rpartition(" ")[2], validate=True)
    except binascii.Error:
        return b""


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
