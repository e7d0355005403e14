"""Pack sizes in words, with their units folded: `500 g`, `0.5 kg` and `500克` are one."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from core.measures import MEASURES, decimal_of, measure

_MEASURES = MEASURES | {
    "jin": measure("g", "500", "斤"),
    "pc": measure(
        "pc",
        "1",
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
    return {word: unit for unit, known in _MEASURES.items() for word in known.words}


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
    known = _MEASURES[_spellings()[match["unit"]]]
    unit = known.base
    number = Decimal("0.5") if match["half"] else decimal_of(match["number"])
    if match["count"] and unit == "mm":
        return Pack(match.start(), match.end(), f"{match['count']}x{number.normalize():f} area")
    amount = known.amount(number)
    if unit == "g" and amount > _LARGEST_PACK_G:
        return None
    pieces = match["count"] or match["after"]
    return Pack(
        match.start(), match.end(), f"{amount.normalize():f} {unit}", int(pieces) if pieces else None
    )
