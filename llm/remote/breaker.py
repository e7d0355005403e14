"""When a server that keeps failing is left alone, and when it is tried again. Pure."""

from collections.abc import Callable

from core.ports import BackendState


class CircuitBreaker:
    """Closed, requests go. After `failures` in a row it opens and none go for `rest_s` seconds; then
    one goes as a probe, whose success closes the breaker and whose failure opens it anew."""

    def __init__(self, failures: int, rest_s: float, clock: Callable[[], float]) -> None:
        self._failures = failures
        self._rest_s = rest_s
        self._clock = clock
        self._failed = 0
        self._opened_s: float | None = None
        self._probing = False
        self._ticket = 0

    def enter(self) -> int | None:
        """A ticket for one request, to be settled in any case; None while no request may go."""
        if self._opened_s is None:
            return self._ticket
        if self._probing or self._rest_left_s():
            return None
        self._probing = True
        self._ticket += 1
        return self._ticket

    def settle(self, ticket: int, healthy: bool | None) -> None:
        """How the request went; None when nothing was learnt of the server. A request that began
        before the breaker opened tells nothing of the server as it is now."""
        if ticket != self._ticket:
            return
        if healthy:
            self._failed, self._opened_s = 0, None
        elif healthy is False:
            self._failed += 1
            if self._probing or self._failed >= self._failures:
                self._open()
        self._probing = False

    def state(self) -> BackendState:
        if self._opened_s is None:
            return BackendState()
        left_s = self._rest_left_s()
        if not left_s and not self._probing:
            return BackendState()
        reason = "is being tried again" if self._probing else f"failed {self._failed} times in a row"
        return BackendState(available=False, wait_s=left_s, reason=reason)

    def _open(self) -> None:
        self._opened_s = self._clock()
        self._ticket += 1

    def _rest_left_s(self) -> float:
        if self._opened_s is None:
            return 0.0
        return max(0.0, self._opened_s + self._rest_s - self._clock())
