"""The watch on the feeds: rounds in the background, faults that do not end it, and a clean end."""

import asyncio
import logging
import threading
from random import Random

import pytest

from app.desks.event_intake import IntakeDesk
from app.feed_watch import FeedWatch
from core.settings import FeedSettings
from tests.app.test_event_intake import Port
from tests.tools.shipment.feeds.carriers import Answer, page
from tools.shipment.feeds import CarrierFeed

_LONG_S = 10.0


class Pace:
    """Stands in for sleep: lets `rounds` waits pass at once and then waits for the end."""

    def __init__(self, rounds: int) -> None:
        self.rounds, self.seconds = rounds, [0.0]
        self.done, self.cancelled = threading.Event(), threading.Event()

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        if len(self.seconds) - 1 < self.rounds:
            return
        self.done.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled.set()
            raise


def watched(*answers: Answer, pace: Pace) -> Port:
    port = Port(*answers)
    with FeedWatch(port.desk, Random(3), pace):
        assert pace.done.wait(_LONG_S)
    assert pace.cancelled.is_set()
    assert "feed-watch" not in {thread.name for thread in threading.enumerate()}
    return port


def test_a_feed_is_read_round_after_round_at_its_pace() -> None:
    pace = Pace(3)
    port = watched(page([]), page([]), page([]), pace=pace)
    assert len(port.carrier.asked) == 3
    assert all(15 * 60 <= seconds <= 15 * 60 * 1.1 for seconds in pace.seconds[1:])


def test_a_round_that_fails_is_logged_and_the_next_one_comes(caplog: pytest.LogCaptureFixture) -> None:
    import httpx

    with caplog.at_level(logging.WARNING):
        port = watched(httpx.Response(401), page([]), pace=Pace(2))
    assert len(port.carrier.asked) == 2
    assert "401" in caplog.text
    assert "k-secret" not in caplog.text


def test_a_fault_of_ours_does_not_end_the_watch(caplog: pytest.LogCaptureFixture) -> None:
    pace, port = Pace(2), Port()
    desk = IntakeDesk(port.events, port.feeds, port.clock, broken, port.desk.settings)
    with FeedWatch(desk, Random(3), pace):
        assert pace.done.wait(_LONG_S)
    assert [record.getMessage() for record in caplog.records] == [
        "a round of the feed 'kelpwick' broke"
    ] * 2


def test_without_feeds_there_is_nothing_to_watch() -> None:
    port = Port()
    desk = IntakeDesk(port.events, port.feeds, port.clock, broken)
    with FeedWatch(desk, Random(3)):
        assert "feed-watch" not in {thread.name for thread in threading.enumerate()}


def broken(settings: FeedSettings) -> CarrierFeed:
    raise RuntimeError("ours")
