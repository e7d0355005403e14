"""Quantities: a number with a unit of sale. Numbers without one are in counts."""

import re
from decimal import Decimal
from functools import cache

from core.trade import QuantityUnit
from core.values import QuantityValue
from core.words import CJK, is_cjk
from tools.reading.folding import Folded
from tools.reading.glossary import spellings
from tools.reading.numerals import AND_A_HALF, HALF, Number, numbers
from tools.reading.spans import Span

_GROSS = r"gross|g\.?w\.?|brutto|брутто|bruto|brutos|bruta|brutas|brut|bruts|毛重|اجمالي|قائم"
_MASS = {
    QuantityUnit.KG: QuantityUnit.KG_GROSS,
    QuantityUnit.TONNE: QuantityUnit.TONNE_GROSS,
}
_KG_PER_POUND = Decimal("0.45359237")  # by definition (international yard and pound agreement, 1959)
_MEASURES = frozenset({"cbm", "lb"})
# What tells a size or a limit from what is ordered: minimum 1 cbm, a carton is 0.05 cbm, 25 lb bags.
_LIMIT_BEFORE = re.compile(
    r"(?:(?<!\w)(?:min|minimum|minimo|max|maximum|maximo|per|every|size|capacity|holds?|takes?|минимум|максимум)"
    r"|(?:carton|box|bag|container|40hq|20gp|коробка|ящик|箱)\W+(?:is|has|es|est|=)|最低|最少|起|每|第|容量|=)[\s:]*$"
)
_SIZE_AFTER = re.compile(
    r"\s*(?:/|\)|each(?!\s+of)(?!\w)|per(?!\w)|a (?:carton|piece|box)|right|minimum"
    r"|(?:bags?|packs?|box(?:es)?|sacks?)(?!\w)|см|дм|мм|厘|分|毫|英|公分|起|以上|以下|的箱)"
)
_GOODS_AFTER = re.compile(r"\s*(?:of|de|des|du|d['’]|的|[^\W\d_])")
_DOTTED_THOUSANDS = re.compile(
    r"(?<!\w)(?:de|del|para|cuanto|precio|quiero|necesito|pour|prix|combien|je|une?|toneladas?|tonnes?)(?!\w)"
)
_IN_ONE = re.compile(r"(?<!\w)(?:in|into|en|dans|в|во)\s+$")


def find_quantities(text: Folded) -> list[Span]:
    """Numbers with their unit, gross or net weight where it is said; a unit and a half without a number.

    Volumes and pounds are often sizes or limits: beside another quantity they count where goods follow.
    """
    spans, measures = [], []
    for number in numbers(text.text):
        match = _unit_pattern().match(text.text, number.end)
        if match is None or _is_idiom(text, number, match["unit"]):
            continue
        if spellings("units")[match["unit"]] not in _MEASURES:
            spans.append(_quantity(text, number, match))
        elif not _is_size(text, number, match):
            measures.append(_quantity(text, number, match))
    spans += [span for span in measures if not spans or _GOODS_AFTER.match(text.original, span.end)]
    taken = {span.end for span in spans}
    uncounted = [_uncounted(text, match) for match in _uncounted_pattern().finditer(text.text)]
    return spans + [span for span in uncounted if span.end not in taken]


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


def _is_size(text: Folded, number: Number, match: re.Match[str]) -> bool:
    before = text.before(number.start)
    return bool(_LIMIT_BEFORE.search(before) or _SIZE_AFTER.match(text.text, match.end()))


def _quantity(text: Folded, number: Number, match: re.Match[str]) -> Span:
    unit, factor = _unit(spellings("units")[match["unit"]])
    gross = match["gross"] or re.search(rf"(?:{_GROSS})(?:\s+weight)?\W*$", text.before(number.start))
    start, end = number.start, match.end()
    half = 0 if match["no_half"] is not None else HALF
    value = QuantityValue(
        amount=(_amount(text.text, number, unit) + half) * factor,
        unit=_MASS.get(unit, unit) if gross else unit,
        asked=text.asked(start, end),
    )
    return text.span(start, end, value)


def _uncounted(text: Folded, match: re.Match[str]) -> Span:
    if match["unit"]:
        unit, factor = _unit(spellings("units")[match["unit"]])
        amount = (1 + HALF) * factor
    else:
        unit = QuantityUnit(_pairs()[match["pair"]])
        amount = Decimal(2) + (HALF if match["half"] else 0)
    value = QuantityValue(amount=amount, unit=unit, asked=text.asked(match.start(), match.end()))
    return text.span(match.start(), match.end(), value)


def _unit(meaning: str) -> tuple[QuantityUnit, Decimal]:
    """The unit of sale behind a unit that is read, and how many of it one is."""
    if meaning == "lb":
        return QuantityUnit.KG, _KG_PER_POUND
    return QuantityUnit(meaning), Decimal(1)


def _amount(text: str, number: Number, unit: QuantityUnit) -> Decimal:
    if unit not in _MASS or _DOTTED_THOUSANDS.search(text):
        return number.as_count()
    return number.amount
