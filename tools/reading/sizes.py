"""Pack sizes in names and messages: 500 g, half a kilo, 24 cm, 60x60. They tell siblings apart."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from core.measures import MEASURES, decimal_of, measure

_MEASURES = MEASURES | {
    "m": measure("mm", "1000", "m mtr metre metres meter meters metro metros м 米 متر"),
    "pair": measure("pair", "1", "pair pairs pares пар paires 双"),
    "tier": measure("tier", "1", "tier tiers layer layers layered niveles 层"),
}
_HALF = Decimal("0.5")
_LEAST_ORDER_G = 5000  # in wholesale; a carton weighs more


@dataclass(frozen=True, slots=True)
class Size:
    """`key` is the size in its smallest unit, equal for 1 kg and 1000 g; offsets are in the folded text.

    `is_bulk`: in kilograms, so it may be a quantity as well, but for `is_small`, which nobody orders."""

    start: int
    end: int
    key: str
    is_bulk: bool
    is_small: bool = False

    @property
    def unit(self) -> str:
        return self.key.rsplit(" ", 1)[1]


def sizes(text: str) -> list[Size]:
    """Every pack size in folded `text`."""
    return [_size(match) for match in _pattern().finditer(text)]


@cache
def _words() -> dict[str, str]:
    return {word: unit for unit, known in _MEASURES.items() for word in known.words}


@cache
def _pattern() -> re.Pattern[str]:
    words = "|".join(sorted(_words(), key=len, reverse=True))
    number = r"(?<!\w)(?<!\d[.,])\d[\d,]*(?:\.\d+)?|(?<=[^\W\d_a-zа-я])\d[\d,]*(?:\.\d+)?|(?<![\w.,])\.\d+"
    half = r"(?<!\w)(?:half(?:\s+an?)?|medi[oa]|demie?|نصف)[\s-]+|(?<!\w)пол[\s-]?|半"
    return re.compile(
        rf"(?:(?:(?P<number>{number})[\s-]?|(?P<half>{half}))(?P<unit>{words})(?![a-zа-я\u0600-\u06ff])\.?)"
        r"|(?<![\w.,])(?P<wide>\d{1,4})\s?(?:cm|mm)?\s?[xх*]\s?(?P<high>\d{1,4})(?:\s?(?:cm|см|mm|厘米))?(?!\w)"
    )


def _size(match: re.Match[str]) -> Size:
    if match["wide"]:
        return Size(match.start(), match.end(), f"{match['wide']}x{match['high']} area", is_bulk=False)
    said = _words()[match["unit"]]
    known = _MEASURES[said]
    amount = known.amount(_HALF if match["half"] else decimal_of(match["number"]))
    return Size(
        match.start(),
        match.end(),
        f"{amount.normalize():f} {known.base}",
        is_bulk=said in ("kg", "lb"),
        is_small=amount < _LEAST_ORDER_G,
    )
