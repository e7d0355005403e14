"""What a written quotation is made of: the result, who sells, who buys, and where to look at it."""

from dataclasses import dataclass
from datetime import date

from core.trade import Merchant, PortProfile, User
from tools.quotation.outcome import Quoted


@dataclass(frozen=True, slots=True)
class Paper:
    """`number` is the same for all revisions; `state` is one of tools.quotation.life. `sellers` are the
    merchants of the lines; `buyer` is None for a visitor. `url` opens the quotation; it may be empty."""

    quotation_id: str
    number: str
    revision: int
    state: str
    issued: date
    result: Quoted
    profile: PortProfile
    sellers: tuple[Merchant, ...]
    buyer: User | None
    url: str = ""
