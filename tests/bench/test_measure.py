"""Figures of answers, and of this very process."""

import os

import pytest

from bench.engine import measure
from bench.engine.playing import Answer


def answer(arrivals: tuple[float, ...], *, started_s: float = 0.0, turn: int = 0) -> Answer:
    return Answer(0, turn, " a" * len(arrivals), started_s, arrivals[-1], arrivals)


def test_the_first_turn_and_later_ones_wait_apart() -> None:
    answers = [answer((1.0, 2.0)), answer((3.5, 4.0), started_s=3.0, turn=1)]
    assert measure.waits(answers) == ((1.0,), (0.5,))
    assert measure.wall_s(answers) == 4.0


def test_decoding_counts_from_the_last_first_token_to_the_first_end() -> None:
    answers = [answer((1.0, 2.0, 3.0, 4.0)), answer((2.0, 3.0, 4.0, 5.0))]
    assert measure.decode_rate(answers) == pytest.approx(4 / 2.0)  # at 3 and 4 both, in two seconds


def test_one_after_another_has_no_decoding_together() -> None:
    assert measure.decode_rate([answer((1.0, 2.0)), answer((3.0, 4.0))]) is None


def test_quantiles_lie_between_neighbours() -> None:
    assert measure.quantile([7.0], 95) == 7.0
    assert measure.quantile([1.0, 2.0, 3.0], 50) == 2.0


def test_a_process_has_spent_time_and_memory() -> None:
    measure.reset_peak(os.getpid())
    assert measure.cpu_s(os.getpid()) > 0
    assert measure.peak_mib(os.getpid()) > 1
