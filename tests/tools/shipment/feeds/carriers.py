"""A carrier's events API that a test scripts, and feeds that read it without waiting or a network."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

import httpx
from pydantic import SecretStr

from core.clock import FixedClock
from core.settings import FeedSettings
from tools.shipment.feeds import CarrierFeed

NOW = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
SINCE = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)
SETTINGS = FeedSettings(name="kelpwick", url="https://api.kelpwick.example/tnt", key=SecretStr("k-secret"))
Answer = httpx.Response | Exception


@dataclass
class Carrier:
    """Gives its answers in turn; `asked` are the requests it got."""

    answers: list[Answer]
    asked: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class Naps:
    """Stands in for sleep: writes down how long it was asked for."""

    seconds: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def feed(
    carrier: Callable[[httpx.Request], httpx.Response],
    naps: Naps | None = None,
    settings: FeedSettings = SETTINGS,
) -> CarrierFeed:
    transport = httpx.MockTransport(carrier)
    return CarrierFeed(settings, FixedClock(NOW), Random(7), naps or Naps(), transport)


def page(body: object, following: str = "") -> httpx.Response:
    return httpx.Response(200, json=body, headers={"Next-Page": following} if following else {})
