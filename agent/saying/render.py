"""A handle's value as text in a language: numbers and money by its number format, dates as YYYY-MM-DD.

Money is shown with the ISO 4217 code, as trade documents do, and Latin digits in every language.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import assert_never

from babel.numbers import format_decimal

from agent.saying.phrases import Phrases
from core.evidence import Labelled
from core.money import is_currency, minor_digits
from core.turns import FigureShown
from core.values import (
    AmountValue,
    CurrencyValue,
    DateFact,
    DayValue,
    ModeValue,
    NumberFact,
    PassageValue,
    PlaceValue,
    ProductValue,
    QuantityValue,
    ReferenceValue,
    TextFact,
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """`figure` is there when the text shows a number or a date."""

    text: str
    figure: FigureShown | None = None


def render(item: Labelled, phrases: Phrases) -> Rendered:
    """The value of `item` as the buyer reads it."""
    value = item.value
    match value:
        case NumberFact():
            return _number(value.amount, value.unit, item.source, phrases)
        case QuantityValue():
            return _number(value.amount, value.unit.value, item.source, phrases)
        case AmountValue():
            return _number(value.amount, value.currency, item.source, phrases)
        case DateFact() | DayValue():
            return _day(value.day, item.source)
        case TextFact():
            return Rendered(phrases.name(value.role, value.text))
        case ProductValue():
            return Rendered(value.candidates[0].name if len(value.candidates) == 1 else value.asked)
        case PlaceValue():
            return Rendered(_place(value))
        case ModeValue():
            return Rendered(value.mode.value)
        case CurrencyValue():
            return Rendered(value.currency)
        case ReferenceValue():
            return Rendered(value.number)
        case PassageValue():
            return Rendered(value.text)
        case _:
            assert_never(value)


def _number(amount: Decimal, unit: str, source: str, phrases: Phrases) -> Rendered:
    digits = _digits(amount, unit)
    shown = format_decimal(
        amount,
        format=f"#,##0.{'0' * digits[0]}{'#' * (digits[1] - digits[0])}",
        locale=phrases.language,
        numbering_system="latn",
    )
    text = phrases.unit(shown, unit, amount) if unit else shown
    return Rendered(text, FigureShown(text=text, value=f"{amount:f}", unit=unit, source=source))


def _digits(amount: Decimal, unit: str) -> tuple[int, int]:
    """Fewest and most decimals to show. A unit price keeps more than the minor unit has."""
    places = max(0, -int(amount.normalize().as_tuple().exponent))
    if is_currency(unit):
        least = minor_digits(unit)
        return least, max(least, places)
    return 0, places


def _day(day: date, source: str) -> Rendered:
    text = day.isoformat()
    return Rendered(text, FigureShown(text=text, value=text, unit="date", source=source))


def _place(value: PlaceValue) -> str:
    if len(value.candidates) != 1:
        return value.asked
    place = value.candidates[0]
    return f"{place.name}, {place.country}" if place.country else place.name
