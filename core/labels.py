"""Labels on values: who may read them and how far their origin is trusted.

Joining two labels intersects the readers and takes the lowest integrity (FIDES-style
information-flow labels: confidentiality joins upward, integrity downward).
"""

from collections.abc import Iterable
from enum import IntEnum

from pydantic import BaseModel, ConfigDict

from core.principal import VISITOR, Principal, Role

REGISTERED = "registered"


class Integrity(IntEnum):
    """Origin of a value, least trusted first."""

    UNTRUSTED = 0
    BUYER = 1
    MERCHANT = 2
    PORT = 3


class Label(BaseModel):
    """`readers` None means everyone; otherwise the reader ids that may see the value.

    A reader id is a user id, `merchant:<merchant_id>` for that merchant's staff, or `registered`
    for anyone signed in. `confidential` values never leave the machine.
    """

    model_config = ConfigDict(frozen=True)

    readers: frozenset[str] | None = None
    integrity: Integrity = Integrity.PORT
    confidential: bool = False

    def may_read(self, principal: Principal) -> bool:
        return self.readers is None or not self.readers.isdisjoint(reader_ids(principal))


PUBLIC = Label()


def reader_ids(principal: Principal) -> frozenset[str]:
    """Every reader id that `principal` stands for."""
    ids = {principal.reader}
    if principal.role is not Role.VISITOR:
        ids.add(REGISTERED)
    if principal.role is Role.MERCHANT and principal.merchant_id:
        ids.add(f"merchant:{principal.merchant_id}")
    if principal.role is Role.ADMIN:
        ids.add("admin")
    return frozenset(ids)


def join(labels: Iterable[Label]) -> Label:
    """The label of a value made from values with `labels`; of nothing, the public label."""
    joined = PUBLIC
    for label in labels:
        joined = Label(
            readers=_intersect(joined.readers, label.readers),
            integrity=min(joined.integrity, label.integrity),
            confidential=joined.confidential or label.confidential,
        )
    return joined


def _intersect(a: frozenset[str] | None, b: frozenset[str] | None) -> frozenset[str] | None:
    """Readers of both. `registered` stands for everyone signed in, so it holds the single ids too."""
    if a is None:
        return b
    if b is None:
        return a
    both = a & b
    if REGISTERED in a:
        both |= b - {VISITOR.reader}
    if REGISTERED in b:
        both |= a - {VISITOR.reader}
    return both
