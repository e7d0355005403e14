"""The engine's clock: every second of it is either idle or charged to sequences, by their tokens."""

from collections.abc import Callable, Iterable

from llm.sequence import Sequence


class Meter:
    """Time runs in laps without gaps, so `busy_s + idle_s` is all the time since the start."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._mark = clock()
        self.busy_s = 0.0
        self.idle_s = 0.0

    def charge(self, rows: Iterable[tuple[Sequence, int]]) -> None:
        """Ends a lap and divides it among sequences in proportion to their number of rows."""
        shares = list(rows)
        lap, total = self._lap(), sum(count for _, count in shares)
        self.busy_s += lap
        for sequence, count in shares:
            sequence.busy_s += lap * count / total

    def rest(self) -> None:
        """Ends a lap in which there was nothing to do."""
        self.idle_s += self._lap()

    def _lap(self) -> float:
        mark, self._mark = self._mark, self._clock()
        return self._mark - mark
