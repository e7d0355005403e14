"""Weights, volumes and lengths as pack sizes name them: their spellings, and one amount for equal sizes."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class Measure:
    """One of it is `factor` of `base`; `words` are folded spellings. `step`: goods are made in whole steps
    of the base, so a 12 inch wok is one of 30 cm and a pound pack one of 454 g."""

    base: str
    factor: Decimal
    words: tuple[str, ...]
    step: Decimal | None = None

    def amount(self, count: Decimal) -> Decimal:
        """`count` of it in `base`."""
        exact = count * self.factor
        if self.step is None:
            return exact
        return (exact / self.step).to_integral_value(ROUND_HALF_UP) * self.step


def measure(base: str, factor: str, words: str, step: str | None = None) -> Measure:
    return Measure(base, Decimal(factor), tuple(words.split()), Decimal(step) if step else None)


# Ounce and pound: avoirdupois, and the inch, all by definition (international yard and pound, 1959).
MEASURES = {
    "g": measure(
        "g",
        "1",
        "g gr grs gm gms gram grams gramme grammes gramo gramos г гр грамм граммов 克 جرام غرام غ جم",
    ),
    "kg": measure("g", "1000", "kg kgs kilo kilos kilogram kilograms кг кило 公斤 千克 كيلو كغ كجم كغم"),
    "oz": measure("g", "28.349523125", "oz ounce ounces onzas 盎司", "1"),
    "lb": measure("g", "453.59237", "lb lbs", "1"),
    "ml": measure("ml", "1", "ml mls мл 毫升 مل"),
    "cl": measure("ml", "10", "cl"),
    "l": measure("ml", "1000", "l ltr litre litres liter liters litro litros л литр литра 升 لتر"),
    "mm": measure("mm", "1", "mm мм 毫米"),
    "cm": measure("mm", "10", "cm cms см 厘米 公分 سم"),
    "m": measure("mm", "1000", "mtr metre metres meter meters metro metros метр 米"),
    "in": measure(
        "mm", "25.4", "inch inches pulgadas pulgada pouces pouce дюйм дюйма дюймов 英寸 بوصه", "10"
    ),
    "mah": measure("mah", "1", "mah мач 毫安"),
    "w": measure("w", "1", "w watt watts вт 瓦"),
}


def decimal_of(text: str) -> Decimal:
    """A number as written: a comma before three digits parts thousands, any other is a decimal comma."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", text):
        return Decimal(text.replace(",", ""))
    head, _, tail = text.strip(",").replace(",", ".").partition(".")
    return Decimal(f"{head or '0'}.{tail.replace('.', '') or '0'}")
