from datetime import timedelta

import pytest

from core.clock import SettableClock
from core.errors import Busy
from governance.identity import SignInThrottle
from governance.identity.throttle import REMEMBERED
from tests.fakes_governance import NOON


def test_attempts_count_before_they_are_known_to_fail() -> None:
    throttle = SignInThrottle(SettableClock(NOON))
    for _ in range(5):
        throttle.attempt("zola")
    with pytest.raises(Busy):
        throttle.attempt("zola")


def test_the_wait_is_until_the_oldest_attempt_is_forgotten() -> None:
    clock = SettableClock(NOON)
    throttle = SignInThrottle(clock, failures=2, window=timedelta(seconds=100))
    throttle.attempt("zola")
    clock.instant += timedelta(seconds=40.5)
    throttle.attempt("zola")
    with pytest.raises(Busy) as refused:
        throttle.attempt("zola")
    assert refused.value.retry_after_s == 60
    clock.instant += timedelta(seconds=60)
    throttle.attempt("zola")
    with pytest.raises(Busy):
        throttle.attempt("zola")


def test_waiting_attempts_do_not_make_the_wait_longer() -> None:
    clock = SettableClock(NOON)
    throttle = SignInThrottle(clock, failures=1, window=timedelta(seconds=100))
    throttle.attempt("zola")
    for _ in range(9):
        clock.instant += timedelta(seconds=10)
        with pytest.raises(Busy):
            throttle.attempt("zola")
    clock.instant += timedelta(seconds=10)
    throttle.attempt("zola")


def test_many_names_do_not_fill_the_memory() -> None:
    throttle = SignInThrottle(SettableClock(NOON), failures=1)
    throttle.attempt("first")
    for number in range(REMEMBERED):
        throttle.attempt(f"name {number}")
    throttle.attempt("first")
