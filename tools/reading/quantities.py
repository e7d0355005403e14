"""Quantities: a number with a unit of sale, and a bare number where nothing else can be meant."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from core.trade import QuantityUnit
from core.values import ProductValue, QuantityValue
from core.words import CJK, is_cjk
from tools.reading.folding import Folded
from tools.reading.glossary import spellings
from tools.reading.numerals import AND_A_HALF, CUSTOMS_MODE, HALF, Number, numbers
from tools.reading.spans import Span

_GROSS = r"gross|g\.?w\.?|brutto|брутто|bruto|brutos|bruta|brutas|brut|bruts|毛重|اجمالي|قائم"
_MASS = {
    QuantityUnit.KG: QuantityUnit.KG_GROSS,
    QuantityUnit.TONNE: QuantityUnit.TONNE_GROSS,
}
_DOTTED_THOUSANDS = re.compile(
    r"(?<!\w)(?:de|del|para|cuanto|precio|quiero|necesito|pour|prix|combien|je|une?|toneladas?|tonnes?)(?!\w)"
)
_LONGEST_LEAD = 60  # characters before a bare number in a message that says little else
_REACH = 8  # characters between goods and their quantity: " of the ", ", "
# What a bare number may not be followed by: measures, dates and things that nobody sells by the carton.
_NOT_A_COUNT = re.compile(
    r"\s*(?:%|percent|cbm|m3|cubic|metre|meter|m2|sqm|ft|feet|inch|cm|mm|ml|mah|gr?(?!\w)|lbs?|oz|days?|weeks?|months?"
    r"|hours?|years?|containers?|teu|feu|am|pm|[:/x]\s?\d|[.,]\d|°|天|日|号|月|年|柜|дн|день|дня|dias?|jours?|يوم|ايام)"
)
_IN_ONE = re.compile(r"(?<!\w)(?:in|into|en|dans|в|во)\s+$")
_ALONE = re.compile(
    r"^\W*(?:(?:and|or|ok|okay|then|what|about|how|if|i|we|take|make|it|just|only|for|say|instead"
    r"|try"
    r"|maybe|now|with|go|to"
    r"|y|si|son|para|de|que|tal|et|pour|si|c'est|avec"
    r"|а|и|если|для|на|или|возьму|و|ماذا|عن|اذا|لو|请问)\W+)*$"
)
_ALONE_AFTER = re.compile(
    r"^(?:\W|then|instead|please|now|only|too|pls|呢|那|尽|谢谢|fine|ok|each|of them|por favor|alors)*$"
)


def find_quantities(text: Folded) -> list[Span]:
    """Numbers with their unit, gross or net weight where it is said; a unit and a half without a number."""
    spans = []
    for number in numbers(text.text):
        match = _unit_pattern().match(text.text, number.end)
        if match and not _is_idiom(text, number, match["unit"]):
            spans.append(_quantity(text, number, match))
    taken = {span.end for span in spans}
    uncounted = [_uncounted(text, match) for match in _uncounted_pattern().finditer(text.text)]
    return spans + [span for span in uncounted if span.end not in taken]


def bare_quantities(text: Folded, taken: Sequence[Span]) -> list[Span]:
    """A number without a unit, beside goods that have no quantity or alone in a short message: cartons.

    `taken` are the spans already read.
    """
    free = [number for number in numbers(text.text) if _is_free(text, number, taken)]
    quantities = [span for span in taken if isinstance(span.value, QuantityValue)]
    goods = [span for span in taken if isinstance(span.value, ProductValue)]
    uncounted = [span for span in goods if not any(_near(text, span, other) for other in quantities)]
    beside = [number for number in free if any(_beside(text, number, span) for span in uncounted)]
    alone = [number for number in free if not quantities and _is_alone(text.text, number)]
    return [_carton_span(text, number) for number in (beside or alone[:1])]


@cache
def _unit_pattern() -> re.Pattern[str]:
    latin = sorted((w for w in spellings("units") if not is_cjk(w)), key=len, reverse=True)
    chinese = sorted((w for w in spellings("units") if is_cjk(w)), key=len, reverse=True)
    unit = rf"(?P<unit>(?:{'|'.join(map(re.escape, latin))})(?![^\W\d_{CJK}])|(?:{'|'.join(chinese)}))"
    net = r"net|neto|netos|нетто|净重|صافي"
    after = (
        rf"(?:\s*\(?(?P<gross>(?:{_GROSS}))(?:\s+weight)?(?!\w)\)?|\s*\(?(?:{net})(?:\s+weight)?(?!\w)\)?)?"
    )
    return re.compile(rf"\s*-?\s*(?:of\s+)?{unit}(?:{AND_A_HALF}|(?P<half_zh>半)|(?P<no_half>)){after}")


@cache
def _uncounted_pattern() -> re.Pattern[str]:
    """`a tonne and a half`, `tonelada y media`; Arabic says two by the ending of the unit."""
    units = "|".join(re.escape(word) for word in spellings("units") if not is_cjk(word) and len(word) > 1)
    pairs = "|".join(re.escape(word) for word in _pairs())
    return re.compile(
        rf"(?<!\w)(?:(?:an?|une?|una)\s+)?(?:(?P<unit>{units}){AND_A_HALF}"
        rf"|(?P<pair>{pairs})(?!\w)(?P<half>{AND_A_HALF})?)"
    )


@cache
def _pairs() -> dict[str, str]:
    """Arabic duals: طنين is two tonnes."""
    arabic = {word: unit for word, unit in spellings("units").items() if "\u0600" <= word[0] <= "\u06ff"}
    return {
        (word[:-1] + "ت" if word.endswith("ه") else word) + ending: unit
        for word, unit in arabic.items()
        for ending in ("ين", "ان")
    }


def _is_idiom(text: Folded, number: Number, unit: str) -> bool:
    """`all in one box`, `one piece of advice`, 一个: one, in words, that counts nothing."""
    if not number.in_words or number.amount != 1:
        return False
    return spellings("units")[unit] == "piece" or bool(_IN_ONE.search(text.before(number.start)))


def _quantity(text: Folded, number: Number, match: re.Match[str]) -> Span:
    unit = QuantityUnit(spellings("units")[match["unit"]])
    gross = match["gross"] or re.search(rf"(?:{_GROSS})(?:\s+weight)?\W*$", text.before(number.start))
    start, end = number.start, match.end()
    half = 0 if match["no_half"] is not None else HALF
    value = QuantityValue(
        amount=_amount(text.text, number, unit) + half,
        unit=_MASS.get(unit, unit) if gross else unit,
        asked=text.asked(start, end),
    )
    return text.span(start, end, value)


def _uncounted(text: Folded, match: re.Match[str]) -> Span:
    if match["unit"]:
        unit, amount = spellings("units")[match["unit"]], 1 + HALF
    else:
        unit, amount = _pairs()[match["pair"]], Decimal(2) + (HALF if match["half"] else 0)
    value = QuantityValue(
        amount=amount, unit=QuantityUnit(unit), asked=text.asked(match.start(), match.end())
    )
    return text.span(match.start(), match.end(), value)


def _amount(text: str, number: Number, unit: QuantityUnit) -> Decimal:
    if unit not in _MASS or _DOTTED_THOUSANDS.search(text):
        return number.as_count()
    return number.amount


def _is_free(text: Folded, number: Number, taken: Sequence[Span]) -> bool:
    span = text.span(number.start, number.end, _carton(text, number))
    return not (
        number.amount == CUSTOMS_MODE
        or (number.in_words and number.amount < 10)
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


def _is_alone(text: str, number: Number) -> bool:
    if number.start > _LONGEST_LEAD:
        return False
    before, after = _ordinals().sub("", text[: number.start]), text[number.end :]
    return bool(_ALONE.match(before) or not before.strip()) and bool(_ALONE_AFTER.match(after))


@cache
def _ordinals() -> re.Pattern[str]:
    """Answers to "which one?", which a number may follow: `the second one, 500`."""
    latin = "|".join(re.escape(word) for word in spellings("ordinals") if not is_cjk(word))
    chinese = "|".join(sorted(filter(is_cjk, spellings("ordinals")), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:the\s+)?(?:{latin})(?:\s+one)?(?!\w)|(?:{chinese})")


def _carton_span(text: Folded, number: Number) -> Span:
    return text.span(number.start, number.end, _carton(text, number))


def _carton(text: Folded, number: Number) -> QuantityValue:
    return QuantityValue(
        amount=number.as_count(),
        unit=QuantityUnit.CARTON,
        asked=text.asked(number.start, number.end),
    )
