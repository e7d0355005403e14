"""What a buyer asks to have quoted. None means: not said yet."""

from dataclasses import dataclass
from decimal import Decimal

from core.errors import BadInput
from core.money import is_currency
from core.trade import Mode, QuantityUnit, Term
from core.values import PlaceValue

_MOST = Decimal(1_000_000_000)


def is_quotable(quantity: Decimal) -> bool:
    """Above zero and not beyond what any ship carries."""
    return quantity.is_finite() and 0 < quantity <= _MOST


@dataclass(frozen=True, slots=True)
class Line:
    """`asked` is a SKU, MERCHANT/SKU, name or alias. `candidates` are product keys that a reader has
    found for it; None leaves the search to the engine. Raises BadInput unless `is_quotable(quantity)`."""

    asked: str
    quantity: Decimal | None = None
    unit: QuantityUnit = QuantityUnit.CARTON
    candidates: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if self.quantity is not None and not is_quotable(self.quantity):
            raise BadInput(
                f"The quantity {str(self.quantity)!r} of {self.asked!r} cannot be quoted.",
                hint=f"Give a number above 0 and up to {_MOST}.",
            )


@dataclass(frozen=True, slots=True)
class QuoteRequest:
    """`place` holds every port that the named place can mean. `currency` None: the port's own. `rest` are
    goods of the same deal that are sent apart: they count for customs mode 1039 and for nothing else.

    Raises BadInput when there is no line or the currency is not one of ISO 4217.
    """

    lines: tuple[Line, ...]
    term: Term | None = None
    place: PlaceValue | None = None
    currency: str | None = None
    mode: Mode | None = None
    customs_1039: bool = False
    rest: tuple[Line, ...] = ()

    def __post_init__(self) -> None:
        if not self.lines:
            raise BadInput("The request names no goods.", hint="Give at least one line.")
        if self.currency is not None and not is_currency(self.currency):
            raise BadInput(
                f"{self.currency!r} is not a currency.",
                hint="Use an ISO 4217 code such as USD, CNY or EUR.",
            )
