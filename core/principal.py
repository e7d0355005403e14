"""Who is asking. A Principal comes from a session or an API key, never from a model or a message."""

from dataclasses import dataclass
from enum import StrEnum

from core.ids import MerchantId, UserId


class Role(StrEnum):
    VISITOR = "visitor"
    BUYER = "buyer"
    MERCHANT = "merchant"
    ADMIN = "admin"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Principal:
    """The authenticated caller. A visitor has no `user_id`; only merchant staff have a `merchant_id`."""

    role: Role
    user_id: UserId | None = None
    merchant_id: MerchantId | None = None
    name: str = ""
    language: str = "en"
    country: str = ""

    @property
    def reader(self) -> str:
        """The reader id that labels use: the user, or `visitor`."""
        return str(self.user_id) if self.user_id else "visitor"


VISITOR = Principal(role=Role.VISITOR)
