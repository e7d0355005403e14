from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.shipment.feeds.backoff import (
    FIRST_S,
    LONGEST_REST_S,
    LONGEST_S,
    may_pass,
    retry_after_s,
    wait_s,
)

NOW = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(status: int) -> None:
    assert may_pass(status)


@pytest.mark.parametrize("status", [301, 304, 400, 401, 403, 404, 405, 410, 422])
def test_what_will_not_pass_is_not(status: int) -> None:
    assert not may_pass(status)


@given(st.integers(1, 50), st.integers(), st.none() | st.floats(0, 1000))
def test_a_wait_is_drawn_from_nothing_up_to_a_bound_that_doubles(
    failures: int, seed: int, asked_s: float | None
) -> None:
    least = asked_s or 0.0
    assert least <= wait_s(failures, Random(seed), asked_s)
    assert wait_s(failures, Random(seed)) <= min(LONGEST_S, FIRST_S * 2 ** (failures - 1))


def test_waits_spread_over_the_whole_bound() -> None:
    rng = Random(1)
    waits = [wait_s(4, rng) for _ in range(500)]
    assert min(waits) < 0.5
    assert max(waits) > 7.5


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Sun, 01 Nov 2026 08:02:00 GMT", 120.0),
        ("Sun, 01 Nov 2026 07:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
        ("١٢", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after_s(header, NOW) == seconds


@given(st.text(max_size=40))
def test_no_header_is_raised(header: str) -> None:
    assert (retry_after_s(header, NOW) or 0.0) >= 0.0


@pytest.mark.parametrize("header", ["999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_no_server_silences_a_feed_for_longer_than_a_rest(header: str) -> None:
    assert retry_after_s(header, NOW) == LONGEST_REST_S
