"""Events from files and feeds: stored, counted, and read on from where the last round ended."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
import pytest

from app.desks.event_intake import FIRST_LOOK, OVERLAP, IntakeDesk
from core.clock import SettableClock
from core.errors import BadInput, NotFound
from core.settings import FeedSettings
from core.turns import JsonObject
from tests.tools.shipment.feeds.carriers import NOW, SETTINGS, Answer, Carrier, feed, page
from tests.tools.shipment.messages import transport
from tools.shipment.feeds import CarrierFeed


def arrival(created: datetime, event_id: str = "00000000-0000-4000-8000-00000000000a") -> JsonObject:
    at = "2026-11-14T06:00:00+03:00"
    return transport("ARRI", at, "KEMBA", classifier="EST", created=created.isoformat(), event_id=event_id)


@dataclass
class Events:
    """EventStore in memory; `refused` ids are ones that it does not take."""

    stored: list[JsonObject] = field(default_factory=list)
    refused: frozenset[str] = frozenset()

    def add_events(self, events: Sequence[JsonObject]) -> int:
        if any(event["eventID"] in self.refused for event in events):
            raise BadInput("No.", hint="Send another.")
        new = [event for event in events if event not in self.stored]
        self.stored += new
        return len(new)

    def events_of(self, reference: str) -> list[JsonObject]:
        return self.stored


@dataclass
class Feeds:
    """FeedStore in memory."""

    places: dict[str, datetime] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    kept: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)

    def read_to(self, feed: str) -> datetime | None:
        return self.places.get(feed)

    def polled(self, feed: str, at: datetime, read_to: datetime | None, trouble: str = "") -> None:
        if read_to:
            self.places[feed] = read_to
        self.troubles.append(trouble)

    def reject(self, source: str, at: datetime, rejected: Sequence[tuple[str, tuple[str, ...]]]) -> int:
        self.kept += [(source, body, reasons) for body, reasons in rejected]
        return len(rejected)

    def rejected(self, limit: int = 100) -> list[JsonObject]:
        return [{"source": source, "body": body, "reasons": why} for source, body, why in self.kept][:limit]


class Port:
    def __init__(self, *answers: Answer, events: Events | None = None) -> None:
        self.events, self.feeds = events or Events(), Feeds()
        self.clock = SettableClock(NOW)
        self.carrier = Carrier(list(answers))
        self.desk = IntakeDesk(self.events, self.feeds, self.clock, self._feed, (SETTINGS,))

    def _feed(self, settings: FeedSettings) -> CarrierFeed:
        return feed(self.carrier, settings=settings)

    @property
    def asked_since(self) -> list[str]:
        return [request.url.params["eventCreatedDateTime:gte"] for request in self.carrier.asked]


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_file_with_faults_brings_what_is_right() -> None:
    port = Port()
    report = port.desk.take("a.json", json.dumps([arrival(NOW), {"eventID": "x"}, arrival(NOW)]))
    assert report.shown() == {
        "source": "a.json",
        "received": 3,
        "new": 2,
        "known": 0,
        "rejected": 1,
        "doubtful": 0,
        "doubts": [],
        "trouble": "",
    }
    assert [row["source"] for row in port.desk.rejected()] == ["a.json"]


def test_the_same_file_again_brings_nothing_new() -> None:
    port, text = Port(), json.dumps([arrival(NOW)])
    port.desk.take("a.json", text)
    assert (port.desk.take("a.json", text).new, len(port.events.stored)) == (0, 1)


def test_what_the_store_refuses_stops_nothing_and_is_kept() -> None:
    port = Port(events=Events(refused=frozenset({"bad"})))
    report = port.desk.take("a.json", json.dumps([arrival(NOW, "bad"), arrival(NOW)]))
    assert (report.new, report.rejected, len(port.events.stored)) == (1, 1, 1)
    assert port.feeds.kept[0][2] == ("No.",)


async def test_a_new_feed_is_read_from_far_back_and_then_from_where_it_ended() -> None:
    read = NOW - timedelta(minutes=10)
    port = Port(page([arrival(read)]), page([]))
    assert (await port.desk.poll(SETTINGS)).new == 1
    port.clock.instant = NOW + timedelta(hours=1)
    await port.desk.poll(SETTINGS)
    assert port.asked_since == [stamp(NOW - FIRST_LOOK), stamp(read - OVERLAP)]
    assert port.feeds.places == {"kelpwick": read}


async def test_every_page_of_a_round_is_stored() -> None:
    port = Port(page([arrival(NOW, "a")], "two"), page([arrival(NOW, "b")]))
    report = await port.desk.poll(SETTINGS)
    assert (report.received, report.new, report.doubtful) == (2, 2, 2)


async def test_a_round_that_fails_keeps_its_events_and_begins_again_where_it_began() -> None:
    port = Port(page([arrival(NOW)], "two"), httpx.Response(403), page([arrival(NOW)]))
    failed = await port.desk.poll(SETTINGS)
    assert (failed.new, "403" in failed.trouble) == (1, True)
    assert port.feeds.places == {}
    again = await port.desk.poll(SETTINGS)
    assert (again.new, again.received, again.trouble) == (0, 1, "")
    assert port.asked_since == [stamp(NOW - FIRST_LOOK)] * 3


async def test_a_busy_carrier_is_left_alone_for_as_long_as_it_says() -> None:
    report = await Port(httpx.Response(429, headers={"Retry-After": "900"})).desk.poll(SETTINGS)
    assert report.wait_s == 900


async def test_wrong_events_of_a_feed_are_kept_and_the_rest_stored() -> None:
    port = Port(page([{"no": "event"}, arrival(NOW)]))
    report = await port.desk.poll(SETTINGS)
    assert (report.new, report.rejected, report.trouble) == (1, 1, "")
    assert port.feeds.kept[0][:2] == ("kelpwick", '{"no": "event"}')


async def test_a_page_that_is_no_json_is_kept_and_read_again() -> None:
    port = Port(httpx.Response(200, text="<html>maintenance</html>"))
    report = await port.desk.poll(SETTINGS)
    assert "no JSON" in report.trouble
    assert json.loads(port.feeds.kept[0][1]) == "<html>maintenance</html>"
    assert port.feeds.places == {}


async def test_a_carriers_clock_that_is_ahead_hides_nothing_that_comes_until_then() -> None:
    port = Port(page([arrival(NOW + timedelta(days=300))]))
    await port.desk.poll(SETTINGS)
    assert port.feeds.places == {"kelpwick": NOW}


async def test_a_feed_without_news_keeps_its_place() -> None:
    port = Port(page([]))
    port.feeds.places["kelpwick"] = NOW - timedelta(days=2)
    await port.desk.poll(SETTINGS)
    assert port.feeds.places == {"kelpwick": NOW - timedelta(days=2)}


def test_a_feed_that_is_not_set_is_not_found() -> None:
    with pytest.raises(NotFound, match="'atlantis'") as error:
        Port().desk.feed("atlantis")
    assert "kelpwick" in error.value.hint
