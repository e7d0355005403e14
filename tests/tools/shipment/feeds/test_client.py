import httpx
import pytest
from pydantic import SecretStr

from core.errors import Busy, SystemFault
from core.settings import FeedSettings
from tests.tools.shipment.feeds.carriers import SETTINGS, SINCE, Answer, Carrier, Naps, feed, page
from tools.shipment.feeds.backoff import TRIES
from tools.shipment.feeds.client import CarrierFeed


async def texts(reader: CarrierFeed) -> list[str]:
    return [found.text async for found in reader.pages(SINCE)]


async def test_pages_are_read_to_the_end_in_order() -> None:
    carrier = Carrier([page([1], "two"), page([2], "three"), page([])])
    assert await texts(feed(carrier)) == ["[1]", "[2]", "[]"]
    assert [request.url.params.get("cursor") for request in carrier.asked] == [None, "two", "three"]
    assert carrier.asked[0].url.params["eventCreatedDateTime:gte"] == "2026-10-31T23:30:00Z"


@pytest.mark.parametrize(
    ("header", "key", "sent"),
    [
        ("Authorization", "abc", "Bearer abc"),
        ("Authorization", "Basic abc", "Basic abc"),
        ("Consumer-Key", "abc", "abc"),
    ],
)
async def test_the_key_goes_in_its_header(header: str, key: str, sent: str) -> None:
    carrier = Carrier([page([])])
    settings = FeedSettings(name="k", url=SETTINGS.url, key_header=header, key=SecretStr(key))
    await texts(feed(carrier, settings=settings))
    assert carrier.asked[0].headers[header] == sent
    assert carrier.asked[0].headers["API-Version"] == "2"


async def test_no_key_is_no_header() -> None:
    carrier = Carrier([page([])])
    await texts(feed(carrier, settings=FeedSettings(name="k", url=SETTINGS.url)))
    assert "authorization" not in carrier.asked[0].headers


@pytest.mark.parametrize(
    "passing",
    [
        httpx.Response(503),
        httpx.Response(429),
        httpx.Response(408),
        httpx.ConnectError("no route"),
        httpx.ReadTimeout("silent"),
        httpx.RemoteProtocolError("cut off"),
    ],
)
async def test_what_passes_is_tried_again(passing: Answer) -> None:
    naps = Naps()
    assert await texts(feed(Carrier([passing, page([1])]), naps)) == ["[1]"]
    assert len(naps.seconds) == 1
    assert 0 <= naps.seconds[0] <= 1


async def test_what_the_server_asks_for_is_waited() -> None:
    naps = Naps()
    carrier = Carrier([httpx.Response(429, headers={"Retry-After": "30"}), page([])])
    await texts(feed(carrier, naps))
    assert 30 <= naps.seconds[0] <= 31


async def test_a_server_that_wants_long_peace_gets_it() -> None:
    naps = Naps()
    with pytest.raises(Busy) as error:
        await texts(feed(Carrier([httpx.Response(503, headers={"Retry-After": "3600"})]), naps))
    assert (error.value.retry_after_s, naps.seconds) == (3600, [])


async def test_after_enough_tries_it_is_given_up() -> None:
    naps, carrier = Naps(), Carrier([httpx.Response(500)] * TRIES)
    with pytest.raises(SystemFault, match="500"):
        await texts(feed(carrier, naps))
    assert (len(carrier.asked), len(naps.seconds)) == (TRIES, TRIES - 1)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 302])
async def test_a_refusal_is_not_repeated_and_tells_no_key(status: int) -> None:
    naps = Naps()
    headers = {"Location": "https://elsewhere.example/"} if status == 302 else {}
    carrier = Carrier([httpx.Response(status, headers=headers)])
    with pytest.raises(SystemFault, match=str(status)) as error:
        await texts(feed(carrier, naps))
    assert (len(carrier.asked), naps.seconds) == (1, [])
    assert "k-secret" not in str(error.value)


async def test_a_feed_that_goes_in_a_circle_is_left() -> None:
    carrier = Carrier([page([1], "two"), page([2], "two"), page([3])])
    with pytest.raises(SystemFault, match="end"):
        await texts(feed(carrier))


async def test_a_page_without_content_is_an_empty_one() -> None:
    assert await texts(feed(Carrier([httpx.Response(204)]))) == ["[]"]


async def test_a_page_without_measure_is_refused() -> None:
    huge = httpx.Response(200, content=b"[" + b" " * (33 * 1024 * 1024) + b"]")
    with pytest.raises(SystemFault, match="bytes"):
        await texts(feed(Carrier([huge])))
