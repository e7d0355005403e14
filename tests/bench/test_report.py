"""Medians, ratios and tables of runs."""

from pathlib import Path

import pytest

from bench.engine import report
from tests.bench.runs import a_run


def test_a_cell_has_the_medians_of_its_repeats() -> None:
    runs = [a_run(repeat=at, wall_s=wall_s) for at, wall_s in enumerate((1.0, 2.0, 10.0))]
    [cell] = report.cells(runs)
    assert (cell.repeats, cell.tokens_per_s, cell.wall_s) == (3, 500.0, 2.0)
    assert cell.first_p50_s == pytest.approx(0.3)
    assert cell.cpu_s_per_1000 == 3.0


def test_a_ratio_is_of_medians_and_shows_the_single_repeats() -> None:
    ours = [a_run("quayside", "new", repeat=at, wall_s=wall_s) for at, wall_s in enumerate((1.0, 2.0, 9.0))]
    theirs = [a_run("llama-server", "new", repeat=at, wall_s=4.0) for at in range(3)]
    [ratio] = report.ratios(ours + theirs)
    assert ratio.name == "a model: 16 new conversations, time, quayside / llama-server"
    assert (ratio.value, ratio.least, ratio.most) == (0.5, 0.25, 2.25)


def test_decoding_is_compared_by_its_own_rate() -> None:
    runs = [
        a_run("quayside", "decode", decode_rate=90.0),
        a_run("llama-server", "decode", decode_rate=60.0),
    ]
    [ratio] = report.ratios(runs)
    assert ratio.value == 1.5


def test_later_turns_are_compared_with_the_first() -> None:
    [ratio] = report.ratios([a_run()])
    assert ratio.name == "a model: first token at 16, quayside, turns 2+ / turn 1"
    assert ratio.value == pytest.approx(1 / 3)


def test_there_is_no_ratio_of_a_system_that_did_not_run() -> None:
    assert report.ratios([a_run("llama-cpp-python", "new", later_s=())]) == []


def test_the_table_has_a_row_for_each_system_and_number() -> None:
    runs = [
        a_run("llama-server", conversations=16),
        a_run(conversations=4),
        a_run(conversations=16, equal=15),
    ]
    rows = [line for line in report.markdown(runs).splitlines() if line.startswith(("| 4 ", "| 16 "))]
    assert rows == [
        "| 4 | quayside | 500.0 | 300 ms | 390 ms | 100 ms | 100 ms | 3.00 | 100 |",
        "| 16 | llama-server | 500.0 | 300 ms | 390 ms | 100 ms | 100 ms | 3.00 | 100 |",
        "| 16 | quayside | 500.0 | 300 ms | 390 ms | 100 ms | 100 ms | 3.00 | 100 |",
    ]
    assert "a model, quayside: 15 of 16 conversations are word for word" in report.markdown(runs)


def test_the_chart_is_drawn(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    from bench.engine import chart

    runs = [
        a_run(system, conversations=count) for system in ("quayside", "llama-server") for count in (1, 16)
    ]
    written = chart.draw(report.cells(runs), tmp_path)
    assert [path.name for path in written] == ["engine.png", "engine.svg"]
    assert all(path.stat().st_size > 1000 for path in written)
