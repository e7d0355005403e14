from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

import pytest

from core.errors import SystemFault
from tools.shipment.feeds.pages import first_page, next_page

SINCE = datetime(2026, 11, 1, 7, 30, tzinfo=timezone(timedelta(hours=8)))
FIRST = first_page("https://api.example/tnt", SINCE)


@pytest.mark.parametrize(
    "base", ["https://api.example/tnt", "https://api.example/tnt/", "https://api.example/tnt/v2/events"]
)
def test_the_first_page_asks_for_what_was_created_since(base: str) -> None:
    assert (
        first_page(base, SINCE)
        == "https://api.example/tnt/v2/events?eventCreatedDateTime:gte=2026-10-31T23:30:00Z&limit=100"
    )


def test_a_base_with_its_version_is_taken_as_it_is() -> None:
    assert urlsplit(first_page("https://api.example/v2", SINCE)).path == "/v2/events"


@pytest.mark.parametrize("header", [None, "", "  "])
def test_no_header_is_the_end(header: str | None) -> None:
    assert next_page(FIRST, header) is None


def test_a_cursor_goes_with_the_filter() -> None:
    address = next_page(FIRST, "fE9mZnNldHw9MTAmbGltaXQ9MTA=")
    assert address is not None
    assert parse_qs(urlsplit(address).query) == {
        "eventCreatedDateTime:gte": ["2026-10-31T23:30:00Z"],
        "limit": ["100"],
        "cursor": ["fE9mZnNldHw9MTAmbGltaXQ9MTA="],
    }
    assert next_page(address, "second") == FIRST + "&cursor=second"


@pytest.mark.parametrize(
    "header",
    [
        "https://api.example/tnt/v2/events?cursor=two",
        "/tnt/v2/events?cursor=two",
        "?cursor=two",
        '<https://api.example/tnt/v2/events?cursor=two>; rel="next"',
    ],
)
def test_an_address_or_a_link_is_followed(header: str) -> None:
    assert next_page(FIRST, header) == "https://api.example/tnt/v2/events?cursor=two"


@pytest.mark.parametrize(
    "header",
    [
        "https://elsewhere.example/v2/events?cursor=two",
        "http://api.example/tnt/v2/events",
        "//elsewhere.example/x",
    ],
)
def test_the_key_is_never_taken_to_another_server(header: str) -> None:
    with pytest.raises(SystemFault, match="another server"):
        next_page(FIRST, header)


@pytest.mark.parametrize("header", ["https://[::1", "<//[bad>"])
def test_what_is_no_address_is_a_fault_of_the_feed(header: str) -> None:
    with pytest.raises(SystemFault, match="no address"):
        next_page("https://carrier.example/v2/events?limit=100", header)
