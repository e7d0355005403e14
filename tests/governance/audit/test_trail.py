import base64

import pytest

from core.errors import BadInput, NotFound, SystemFault
from core.records import AuditLeaf
from governance.audit import AuditTrail, NoteSigner, check_proof
from governance.audit.checkpoint import open_checkpoint
from governance.audit.merkle import EMPTY_ROOT, is_consistent
from governance.audit.tree import LogTree
from tests.fakes_governance import NOON, MemoryLeafLog, leaf

SIGNER = NoteSigner("port.example/log", bytes(range(32)))


def trail_of(count: int) -> tuple[AuditTrail, MemoryLeafLog]:
    log = MemoryLeafLog([leaf(number) for number in range(count)])
    return AuditTrail(log, SIGNER), log


def test_outside_a_turn_a_leaf_is_appended_at_once() -> None:
    trail, log = trail_of(0)
    trail.record(leaf(1))
    assert log.rows == [leaf(1).canonical()]


def test_a_checkpoint_is_the_signed_root_of_the_whole_log() -> None:
    trail, log = trail_of(5)
    checkpoint = open_checkpoint(trail.checkpoint(), SIGNER.verifier)
    tree = LogTree()
    for row in log.rows:
        tree.add(row)
    assert (checkpoint.origin, checkpoint.size, checkpoint.root) == ("port.example/log", 5, tree.root())
    assert log.notes == [(5, trail.checkpoint())]


def test_the_checkpoint_text_has_its_three_lines() -> None:
    trail, _ = trail_of(0)
    text = trail.checkpoint().split("\n\n")[0]
    assert text == f"port.example/log\n0\n{base64.b64encode(EMPTY_ROOT).decode()}"


def test_an_unchanged_log_is_not_signed_again() -> None:
    trail, log = trail_of(3)
    assert trail.checkpoint() == trail.checkpoint()
    assert len(log.notes) == 1


def test_a_checkpoint_reads_only_what_is_new() -> None:
    trail, log = trail_of(100)
    trail.checkpoint()
    log.read = 0
    trail.record(leaf(100))
    trail.checkpoint()
    assert log.read == 1


def test_each_checkpoint_extends_the_one_before() -> None:
    trail, log = trail_of(3)
    earlier = open_checkpoint(trail.checkpoint(), SIGNER.verifier)
    log.append([leaf(number) for number in range(3, 11)])
    later = open_checkpoint(trail.checkpoint(), SIGNER.verifier)
    tree = LogTree()
    tree.catch_up(log)
    path = tree.consistency(earlier.size, later.size)
    assert is_consistent(earlier.size, earlier.root, later.size, later.root, path)


def test_after_a_restart_the_trail_goes_on() -> None:
    trail, log = trail_of(3)
    trail.checkpoint()
    log.append([leaf(3)])
    assert open_checkpoint(AuditTrail(log, SIGNER).checkpoint(), SIGNER.verifier).size == 4
    assert [size for size, _ in log.notes] == [3, 4]


def test_a_log_that_was_altered_before_a_restart_is_not_signed() -> None:
    trail, log = trail_of(3)
    trail.checkpoint()
    log.rows[1] = leaf(9).canonical()
    with pytest.raises(SystemFault, match="does not agree"):
        AuditTrail(log, SIGNER).checkpoint()
    assert len(log.notes) == 1


def test_a_log_that_was_cut_is_not_signed() -> None:
    trail, log = trail_of(3)
    trail.checkpoint()
    log.rows.pop()
    for running in (trail, AuditTrail(log, SIGNER)):
        with pytest.raises(SystemFault):
            running.checkpoint()
    assert len(log.notes) == 1


def test_a_log_signed_by_another_key_is_not_signed() -> None:
    trail, log = trail_of(3)
    trail.checkpoint()
    with pytest.raises(SystemFault, match="does not agree"):
        AuditTrail(log, NoteSigner("port.example/log", bytes(32))).checkpoint()


@pytest.mark.parametrize("index", [0, 3, 6])
def test_a_proof_stands_alone(index: int) -> None:
    trail, log = trail_of(7)
    proved, checkpoint = check_proof(trail.prove(index), log.rows[index], SIGNER.verifier)
    assert (proved, checkpoint.size) == (index, 7)


def test_a_proof_begins_as_the_format_says() -> None:
    trail, _ = trail_of(2)
    assert trail.prove(1).startswith("c2sp.org/tlog-proof@v1\nindex 1\n")
    assert trail_of(1)[0].prove(0).startswith("c2sp.org/tlog-proof@v1\nindex 0\n\nport.example/log\n1\n")


def test_a_proof_with_extra_data_still_holds() -> None:
    trail, log = trail_of(4)
    text = trail.prove(2).replace("index 2", "extra AAAA\nindex 2")
    assert check_proof(text, log.rows[2], SIGNER.verifier)[0] == 2


def test_an_altered_proof_does_not_hold() -> None:
    trail, log = trail_of(4)
    text = trail.prove(2)
    lines = text.split("\n")
    swapped = "\n".join([*lines[:2], lines[3], lines[2], *lines[4:]])
    for altered in (
        swapped,
        text.replace("index 2", "index 3"),
        text.replace("index 2", "index x"),
        "",
        lines[0],
    ):
        with pytest.raises(BadInput):
            check_proof(altered, log.rows[2], SIGNER.verifier)
    with pytest.raises(BadInput):
        check_proof(text, log.rows[1], SIGNER.verifier)


@pytest.mark.parametrize("index", [-1, 3])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index: int) -> None:
    with pytest.raises(NotFound):
        trail_of(3)[0].prove(index)


def test_a_leaf_too_long_for_the_format_is_refused() -> None:
    trail, log = trail_of(0)
    long = AuditLeaf(NOON, "zola", "buyer", "read", "x" * 70_000, "allow")
    with pytest.raises(SystemFault, match="65535"):
        trail.record(long)
    assert log.rows == []


def test_a_running_trail_verifies_itself() -> None:
    trail, _ = trail_of(3)
    trail.checkpoint()
    report = trail.verify()
    assert (report.ok, report.size, report.checkpoints, report.unsigned) == (True, 3, 1, 0)
