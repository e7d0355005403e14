from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from llm.remote.breaker import CircuitBreaker

REST_S = 10.0


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def opened(clock: Clock, failures: int = 3) -> CircuitBreaker:
    breaker = CircuitBreaker(failures, REST_S, clock)
    for _ in range(failures):
        breaker.settle(_entered(breaker), healthy=False)
    return breaker


def _entered(breaker: CircuitBreaker) -> int:
    ticket = breaker.enter()
    assert ticket is not None
    return ticket


def test_it_opens_after_failures_in_a_row_only() -> None:
    breaker = CircuitBreaker(2, REST_S, Clock())
    for healthy in (False, True, False):
        breaker.settle(_entered(breaker), healthy)
    assert breaker.state().available
    breaker.settle(_entered(breaker), healthy=False)
    assert breaker.enter() is None


def test_while_open_it_says_why_and_how_long() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now_s = 4.0
    state = breaker.state()
    assert (state.available, state.wait_s) == (False, 6.0)
    assert "3 times" in state.reason


def test_after_the_rest_one_probe_goes() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now_s = REST_S
    assert breaker.state().available
    assert breaker.enter() is not None
    assert breaker.enter() is None
    assert not breaker.state().available


def test_a_probe_decides() -> None:
    for healthy in (True, False):
        clock = Clock()
        breaker = opened(clock)
        clock.now_s = REST_S
        breaker.settle(_entered(breaker), healthy)
        assert breaker.state().available is healthy


def test_a_cancelled_probe_lets_the_next_one_go() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now_s = REST_S
    breaker.settle(_entered(breaker), healthy=None)
    assert breaker.enter() is not None


def test_a_request_from_before_it_opened_tells_nothing() -> None:
    clock = Clock()
    breaker = CircuitBreaker(1, REST_S, clock)
    late, failing = _entered(breaker), _entered(breaker)
    breaker.settle(failing, healthy=False)
    breaker.settle(late, healthy=True)
    assert not breaker.state().available


class Breaker(RuleBasedStateMachine):
    """Requests begin, end well, badly or unheard, in any order, while time goes by."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.breaker = CircuitBreaker(3, REST_S, self.clock)
        self.under_way: list[tuple[int, bool, int]] = []  # ticket, whether a probe, openings before it
        self.in_a_row = 0
        self.openings = 0

    @rule()
    def begin(self) -> None:
        resting = not self.breaker.state().available
        ticket = self.breaker.enter()
        assert (ticket is None) == resting
        if ticket is not None:
            self.under_way.append((ticket, self.in_a_row >= 3, self.openings))

    @precondition(lambda self: self.under_way)
    @rule(data=st.data(), healthy=st.sampled_from((True, False, None)))
    def end(self, data: st.DataObject, healthy: bool | None) -> None:
        ticket, _, openings = self.under_way.pop(data.draw(st.integers(0, len(self.under_way) - 1)))
        self.breaker.settle(ticket, healthy)
        if openings == self.openings and healthy is not None:
            self.in_a_row = 0 if healthy else self.in_a_row + 1
            self.openings += self.in_a_row >= 3

    @rule(seconds=st.sampled_from((1.0, 4.0, REST_S)))
    def wait(self, seconds: float) -> None:
        self.clock.now_s += seconds

    @invariant()
    def closed_below_the_limit(self) -> None:
        if self.in_a_row < 3:
            assert self.breaker.state().available

    @invariant()
    def one_probe_at_most(self) -> None:
        assert sum(probe for _, probe, _ in self.under_way) <= 1

    @invariant()
    def the_rest_has_an_end(self) -> None:
        assert 0 <= self.breaker.state().wait_s <= REST_S

    @invariant()
    def it_comes_back(self) -> None:
        state = self.breaker.state()
        if not state.available and not any(probe for _, probe, _ in self.under_way):
            assert state.wait_s > 0
            assert state.reason


TestBreaker = Breaker.TestCase
