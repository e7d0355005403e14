"""Words of a carrier's remark that hold digits and are no document's number: days, times and measures."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import permutations

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_CLOCK = r"(?:[01]\d|2[0-4])[0-5]\d"
_TIMES = re.compile(rf"{_CLOCK}(?:-{_CLOCK})?(?:hrs?|h|lt|utc|gmt|z)|{_CLOCK}-{_CLOCK}", re.IGNORECASE)
_WITH_TIME = re.compile(r"(\d{8}|\d{1,4}([-/.])\d{1,2}\2\d{1,4})(?:t[\d.]*z?)?", re.IGNORECASE)
_IN_LETTERS = re.compile(r"(\d{1,2})[-/.]?([a-z]{3,9})[-/.]?(\d{4}|\d{2})", re.IGNORECASE)
_MEASURE = re.compile(r"[\d.]+(?:kgs?|lbs?|mt|cbm|ctns?|pcs|pkgs?|nm)", re.IGNORECASE)
_CENTURY, _MOST_DIGITS = 2000, 7


def is_moment(word: str) -> bool:
    """Whether `word` is a day of this century (20261114, 14.11.2026, 14NOV26) or a time (1200hrs)."""
    if _TIMES.fullmatch(word):
        return True
    if match := _IN_LETTERS.fullmatch(word):
        day, named, year = match.groups()
        months = [n for n, month in enumerate(_MONTHS, 1) if month.startswith(named.casefold())]
        return any(_is_day(_year(year), month, int(day)) for month in months)
    match = _WITH_TIME.fullmatch(word)
    return any(_is_day(*day) for day in _read(match.group(1))) if match else False


def is_measure(word: str) -> bool:
    """Whether `word` is a weight, a count or a distance: 24000kgs."""
    return bool(_MEASURE.fullmatch(word)) and sum(char.isdigit() for char in word) <= _MOST_DIGITS


def _read(digits: str) -> Iterator[tuple[int, int, int]]:
    """Year, month and day, as far as `digits` can be read so: the year first or last."""
    parts = re.split(r"[-/.]", digits)
    if len(parts) == 1:
        yield int(digits[:4]), int(digits[4:6]), int(digits[6:])
        parts = [digits[:2], digits[2:4], digits[4:]]
    first, middle, last = parts
    if len(first) == 4:
        yield int(first), int(middle), int(last)
    elif len(first) < 3 and len(last) in (2, 4):
        yield from ((_year(last), month, day) for day, month in permutations((int(first), int(middle))))


def _year(digits: str) -> int:
    return int(digits) + (0 if len(digits) == 4 else _CENTURY)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        return date(year, month, day).year // 100 * 100 == _CENTURY
    except ValueError:
        return False
