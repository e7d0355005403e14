"""Numbers without a unit where only cartons can be meant, and numbers that take an earlier one back."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from core.trade import QuantityUnit, Term
from core.values import CurrencyValue, ModeValue, PlaceValue, ProductValue, QuantityValue, Value
from core.words import is_cjk
from tools.reading.folding import Folded
from tools.reading.glossary import spellings
from tools.reading.numerals import CUSTOMS_MODE, Number, numbers
from tools.reading.spans import Span

_LONGEST_LEAD = 60  # characters before a bare number in a message that says little else
_REACH = 8  # characters between goods and their quantity: " of the ", ", "
# What a bare number may not be followed by: measures, dates and things that nobody sells by the carton.
_NOT_A_COUNT = re.compile(
    r"\s*(?:%|percent|cbm|m3|cubic|metre|meter|m2|sqm|ft|feet|inch|cm|mm|ml|mah|gr?(?!\w)|lbs?|oz|days?|weeks?|months?"
    r"|hours?|years?|containers?|teu|feu|am|pm|[:/x]\s?\d|[.,]\d|°|天|日|号|月|年|柜|дн|день|дня|dias?|jours?|يوم|ايام)"
)
_OF_AN_ORDER = (ProductValue, PlaceValue, ModeValue, CurrencyValue, Term)
# "100 cartons, sorry, I mean 150": the second number takes the first one's place.
_TAKES_BACK = re.compile(
    r"(?:(?<!\w)(?:i meant?|i should have said|make (?:it|that)|rather|scratch that|correction|no,|sorry,?"
    r"|quise decir|quiero decir|digo|mejor dicho|mejor|perdon,?|je veux dire|plutot|pardon,?|disons"
    r"|точнее|вернее|имел в виду|имела в виду|нет,|извините,?|лучше|اقصد|بل|عفوا,?)[\s,:-]*"
    r"|(?:我是说|应该是|说错了|不对|改成|改为)[\s,:是]*)$"
)


def bare_quantities(text: Folded, taken: Sequence[Span]) -> list[Span]:
    """A number without a unit, beside goods that have no quantity or alone in a short message: cartons;
    one that takes a quantity back counts what that counted.

    `taken` are the spans already read.
    """
    free = [number for number in numbers(text.text) if _is_free(text, number, taken)]
    quantities = [span for span in taken if isinstance(span.value, QuantityValue)]
    goods = [span for span in taken if isinstance(span.value, ProductValue)]
    uncounted = [span for span in goods if not any(_near(text, span, other) for other in quantities)]
    if quantities and (again := [number for number in free if _takes_back(text, number.start)]):
        return [_span(text, number) for number in again]
    beside = [number for number in free if any(_beside(text, number, span) for span in uncounted)]
    rest = _without_order(text, taken)
    alone = [number for number in free if not quantities and _is_alone(rest, number)]
    return [_span(text, number) for number in (beside or alone[:1])]


def as_meant(text: Folded, spans: Sequence[Span]) -> tuple[Span, ...]:
    """`spans` with a quantity that is taken back as the one that is meant instead."""
    meant = list(spans)
    first: int | None = None
    for second, span in enumerate(spans):
        if not isinstance(span.value, QuantityValue):
            continue
        if first is not None and _takes_back(text, bisect_left(text.starts, span.start)):
            value = _in_place_of(meant[first].value, span.value)
            meant[first], meant[second] = replace(meant[first], value=value), replace(span, value=value)
        first = second
    return tuple(meant)


def _in_place_of(before: Value | Term, after: QuantityValue) -> QuantityValue:
    """`after`, when it is a bare number, with the unit of what it takes back."""
    if not isinstance(before, QuantityValue) or any(map(str.isalpha, after.asked)):
        return after
    return after.model_copy(update={"unit": before.unit})


def _takes_back(text: Folded, start: int) -> bool:
    return bool(_TAKES_BACK.search(text.before(start)))


def _is_free(text: Folded, number: Number, taken: Sequence[Span]) -> bool:
    span = _span(text, number)
    return not (
        number.amount == CUSTOMS_MODE
        or (number.in_words and number.amount < 10)
        or text.text[number.start : number.end] == "once"  # eleven in Spanish, but not in English
        or any(span.overlaps(other) for other in taken)
        or _NOT_A_COUNT.match(text.text, number.end)
    )


def _near(text: Folded, goods: Span, quantity: Span) -> bool:
    """Whether `quantity` is that of `goods`: before them without a comma, or after them."""
    if quantity.end <= goods.start:
        gap = text.original[quantity.end : goods.start]
        return len(gap) < _REACH and not set(gap) & set(",;，、")
    return quantity.start - goods.end < _REACH


def _beside(text: Folded, number: Number, goods: Span) -> bool:
    """Directly before or after the goods, with at most a sign or `of` between."""
    start, end = text.bounds(number.start, number.end)
    if start < goods.start:
        return bool(re.fullmatch(r"\s*(?:x|of|de|the)?\s*", text.original[end : goods.start]))
    return bool(re.fullmatch(r"\W{0,3}(?:x\s?)?", text.original[goods.end : start]))


def _without_order(text: Folded, taken: Sequence[Span]) -> str:
    """The folded text with blanks for goods, places, terms, modes and currencies."""
    inside = {
        at for span in taken if isinstance(span.value, _OF_AN_ORDER) for at in range(span.start, span.end)
    }
    return "".join(" " if at in inside else sign for sign, at in zip(text.text, text.starts, strict=True))


def _is_alone(text: str, number: Number) -> bool:
    """Whether `text` says nothing beside `number` but such words as stand around a number of cartons."""
    if number.start > _LONGEST_LEAD:
        return False
    said = (_aside("before").sub(" ", text[: number.start]), _aside("after").sub(" ", text[number.end :]))
    return not any(re.search(r"\w", left) for left in said)


@cache
def _aside(side: str) -> re.Pattern[str]:
    known = [word for word, kind in spellings("asides").items() if kind in (side, "both")]
    if side == "before":
        known += spellings("ordinals")  # an answer to "which one?", which a number may follow
    latin = "|".join(re.escape(word) for word in sorted(known, key=len, reverse=True) if not is_cjk(word))
    chinese = "|".join(sorted(filter(is_cjk, known), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{latin})(?!\w)|(?:{chinese})")


def _span(text: Folded, number: Number) -> Span:
    value = QuantityValue(
        amount=number.as_count(),
        unit=QuantityUnit.CARTON,
        asked=text.asked(number.start, number.end),
    )
    return text.span(number.start, number.end, value)
