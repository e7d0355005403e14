import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput, StoreUnavailable
from llm.calibration import EVEN, Conditions, Weights, conditions, measure, read, save

HERE = Conditions("m.gguf", 10, "ab", threads=2, library="0.3.36")
MEASURED = Weights(12.5, 80.0)


class Machine:
    """A step takes a fixed time and some for each row; every third step is disturbed by `hiccup_s`."""

    def __init__(self, fixed_s: float, prefill_s: float, decode_s: float, hiccup_s: float = 0.0) -> None:
        self.fixed_s, self.hiccup_s = fixed_s, hiccup_s
        self.row_s = {True: prefill_s, False: decode_s}
        self.asked: list[tuple[int, bool]] = []

    def time_step(self, rows: int, prefill: bool) -> float:
        self.asked.append((rows, prefill))
        disturbed = self.hiccup_s if len(self.asked) % 3 == 0 else 0.0
        return self.fixed_s + rows * self.row_s[prefill] + disturbed


@given(st.floats(0, 0.1), st.floats(1e-6, 1e-3), st.floats(1e-6, 1e-3))
def test_a_row_weighs_what_it_adds_to_a_step(fixed_s: float, prefill_s: float, decode_s: float) -> None:
    weights = measure(Machine(fixed_s, prefill_s, decode_s).time_step)
    assert weights.prefill == pytest.approx(prefill_s * 1e6, rel=1e-6)
    assert weights.decode == pytest.approx(decode_s * 1e6, rel=1e-6)


def test_a_disturbed_step_changes_nothing() -> None:
    weights = measure(Machine(0.001, 0.00002, 0.0001, hiccup_s=5.0).time_step)
    assert [weights.prefill, weights.decode] == pytest.approx([20, 100])


def test_where_a_row_adds_nothing_the_mean_of_the_larger_step_counts() -> None:
    weights = measure(Machine(0.0064, 0.0, 0.0001).time_step)
    assert [weights.prefill, weights.decode] == pytest.approx([100, 100])


def test_both_kinds_are_warmed_up_before_they_are_timed() -> None:
    machine = Machine(0.001, 0.00002, 0.0001)
    measure(machine.time_step, repeats=1)
    assert machine.asked == [(64, True), (4, False), (16, True), (64, True), (1, False), (4, False)]


@pytest.mark.parametrize(("sequences", "most"), [(1, 1), (2, 2), (8, 4)])
def test_no_more_sequences_are_decoded_than_there_are(sequences: int, most: int) -> None:
    machine = Machine(0.0, 0.00002, 0.0001)
    weights = measure(machine.time_step, sequences=sequences)
    assert max(rows for rows, prefill in machine.asked if not prefill) == most
    assert weights.decode == pytest.approx(100)


def test_a_clock_that_stands_still_is_no_measurement() -> None:
    with pytest.raises(BadInput, match="weight of 0"):
        measure(lambda rows, prefill: 0.0)


@pytest.mark.parametrize("weight", [0.0, -1.0, float("nan"), float("inf")])
def test_weights_divide_time(weight: float) -> None:
    with pytest.raises(BadInput, match="divides no time"):
        Weights(1.0, weight)


def test_what_was_saved_is_read_under_the_same_conditions(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "calibration.json"
    save(path, HERE, MEASURED)
    assert read(path, HERE) == MEASURED


@pytest.mark.parametrize(
    "other",
    [
        Conditions("n.gguf", 10, "ab", 2, "0.3.36"),
        Conditions("m.gguf", 11, "ab", 2, "0.3.36"),
        Conditions("m.gguf", 10, "cd", 2, "0.3.36"),
        Conditions("m.gguf", 10, "ab", 1, "0.3.36"),
        Conditions("m.gguf", 10, "ab", 2, "0.3.37"),
    ],
    ids=["name", "size", "sha256", "threads", "library"],
)
def test_what_was_measured_under_other_conditions_is_not_used(tmp_path: Path, other: Conditions) -> None:
    path = tmp_path / "calibration.json"
    save(path, HERE, MEASURED)
    assert read(path, other) == EVEN == Weights(1, 1)


def test_a_new_measurement_replaces_the_old_and_the_stale_ones_only(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    other_model = Conditions("n.gguf", 10, "ab", 2, "0.3.36")
    one_thread = Conditions("m.gguf", 10, "ab", 1, "0.3.36")
    old_file = Conditions("m.gguf", 9, "zz", 2, "0.3.36")
    for held in (old_file, other_model, HERE, one_thread):
        save(path, held, Weights(1, 9))
    save(path, HERE, MEASURED)
    found = [read(path, held).decode for held in (other_model, one_thread, HERE, old_file)]
    assert found == [9, 9, 80, 1]
    assert len(json.loads(path.read_text())["entries"]) == 3
    assert [file.name for file in tmp_path.iterdir()] == ["calibration.json"]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"entries": 3}', '{"entries": [3, {"conditions": 1}]}', '{"entries": ["x"]}'],
)
def test_a_damaged_file_is_ignored_and_mended_by_the_next_measurement(tmp_path: Path, text: str) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(text)
    assert read(path, HERE) == EVEN
    save(path, HERE, MEASURED)
    assert read(path, HERE) == MEASURED


@pytest.mark.parametrize("decode", [0, -3, "fast", None])
def test_weights_that_cannot_be_are_ignored(tmp_path: Path, decode: object) -> None:
    path = tmp_path / "calibration.json"
    save(path, HERE, MEASURED)
    document = json.loads(path.read_text())
    document["entries"][0]["decode"] = decode
    path.write_text(json.dumps(document))
    assert read(path, HERE) == EVEN


def test_the_conditions_are_the_files_name_size_and_head(tmp_path: Path) -> None:
    model = tmp_path / "m.gguf"
    model.write_bytes(b"GGUF" + bytes(2 << 20))
    first = conditions(model, threads=2, library="0.3.36")
    assert (first.name, first.size, first.threads) == ("m.gguf", (2 << 20) + 4, 2)
    model.write_bytes(b"GGUG" + bytes(2 << 20))
    assert conditions(model, threads=2, library="0.3.36").sha256 != first.sha256


def test_a_model_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.gguf"):
        conditions(tmp_path / "none.gguf", threads=1, library="0.3.36")


def test_a_folder_that_takes_no_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match=r"calibration\.json"):
        save(tmp_path / "file" / "calibration.json", HERE, MEASURED)
