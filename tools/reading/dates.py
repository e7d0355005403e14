"""Calendar days: 2026-11-06, 6 November, Nov 6, 06.11.2026, 11月6日, today and tomorrow."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from core.values import DayValue
from core.words import is_cjk
from tools.reading.folding import Folded
from tools.reading.glossary import spellings
from tools.reading.spans import Span

_ISO = re.compile(r"(?<![\d-])(?P<year>20\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?![\d-])")
_DAY_FIRST = re.compile(r"(?<![\d./-])(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>20\d\d)(?!\d)")
_CHINESE = re.compile(r"(?:(?P<year>20\d\d)年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?")
_RELATIVE = {
    0: "today hoy сегодня aujourd'hui اليوم 今天",
    1: "tomorrow manana завтра demain غدا 明天",
    -1: "yesterday ayer вчера hier امس 昨天",
}


def find_dates(text: Folded, today: date) -> list[Span]:
    """Days of the text; without a year, the one nearest to `today`. Impossible days are left alone."""
    spans = []
    for match, day in _days(text.text, today):
        value = DayValue(day=day, asked=text.asked(match.start(), match.end()))
        spans.append(text.span(match.start(), match.end(), value))
    return spans


def _days(text: str, today: date) -> Iterator[tuple[re.Match[str], date]]:
    for pattern in (_ISO, _DAY_FIRST, _CHINESE, *_named()):
        for match in pattern.finditer(text):
            if day := _day(match, today):
                yield match, day
    for match in _relative().finditer(text):
        offset = next(days for days, words in _RELATIVE.items() if match.group() in words.split())
        yield match, today + timedelta(days=offset)


@cache
def _named() -> tuple[re.Pattern[str], re.Pattern[str]]:
    months = "|".join(sorted(spellings("months"), key=len, reverse=True))
    year = r"(?:[\s,.]+(?:de\s+)?(?P<year>20\d\d))?"
    return (
        re.compile(
            rf"(?<![\w.,])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+|de\s+)?(?P<name>{months})(?!\w){year}"
        ),
        re.compile(
            rf"(?<!\w)(?P<name>{months})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\w.,]*\d){year}"
        ),
    )


@cache
def _relative() -> re.Pattern[str]:
    words = [word for line in _RELATIVE.values() for word in line.split()]
    spaced = "|".join(word for word in words if not is_cjk(word))
    return re.compile(rf"(?<!\w)(?:{spaced})(?!\w)|{'|'.join(word for word in words if is_cjk(word))}")


def _day(match: re.Match[str], today: date) -> date | None:
    parts = match.groupdict()
    month = int(parts.get("month") or spellings("months")[parts["name"]])
    years = [int(parts["year"])] if parts["year"] else [today.year - 1, today.year, today.year + 1]
    days = [day for year in years if (day := _date(year, month, int(parts["day"])))]
    return min(days, key=lambda day: abs(day - today), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
