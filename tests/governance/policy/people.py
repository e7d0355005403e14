"""Callers and resources that the policy's tests share."""

from core.ids import MerchantId, UserId
from core.principal import VISITOR, Principal, Role

BUYER = Principal(Role.BUYER, UserId("zola"))
OTHER_BUYER = Principal(Role.BUYER, UserId("bram"))
STAFF = Principal(Role.MERCHANT, UserId("lin"), MerchantId("M1"))
OTHER_STAFF = Principal(Role.MERCHANT, UserId("wen"), MerchantId("M2"))
LOST_STAFF = Principal(Role.MERCHANT, UserId("ida"))
ADMIN = Principal(Role.ADMIN, UserId("harbour"))
AUDITOR = Principal(Role.AUDITOR, UserId("argus"))
# A caller whose fields contradict each other must not gain by it.
ODD_BUYER = Principal(Role.BUYER, UserId("odd"), MerchantId("M1"))
NAMELESS_BUYER = Principal(Role.BUYER)
NAMELESS_ADMIN = Principal(Role.ADMIN)
INTRUDER = Principal("root", UserId("root"), MerchantId("M1"))  # type: ignore[arg-type]  # no such role

EVERYONE = (
    VISITOR,
    BUYER,
    OTHER_BUYER,
    STAFF,
    OTHER_STAFF,
    LOST_STAFF,
    ADMIN,
    AUDITOR,
    ODD_BUYER,
    NAMELESS_BUYER,
    NAMELESS_ADMIN,
    INTRUDER,
)
