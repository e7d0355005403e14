"""Pack sizes in names and messages: 500 g, half a kilo, 24 cm, 60x60. They tell siblings apart."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

_UNITS = {
    "g": ("g", Decimal(1)),
    "kg": ("g", Decimal(1000)),
    "ml": ("ml", Decimal(1)),
    "cl": ("ml", Decimal(10)),
    "l": ("ml", Decimal(1000)),
    "mm": ("mm", Decimal(1)),
    "cm": ("mm", Decimal(10)),
    "m": ("mm", Decimal(1000)),
    "in": ("mm", Decimal("25.4")),
    "oz": ("g", Decimal("28.349523125")),
    "lb": ("g", Decimal("453.59237")),
    "mah": ("mah", Decimal(1)),
    "w": ("w", Decimal(1)),
    "pair": ("pair", Decimal(1)),
    "tier": ("tier", Decimal(1)),
}
# Goods are made in whole centimetres and grams: a 12 inch wok is one of 30 cm, a pound pack one of 454 g.
_TO_METRIC = {"in": 10, "oz": 1, "lb": 1}
_HALF = Decimal("0.5")
_LEAST_ORDER_G = 5000  # in wholesale; a carton weighs more
_SPELLINGS = {
    "g": "g gr grs gm gms gram grams gramme grammes gramo gramos гр г грамм граммов 克 جرام غرام غ جم",
    "kg": "kg kgs kilo kilos kilogram kilograms кг кило 公斤 千克 كيلو كغ كجم كغم",
    "ml": "ml mls мл 毫升 مل",
    "cl": "cl",
    "l": "l ltr litre litres liter liters litro litros л литр литра 升 لتر",
    "mm": "mm мм 毫米",
    "cm": "cm cms см 厘米 公分 سم",
    "m": "m mtr metre metres meter meters metro metros м 米 متر",
    "in": "inch inches pulgadas pulgada pouces pouce дюйм дюйма дюймов 英寸 بوصه",
    "oz": "oz ounce ounces onzas 盎司",
    "lb": "lb lbs",
    "mah": "mah мач 毫安",
    "w": "w watt watts вт",
    "pair": "pair pairs pares пар paires 双",
    "tier": "tier tiers layer layers layered niveles 层",
}


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
    return {word: unit for unit, words in _SPELLINGS.items() for word in words.split()}


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
    unit, factor = _UNITS[said]
    amount = (_HALF if match["half"] else _decimal(match["number"])) * factor
    if said in _TO_METRIC:
        amount = (amount / _TO_METRIC[said]).to_integral_value(ROUND_HALF_UP) * _TO_METRIC[said]
    return Size(
        match.start(),
        match.end(),
        f"{amount.normalize():f} {unit}",
        is_bulk=said in ("kg", "lb"),
        is_small=amount < _LEAST_ORDER_G,
    )


def _decimal(text: str) -> Decimal:
    """A comma before three digits parts thousands; any other is a decimal comma."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", text):
        return Decimal(text.replace(",", ""))
    head, _, tail = text.strip(",").replace(",", ".").partition(".")
    return Decimal(f"{head}.{tail.replace('.', '')}" if tail else head)
