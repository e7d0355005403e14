"""The engine's clocks: every second of them is either idle or charged to sequences, by their tokens."""

from collections.abc import Callable, Iterable

from llm.calibration import EVEN, Weights
from llm.scheduler import Chunk
from llm.sequence import Sequence


class Meter:
    """Time runs in laps without gaps, so `busy_s + idle_s` is all the wall time since the start. A busy
    lap's processor time is the whole process's: other work at the same moment is in it."""

    def __init__(
        self, clock: Callable[[], float], cpu_clock: Callable[[], float], weights: Weights = EVEN
    ) -> None:
        self._clock, self._cpu_clock = clock, cpu_clock
        self._mark, self._cpu_mark = clock(), cpu_clock()
        self.weights = weights
        self.busy_s = 0.0
        self.idle_s = 0.0
        self.cpu_s = 0.0

    def charge_step(self, chunks: Iterable[Chunk]) -> None:
        """Ends a lap and divides it among the sequences of a step: each token by what its kind costs."""
        self.charge((chunk.sequence, chunk.count * self._weight(chunk)) for chunk in chunks)

    def charge(self, shares: Iterable[tuple[Sequence, float]]) -> None:
        """Ends a lap and divides it among sequences in proportion to their shares."""
        owed = list(shares)
        lap, cpu = self._lap()
        self.busy_s += lap
        self.cpu_s += cpu
        total = sum(share for _, share in owed)
        for sequence, share in owed:
            sequence.busy_s += lap * share / total
            sequence.cpu_s += cpu * share / total

    def rest(self) -> None:
        """Ends a lap in which there was nothing to do."""
        self.idle_s += self._lap()[0]

    def _weight(self, chunk: Chunk) -> float:
        decodes = chunk.start >= chunk.sequence.prompt_tokens
        return self.weights.decode if decodes else self.weights.prefill

    def _lap(self) -> tuple[float, float]:
        mark, self._mark = self._mark, self._clock()
        cpu_mark, self._cpu_mark = self._cpu_mark, self._cpu_clock()
        return self._mark - mark, self._cpu_mark - cpu_mark
