"""Time comes from a Clock: aware UTC instants, and the calendar day in a named zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True)
class FixedClock:
    """A clock that stands still: for tests, replays and evaluations."""

    instant: datetime

    def now(self) -> datetime:
        return self.instant.astimezone(UTC)


def today(clock: Clock, timezone: str) -> date:
    """The calendar day at `timezone` (IANA name)."""
    return clock.now().astimezone(ZoneInfo(timezone)).date()


@dataclass
class SettableClock:
    """A clock that stands at `instant` until it is set: evaluations move it between conversations."""

    instant: datetime

    def now(self) -> datetime:
        return self.instant.astimezone(UTC)
