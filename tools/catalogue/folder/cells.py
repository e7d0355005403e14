"""Parsers of one cell. Each takes the stripped, non-empty text and gives a value or raises ValueError
with a sentence that names the text; no parser rounds, guesses or accepts a second spelling of a number."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.money import is_currency
from tools.catalogue.folder.findings import shown
from tools.places import is_country

Cell = Callable[[str], object]

_DECIMAL = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?")
_INTEGER = re.compile(r"-?[0-9]{1,12}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LOCODE = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")
_HS_CODE = re.compile(r"[0-9]{2,12}")
_FOLDER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_RESERVED_USERS = frozenset({"visitor", "registered"})
_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def text(cell: str) -> str:
    return cell


def code(cell: str) -> str:
    """A text that is made of signs, not of a quantity: 0042 is not 42."""
    return cell


@dataclass(frozen=True, slots=True)
class Number:
    """Plain decimals with a point, at or over `least` and over `above` (None: unbounded). A fraction of one
    may be shown as a percentage: 0.25 is 25 %."""

    least: Decimal | None = None
    above: Decimal | None = None
    is_fraction: bool = False

    def __call__(self, cell: str) -> Decimal:
        if not _DECIMAL.fullmatch(cell):
            raise ValueError(f"{shown(cell)} is not a plain decimal number such as 12.50.")
        value = Decimal(cell)
        if self.above is not None and value <= self.above:
            raise ValueError(f"{shown(cell)} must be more than {self.above}.")
        if self.least is not None and value < self.least:
            raise ValueError(f"{shown(cell)} must not be less than {self.least}.")
        return value


@dataclass(frozen=True, slots=True)
class WholeNumber:
    """Whole numbers at or over `least`, and not over `most`."""

    least: int
    most: int = 999_999_999_999

    def __call__(self, cell: str) -> int:
        if not _INTEGER.fullmatch(cell):
            raise ValueError(f"{shown(cell)} is not a whole number.")
        if int(cell) < self.least:
            raise ValueError(f"{shown(cell)} must not be less than {self.least}.")
        if int(cell) > self.most:
            raise ValueError(f"{shown(cell)} must not be more than {self.most}.")
        return int(cell)


@dataclass(frozen=True, slots=True)
class OneOf:
    """One word of a closed set."""

    words: Mapping[str, str]

    def __call__(self, cell: str) -> str:
        if cell not in self.words:
            raise ValueError(f"{shown(cell)} is not one of {', '.join(self.words)}.")
        return self.words[cell]


def decimal(*, least: str | None = "0", above: str | None = None) -> Number:
    return Number(None if least is None else Decimal(least), None if above is None else Decimal(above))


def fraction() -> Number:
    return Number(Decimal(0), is_fraction=True)


def integer(least: int) -> WholeNumber:
    return WholeNumber(least)


def day(cell: str) -> date:
    """A calendar day in the long form of ISO 8601."""
    try:
        if not _DAY.fullmatch(cell):
            raise ValueError
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError(f"{shown(cell)} is not a day written YYYY-MM-DD.") from None


def instant(cell: str) -> datetime:
    """A date and time with its offset (RFC 3339)."""
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        raise ValueError(f"{shown(cell)} is not a date and time such as 2026-11-01T08:00:00Z.") from None
    if moment.tzinfo is None:
        raise ValueError(f"{shown(cell)} has no offset from UTC.")
    return moment


def choice(members: Iterable[StrEnum]) -> OneOf:
    return OneOf({str(member): member for member in members})


def one_of(*words: str) -> OneOf:
    return OneOf({word: word for word in words})


def flag(cell: str) -> bool:
    if cell.lower() not in _FLAGS:
        raise ValueError(f"{shown(cell)} is neither true nor false.")
    return _FLAGS[cell.lower()]


def several(cell: str) -> tuple[str, ...]:
    """Texts parted by `;`."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def codes(cell: str) -> tuple[str, ...]:
    """Codes parted by `;`."""
    return several(cell)


def currency(cell: str) -> str:
    if not _known_currency(cell):
        raise ValueError(f"{shown(cell)} is not an ISO 4217 currency code.")
    return cell


def country(cell: str) -> str:
    if not is_country(cell):
        raise ValueError(f"{shown(cell)} is not an ISO 3166 two-letter country code.")
    return cell


def locode(cell: str) -> str:
    """A UN/LOCODE without the space: a country and three characters."""
    if not _LOCODE.fullmatch(cell) or not is_country(cell[:2]):
        raise ValueError(f"{shown(cell)} is not a UN/LOCODE such as KEMBA.")
    return cell


def hs_code(cell: str) -> str:
    if not _HS_CODE.fullmatch(cell):
        raise ValueError(f"{shown(cell)} is not an HS code or prefix; write its digits without dots.")
    return cell


def merchant_id(cell: str) -> str:
    """Also the name of a folder under documents/."""
    if not _FOLDER_NAME.fullmatch(cell):
        raise ValueError(
            f"{shown(cell)} is not a merchant id; use letters, digits, dot, dash and underscore."
        )
    return cell


def user_id(cell: str) -> str:
    """Reader ids of groups (`visitor`, `registered`, `merchant:…`) cannot be users."""
    if cell in _RESERVED_USERS or not _FOLDER_NAME.fullmatch(cell):
        raise ValueError(
            f"{shown(cell)} cannot be a user id; use letters, digits, dot, dash and underscore."
        )
    return cell


def sku(cell: str) -> str:
    if "/" in cell or "=" in cell:
        raise ValueError(f"{shown(cell)} is not a SKU; '/' and '=' part it from merchant and quantity.")
    return cell


def audience(cell: str) -> str:
    if cell in {"public", "registered"} or (cell.startswith("buyer:") and len(cell) > len("buyer:")):
        return cell
    raise ValueError(f"{shown(cell)} is not public, registered or buyer:<user_id>.")


def timezone(cell: str) -> str:
    try:
        return ZoneInfo(cell).key
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"{shown(cell)} is not an IANA time zone such as Asia/Shanghai.") from None


@cache
def _known_currency(code: str) -> bool:
    return is_currency(code)
