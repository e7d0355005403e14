"""The intake desk: events from files and from carriers' feeds. What is wrong is kept apart, the rest is
stored."""

import json
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.clock import Clock
from core.errors import BadInput, Busy, NotFound, QuaysideError
from core.ports import EventStore, FeedStore
from core.settings import FeedSettings
from core.turns import JsonObject
from tools.shipment import Sorted, sort_out
from tools.shipment.feeds import CarrierFeed

# Carriers publish events some time after they say they were created, and not in that order.
OVERLAP = timedelta(hours=6)
# What a feed that was never read is asked for: longer than a voyage.
FIRST_LOOK = timedelta(days=90)


@dataclass(slots=True)
class Report:
    """What came from one source. `new` of the `received` events were not known; `trouble` is why a round
    has to be done again, not before `wait_s`."""

    source: str
    received: int = 0
    new: int = 0
    rejected: int = 0
    doubtful: int = 0
    doubts: list[str] = field(default_factory=list)
    trouble: str = ""
    wait_s: float = 0.0

    def shown(self) -> JsonObject:
        known = self.received - self.rejected - self.new
        return {
            "source": self.source,
            "received": self.received,
            "new": self.new,
            "known": known,
            "rejected": self.rejected,
            "doubtful": self.doubtful,
            "doubts": self.doubts,
            "trouble": self.trouble,
        }


class IntakeDesk:
    def __init__(
        self,
        events: EventStore,
        feeds: FeedStore,
        clock: Clock,
        reader_of: Callable[[FeedSettings], CarrierFeed],
        settings: tuple[FeedSettings, ...] = (),
    ) -> None:
        """`reader_of` makes the client of a feed."""
        self._events, self._feeds, self._clock = events, feeds, clock
        self._reader_of, self.settings = reader_of, settings

    def feed(self, name: str) -> FeedSettings:
        """Raises NotFound."""
        found = next((feed for feed in self.settings if feed.name == name), None)
        if found is None:
            names = ", ".join(feed.name for feed in self.settings) or "none"
            raise NotFound(f"There is no feed {name!r}.", hint=f"QUAYSIDE_FEEDS has: {names}.")
        return found

    def rejected(self, limit: int = 100) -> list[JsonObject]:
        return self._feeds.rejected(limit)

    def take(self, source: str, text: str) -> Report:
        """Store what `text` (an array, one event, or JSON Lines) holds of events."""
        report = Report(source)
        self._take(text, report)
        return report

    async def poll(self, feed: FeedSettings) -> Report:
        """One round of a feed, from where the last one ended. A round that fails part of the way keeps what
        it stored and moves no further; the next one begins where it began."""
        begun = self._clock.now()
        before = self._feeds.read_to(feed.name)
        since = before - OVERLAP if before else begun - FIRST_LOOK
        report, newest = Report(feed.name), before
        try:
            async with aclosing(self._reader_of(feed).pages(since)) as pages:
                async for page in pages:
                    created = [_created(event) for event in self._take(page.text, report).events]
                    newest = max([*created, *([newest] if newest else [])], default=None)
        except QuaysideError as error:
            report.trouble = str(error)
            report.wait_s = float(error.retry_after_s) if isinstance(error, Busy) else 0.0
        # A carrier's clock that is ahead must not make the next round miss what comes until then.
        read_to = min(newest, begun) if newest and not report.trouble else None
        self._feeds.polled(feed.name, begun, read_to, report.trouble)
        return report

    def _take(self, text: str, report: Report) -> Sorted:
        found = sort_out(text)
        rejected = [(item.body, item.reasons) for item in found.rejected]
        report.received += found.received
        report.doubtful += found.doubtful
        report.doubts += found.doubts
        if not found.is_json:
            report.trouble = f"What {report.source!r} sent is no JSON; it is kept with the rejected events."
        rejected += self._store(found.events, report)
        report.rejected += len(rejected)
        if rejected:
            self._feeds.reject(report.source, self._clock.now(), rejected)
        return found

    def _store(self, events: list[JsonObject], report: Report) -> list[tuple[str, tuple[str, ...]]]:
        """All in one transaction; if the store refuses one of them, one by one. Returns those refused."""
        try:
            report.new += self._events.add_events(events)
        except BadInput:
            return self._store_singly(events, report)
        return []

    def _store_singly(self, events: list[JsonObject], report: Report) -> list[tuple[str, tuple[str, ...]]]:
        refused: list[tuple[str, tuple[str, ...]]] = []
        for event in events:
            try:
                report.new += self._events.add_events([event])
            except BadInput as error:
                refused.append((json.dumps(event), (error.message,)))
        return refused


def _created(event: JsonObject) -> datetime:
    return datetime.fromisoformat(event["eventCreatedDateTime"])
