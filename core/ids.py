"""Identifier types. Each is a plain string at run time and a type of its own for the checker."""

from base64 import b32encode
from hashlib import sha256
from typing import NewType

UserId = NewType("UserId", str)
MerchantId = NewType("MerchantId", str)
DocumentId = NewType("DocumentId", str)
Handle = NewType("Handle", str)


def derived_id(prefix: str, *parts: str) -> str:
    """`prefix-` and ten characters that `parts` decide: the same act of a turn gets the same id again."""
    digest = sha256("\n".join(parts).encode()).digest()
    return f"{prefix}-{b32encode(digest).decode()[:10]}"
