"""Polls the carriers' feeds in a running server, each at its own pace."""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from random import Random
from types import TracebackType

from app.desks.event_intake import IntakeDesk
from core.settings import FeedSettings

_END_S = 30.0
_SPREAD = 0.1  # of the pace, so that feeds of one carrier do not come in step
_log = logging.getLogger(__name__)


class FeedWatch:
    """A thread with a task a feed, from the start to the end of a `with` block; the tasks are cancelled
    there. A round that fails is logged and does not end the watch."""

    def __init__(
        self,
        desk: IntakeDesk,
        rng: Random,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._desk, self._rng, self._sleep = desk, rng, sleep
        self._loop: asyncio.AbstractEventLoop | None = None
        self._work: asyncio.Task[None] | None = None
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._run, name="feed-watch", daemon=True)

    def __enter__(self) -> "FeedWatch":
        if self._desk.settings:
            self._thread.start()
            self._begun.wait(_END_S)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._loop and self._work:
            self._loop.call_soon_threadsafe(self._work.cancel)
            self._thread.join(_END_S)
        if self._thread.is_alive():
            _log.error("the watch on the feeds did not end within %g s", _END_S)

    def _run(self) -> None:
        with suppress(asyncio.CancelledError):
            asyncio.run(self._follow_all())

    async def _follow_all(self) -> None:
        self._loop, self._work = asyncio.get_running_loop(), asyncio.current_task()
        self._begun.set()
        async with asyncio.TaskGroup() as group:
            for feed in self._desk.settings:
                group.create_task(self._follow(feed), name=f"feed {feed.name}")

    async def _follow(self, feed: FeedSettings) -> None:
        pace_s = feed.every_minutes * 60
        while True:
            wait_s = await self._round(feed)
            await self._sleep(max(pace_s * (1 + self._rng.uniform(0, _SPREAD)), wait_s))

    async def _round(self, feed: FeedSettings) -> float:
        """Seconds that the feed asks to be left alone for."""
        try:
            report = await self._desk.poll(feed)
        except Exception:  # a fault of ours must not end the watch
            _log.exception("a round of the feed %r broke", feed.name)
            return 0.0
        if report.trouble:
            _log.warning("the feed %r: %s", feed.name, report.trouble)
        if report.rejected:
            _log.warning("the feed %r sent %d messages that are no events", feed.name, report.rejected)
        _log.info("the feed %r: %d events, %d new", feed.name, report.received, report.new)
        return report.wait_s
