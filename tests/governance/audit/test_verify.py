from datetime import timedelta

import pytest

from core.records import AuditLeaf
from governance.audit import AuditTrail, NoteSigner, VerifyReport, verify
from tests.fakes_governance import NOON, MemoryLeafLog, leaf

SIGNER = NoteSigner("port.example/log", bytes(range(32)))


def signed_log(*sizes: int) -> MemoryLeafLog:
    """A log with a checkpoint at each of `sizes`."""
    log = MemoryLeafLog()
    trail = AuditTrail(log, SIGNER)
    for size in sizes:
        log.append([leaf(number) for number in range(log.size(), size)])
        trail.checkpoint()
    return log


def check(log: MemoryLeafLog, **options: tuple[str, ...]) -> VerifyReport:
    return verify(log, SIGNER.verifier, **options)  # type: ignore[arg-type]  # only `kept` is passed


def kinds(report: VerifyReport) -> list[str]:
    return [problem.kind for problem in report.problems]


def test_a_whole_log_agrees_with_its_checkpoints() -> None:
    report = check(signed_log(2, 5, 9))
    assert (report.ok, report.size, report.checkpoints, report.unsigned) == (True, 9, 3, 0)
    assert str(report) == "9 leaves agree with 3 signed checkpoint(s)."


def test_an_empty_log_is_whole() -> None:
    assert check(MemoryLeafLog()).ok


def test_leaves_after_the_newest_checkpoint_are_counted() -> None:
    log = signed_log(4)
    log.append([leaf(4), leaf(5)])
    report = check(log)
    assert (report.ok, report.unsigned) == (True, 2)
    assert "await a checkpoint" in str(report)


@pytest.mark.parametrize("index", range(9))
def test_altering_any_signed_leaf_is_found(index: int) -> None:
    log = signed_log(2, 5, 9)
    log.rows[index] = log.rows[index].replace(b'"allow"', b'"deny"')
    report = check(log)
    assert "root" in kinds(report)
    assert not report.ok
    assert "problem(s)" in str(report)


def test_swapping_two_leaves_is_found() -> None:
    log = signed_log(6)
    log.rows[1], log.rows[4] = log.rows[4], log.rows[1]
    assert kinds(check(log)) == ["root"]


def test_removing_a_leaf_in_the_middle_is_found() -> None:
    log = signed_log(6)
    del log.rows[2]
    assert kinds(check(log)) == ["cut"]


def test_a_gap_in_the_sequence_is_found() -> None:
    class GappedLog(MemoryLeafLog):
        def size(self) -> int:
            return len(self.rows) + 1

    log = GappedLog([leaf(0), leaf(2)])
    assert kinds(check(log)) == ["gap"]


def test_cutting_the_tail_is_found() -> None:
    log = signed_log(3, 6)
    del log.rows[4:]
    assert kinds(check(log)) == ["cut"]


def test_cutting_tail_and_checkpoints_is_found_by_a_checkpoint_kept_elsewhere() -> None:
    log = signed_log(3, 6)
    kept = log.notes.pop()[1]
    del log.rows[4:]
    assert check(log).ok
    assert kinds(check(log, kept=(kept,))) == ["cut"]


def test_rewriting_the_log_with_its_hashes_is_found_without_the_key() -> None:
    forger = NoteSigner("port.example/log", bytes(32))
    log = MemoryLeafLog([leaf(7)])
    AuditTrail(log, forger).checkpoint()
    assert kinds(check(log)) == ["checkpoint"]


def test_an_altered_checkpoint_is_found() -> None:
    log = signed_log(3)
    size, note = log.notes[0]
    log.notes[0] = (size, note.replace("\n3\n", "\n2\n"))
    assert kinds(check(log)) == ["checkpoint"]


def test_a_checkpoint_stored_at_another_size_is_found() -> None:
    log = signed_log(3, 4)
    log.notes[1] = (5, log.notes[1][1])
    assert kinds(check(log)) == ["checkpoint"]


def test_checkpoints_out_of_order_are_found() -> None:
    log = signed_log(3, 4)
    log.notes.reverse()
    assert kinds(check(log)) == ["checkpoint"]


def test_a_row_that_is_no_leaf_is_found() -> None:
    log = MemoryLeafLog([leaf(0)])
    log.rows.append(b"scribble")
    log.rows.append(b"{}")
    log.rows.append(b'{"at":"2026-11-01","turn_id":""}')
    report = check(log)
    assert kinds(report) == ["leaf", "leaf", "leaf"]


def at(seconds: float, turn_id: str = "") -> AuditLeaf:
    return leaf(at=NOON + timedelta(seconds=seconds), turn_id=turn_id)


@pytest.mark.parametrize(
    ("leaves", "found"),
    [
        ([at(0), at(5), at(5)], []),
        ([at(0), at(-59)], []),
        ([at(0), at(-61)], ["clock"]),
        ([at(100), at(50), at(30)], ["clock"]),
        ([at(0, "t1"), at(-61, "t1")], ["clock"]),
        ([at(7200), at(0, "t1"), at(1, "t1"), at(7201)], []),
        ([at(50, "t2"), at(-50, "t1")], []),
    ],
    ids=[
        "in order",
        "within the tolerance",
        "beyond it",
        "in two steps",
        "inside a turn",
        "a turn written long after it happened",
        "turns that overlapped",
    ],
)
def test_a_clock_that_goes_back_is_found(leaves: list[AuditLeaf], found: list[str]) -> None:
    assert kinds(check(MemoryLeafLog(leaves))) == found
