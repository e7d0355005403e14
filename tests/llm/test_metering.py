from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.calibration import Weights
from llm.metering import Meter
from llm.scheduler import Chunk
from llm.sequence import Sequence

seconds = st.floats(0, 1000, allow_nan=False)


@given(st.lists(st.tuples(seconds, st.lists(st.integers(1, 500), max_size=6)), max_size=30))
def test_every_second_is_idle_or_charged_to_sequences(laps: list[tuple[float, list[int]]]) -> None:
    now = 0.0
    meter = Meter(lambda: now, lambda: 2 * now)
    charged: list[Sequence] = []
    for lap, counts in laps:
        now += lap
        sequences = [Sequence([0], 1) for _ in counts]
        if sequences:
            meter.charge(list(zip(sequences, counts, strict=True)))
        else:
            meter.rest()
        charged += sequences
    assert meter.busy_s + meter.idle_s == pytest.approx(now)
    assert sum(sequence.busy_s for sequence in charged) == pytest.approx(meter.busy_s)
    assert sum(sequence.cpu_s for sequence in charged) == pytest.approx(meter.cpu_s)
    assert meter.cpu_s == pytest.approx(2 * meter.busy_s)


def test_a_lap_is_divided_by_rows() -> None:
    ticks: Iterator[float] = iter([0.0, 8.0])
    meter = Meter(lambda: next(ticks), lambda: 0.0)
    one, three = Sequence([0], 1), Sequence([0], 1)
    meter.charge([(one, 1), (three, 3)])
    assert (one.busy_s, three.busy_s) == (2.0, 6.0)


def test_a_written_token_weighs_what_was_measured() -> None:
    ticks: Iterator[float] = iter([0.0, 10.0])
    meter = Meter(lambda: next(ticks), lambda: 0.0, Weights(prefill=1, decode=4))
    reading, writing = Sequence([0] * 6, 1), Sequence([0], 5)
    writing.tokens.append(0)
    meter.charge_step([Chunk(writing, 0, 1, 1, samples=True), Chunk(reading, 1, 0, 6, samples=True)])
    assert (reading.busy_s, writing.busy_s) == (6.0, 4.0)
