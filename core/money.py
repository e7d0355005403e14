"""Exact money: a Decimal amount with its ISO 4217 currency, rounded half up to the minor unit."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from babel.numbers import get_currency_precision, list_currencies

from core.errors import BadInput

_HUNDREDTH = Decimal("0.01")
_PRECISION = 50  # digits: the quotient of any two prices that a list can hold, and its hundredths


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` in major units of `currency` (ISO 4217 alphabetic code)."""

    amount: Decimal
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise BadInput(
                f"Cannot add {other.currency} to {self.currency}.",
                hint="Convert one of the amounts first.",
            )
        return Money(self.amount + other.amount, self.currency)

    def rounded(self) -> "Money":
        """Rounded half up to the currency's minor unit."""
        return Money(round_minor(self.amount, self.currency), self.currency)

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"


def minor_digits(currency: str) -> int:
    """Decimal digits of the minor unit (ISO 4217): 2 for USD, 0 for JPY, 3 for KWD."""
    return int(get_currency_precision(currency))


def quantum(currency: str) -> Decimal:
    """The smallest amount of `currency`, as a Decimal such as 0.01."""
    return Decimal(1).scaleb(-minor_digits(currency))


def round_minor(amount: Decimal, currency: str) -> Decimal:
    """`amount` rounded half up to the minor unit of `currency`."""
    return amount.quantize(quantum(currency), rounding=ROUND_HALF_UP)


def percent_change(old: Decimal, new: Decimal) -> Decimal:
    """By how many percent `new` is above `old`, rounded half up to 0.01. `old` is not zero."""
    with localcontext(Context(prec=_PRECISION, rounding=ROUND_HALF_UP)):
        return ((new - old) * 100 / old).quantize(_HUNDREDTH)


def is_currency(code: str) -> bool:
    """Whether `code` is an ISO 4217 alphabetic code."""
    return code in list_currencies()
