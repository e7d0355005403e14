"""Slows down guessing: after five failures in a quarter of an hour a user id has to wait."""

import math
import threading
from collections import deque
from datetime import datetime, timedelta

from core.clock import Clock
from core.errors import Busy

FAILURES = 5
WINDOW = timedelta(minutes=15)
REMEMBERED = 10_000
"""Names kept in memory; whoever tries more names than this pushes out the oldest."""


class SignInThrottle:
    """Counts failures by user id, known or not, in memory of this process. Thread-safe."""

    def __init__(self, clock: Clock, *, failures: int = FAILURES, window: timedelta = WINDOW) -> None:
        self._clock = clock
        self._most = failures
        self._window = window
        self._failed: dict[str, deque[datetime]] = {}
        self._lock = threading.Lock()

    def attempt(self, user_id: str) -> None:
        """Call before the password is looked at: it counts as a failure until `succeeded`, so that guesses
        made at the same time count too. Raises Busy with the seconds until the oldest is forgotten."""
        now = self._clock.now()
        with self._lock:
            # Put back at the end, so that the first key is the one longest without an attempt.
            times = self._failed.pop(user_id, deque())
            self._failed[user_id] = times = deque(at for at in times if at > now - self._window)
            if len(self._failed) > REMEMBERED:
                del self._failed[next(iter(self._failed))]
            if len(times) < self._most:
                times.append(now)
                return
            wait_s = (times[0] + self._window - now).total_seconds()
        raise Busy("Too many sign-ins with a wrong password.", retry_after_s=max(1, math.ceil(wait_s)))

    def succeeded(self, user_id: str) -> None:
        with self._lock:
            self._failed.pop(user_id, None)
