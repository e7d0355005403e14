"""Working days of a country: its weekend (Unicode CLDR) and its public holidays (package `holidays`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from babel import Locale, UnknownLocaleError

_USUAL_WEEKEND = frozenset({5, 6})
_WORKED, _ESTIMATED = "worked", "estimated"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of `country` (ISO 3166-1 alpha-2). `known`: its public holidays are.

    Only what the whole country observes counts; a province's own holidays do not.
    """

    country: str
    weekend: frozenset[int]
    known: bool

    def works(self, day: date) -> bool:
        """Whether `day` is worked: also a weekend day that is worked in exchange for a holiday (China)."""
        marked = self._marks(day)
        if marked is None:
            return day.weekday() not in self.weekend
        return marked == _WORKED

    def is_estimate(self, day: date) -> bool:
        """Whether `day` is a holiday by calculation only: Islamic months begin when the moon is seen."""
        return self._marks(day) == _ESTIMATED

    def _marks(self, day: date) -> str | None:
        return _year(self.country, day.year).get(day) if self.known else None


@cache
def calendar_of(country: str) -> Calendar:
    """The calendar of `country`; of one that nobody here knows, Saturday and Sunday and no holidays."""
    from holidays import list_supported_countries

    code = country.upper()
    return Calendar(code, _weekend(code), known=code in list_supported_countries())


@cache
def _year(country: str, year: int) -> Mapping[date, str]:
    """Days of `year` that break the week's rule: holidays, and weekend days that are worked."""
    from holidays import country_holidays

    found = country_holidays(country, years=year, language="en_US")
    days = {day: _ESTIMATED if _ESTIMATED in name.casefold() else "holiday" for day, name in found.items()}
    worked = getattr(found, "weekend_workdays", ())
    return MappingProxyType(days | {day: _WORKED for day in worked if day.year == year})


def _weekend(country: str) -> frozenset[int]:
    """Weekdays (Monday is 0) that are not worked."""
    try:
        locale = Locale.parse(f"und_{country}")
    except (UnknownLocaleError, ValueError):
        return _USUAL_WEEKEND
    first, last = locale.weekend_start, locale.weekend_end
    return frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))
