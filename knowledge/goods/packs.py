"""Pack sizes in words, with their units folded: `500 g`, `0.5 kg` and `500克` are one."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

_UNITS: dict[str, tuple[str, Decimal, str]] = {
    "g": (
        "g",
        Decimal(1),
        "g gr grs gm gms gram grams gramme grammes gramo gramos г гр грамм 克 غ غرام جرام",
    ),
    "kg": ("g", Decimal(1000), "kg kgs kilo kilos kilogram kilograms кг кило 公斤 千克 كيلو كغ كجم"),
    "jin": ("g", Decimal(500), "斤"),
    "ml": ("ml", Decimal(1), "ml mls мл 毫升 مل"),
    "cl": ("ml", Decimal(10), "cl"),
    "l": ("ml", Decimal(1000), "l ltr litre litres liter liters litro litros л литр литра 升 لتر"),
    "mm": ("mm", Decimal(1), "mm мм 毫米"),
    "cm": ("mm", Decimal(10), "cm cms см 厘米 公分 سم"),
    "m": ("mm", Decimal(1000), "mtr metre metres meter meters metro metros 米"),
    "mah": ("mah", Decimal(1), "mah мач 毫安"),
    "w": ("w", Decimal(1), "w watt watts вт 瓦"),
    "pc": (
        "pc",
        Decimal(1),
        "pc pcs piece pieces pack packs colours colors 件套 件 支装 支盒 片装 色 枚 个装 шт",
    ),
}
SOFT = "pc"  # a number of pieces may be an order as well, so it tells no goods apart
_LARGEST_PACK_G = Decimal(60_000)  # more in one bag is no pack but a quantity
_NUMBER = r"\d[\d,]*(?:\.\d+)?|\.\d+"
_HALF = r"half(?:\s+an?)?[\s-]+|半"


@dataclass(frozen=True, slots=True)
class Pack:
    """`key` is the size in its smallest unit; `pieces` how many of it, when that was said. Offsets are in
    the folded text."""

    start: int
    end: int
    key: str
    pieces: int | None = None

    @property
    def unit(self) -> str:
        return self.key.rsplit(" ", 1)[1]


def packs(text: str) -> list[Pack]:
    """Every pack size in folded `text`, those left out that are too large to be one."""
    found = (_pack(match) for match in _pattern().finditer(text))
    return [pack for pack in found if pack is not None]


def without_packs(text: str) -> str:
    """Folded `text` with each pack size, and each quantity that looks like one, taken out."""
    return " ".join(_pattern().sub(" ", text).split())


@cache
def _spellings() -> dict[str, str]:
    return {word: unit for unit, (_, _, words) in _UNITS.items() for word in words.split()}


@cache
def _pattern() -> re.Pattern[str]:
    units = "|".join(sorted(map(re.escape, _spellings()), key=len, reverse=True))
    return re.compile(
        rf"(?<![a-zа-я\d.,])(?:(?P<count>\d{{1,4}})\s?(?:cm|mm)?\s?[x*]\s?)?(?:(?P<number>{_NUMBER})|(?P<half>{_HALF}))[\s-]?"
        rf"(?P<unit>{units})(?![a-zа-я\u0600-\u06ff])(?:\s?[x*]\s?(?P<after>\d{{1,3}})(?![\w.]))?"
        r"|(?<![\w.,])(?P<wide>\d{1,4})\s?[x*]\s?(?P<high>\d{1,4})(?![\w.])"
    )


def _pack(match: re.Match[str]) -> Pack | None:
    if match["wide"]:
        return Pack(match.start(), match.end(), f"{match['wide']}x{match['high']} area")
    unit, factor, _ = _UNITS[_spellings()[match["unit"]]]
    number = Decimal("0.5") if match["half"] else _decimal(match["number"])
    if match["count"] and unit == "mm":
        return Pack(match.start(), match.end(), f"{match['count']}x{number.normalize():f} area")
    amount = number * factor
    if unit == "g" and amount > _LARGEST_PACK_G:
        return None
    pieces = match["count"] or match["after"]
    return Pack(
        match.start(), match.end(), f"{amount.normalize():f} {unit}", int(pieces) if pieces else None
    )


def _decimal(text: str) -> Decimal:
    """A comma before three digits parts thousands; any other is a decimal comma."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", text):
        return Decimal(text.replace(",", ""))
    head, _, tail = text.strip(",").replace(",", ".").partition(".")
    return Decimal(f"{head or '0'}.{tail.replace('.', '') or '0'}")
