"""Verification of a whole log from its bytes: every leaf hash, every signed checkpoint, order and time."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from core.errors import BadInput, SystemFault
from core.ports import LeafLog
from governance.audit.checkpoint import Checkpoint, open_checkpoint
from governance.audit.merkle import CompactRange, leaf_hash
from governance.audit.note import NoteVerifier
from governance.audit.tree import leaves_between

ProblemKind = Literal["gap", "leaf", "clock", "checkpoint", "cut", "root"]


@dataclass(frozen=True, slots=True)
class Problem:
    """`index` is a leaf's index, or a checkpoint's tree size."""

    kind: ProblemKind
    index: int
    message: str


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """`root` is recomputed from all leaves; `unsigned` counts leaves that no valid checkpoint covers."""

    size: int
    root: bytes
    checkpoints: int
    unsigned: int
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        return not self.problems

    def __str__(self) -> str:
        if self.problems:
            first = self.problems[0]
            return f"{len(self.problems)} problem(s) in {self.size} leaves; the first: {first.message}"
        tail = f"; the last {self.unsigned} await a checkpoint" if self.unsigned else ""
        return f"{self.size} leaves agree with {self.checkpoints} signed checkpoint(s){tail}."


def verify(
    log: LeafLog,
    verifier: NoteVerifier,
    *,
    kept: Sequence[str] = (),
    tolerance_s: float = 60.0,
) -> VerifyReport:
    """Everything that can be found wrong with `log`.

    `kept` are checkpoints kept elsewhere: only they reveal a tail that was cut together
    with the checkpoints over it. A clock may step back by `tolerance_s`.
    """
    size = log.size()
    problems: list[Problem] = []
    signed = _signed(log.checkpoints(), kept, verifier, problems)
    roots = _recompute(log, size, {checkpoint.size for checkpoint in signed}, tolerance_s, problems)
    for checkpoint in signed:
        _compare(checkpoint, size, roots, problems)
    covered = max((c.size for c in signed if roots.get(c.size) == c.root), default=0)
    return VerifyReport(size, roots[size], len(signed), size - covered, tuple(problems))


def _signed(
    stored: Sequence[tuple[int, str]], kept: Sequence[str], verifier: NoteVerifier, problems: list[Problem]
) -> list[Checkpoint]:
    """The checkpoints whose signature holds, in the order they are stored."""
    found: list[Checkpoint] = []
    largest = 0
    for size, note in [*stored, *((-1, note) for note in kept)]:
        try:
            checkpoint = open_checkpoint(note, verifier)
        except BadInput as error:
            problems.append(Problem("checkpoint", size, f"The checkpoint of size {size}: {error.message}"))
            continue
        if size >= 0 and (checkpoint.size != size or size < largest):
            message = f"The checkpoint stored at size {size} is of size {checkpoint.size}, after {largest}."
            problems.append(Problem("checkpoint", size, message))
        largest = max(largest, size)
        found.append(checkpoint)
    return found


def _recompute(
    log: LeafLog, size: int, wanted: set[int], tolerance_s: float, problems: list[Problem]
) -> dict[int, bytes]:
    """Roots at the sizes `wanted` and at `size`, as far as the leaves can be read."""
    tree, clock = CompactRange(), _ClockCheck(timedelta(seconds=tolerance_s), problems)
    roots = {0: tree.root()}
    try:
        for index, leaf in enumerate(leaves_between(log, 0, size)):
            tree.add([leaf_hash(leaf)])
            clock.see(index, leaf)
            if index + 1 in wanted:
                roots[index + 1] = tree.root()
    except SystemFault as error:
        problems.append(Problem("gap", tree.size, error.message))
    return roots | {size: tree.root()}


def _compare(checkpoint: Checkpoint, size: int, roots: dict[int, bytes], problems: list[Problem]) -> None:
    at = checkpoint.size
    if at > size:
        message = f"A checkpoint was signed at size {at}; {size} leaves are left."
        problems.append(Problem("cut", at, message))
    elif roots.get(at) != checkpoint.root:
        message = f"The first {at} leaves do not give the root that was signed."
        problems.append(Problem("root", at, message))


class _ClockCheck:
    """Leaves recorded at once follow each other in time, and so do those of one turn.

    A turn's leaves are written when it ends, which may be long after they happened when a crash came
    between; so they are compared with each other only.
    """

    def __init__(self, tolerance: timedelta, problems: list[Problem]) -> None:
        self._tolerance = tolerance
        self._problems = problems
        self._turn = ""
        self._latest: dict[bool, datetime] = {}

    def see(self, index: int, leaf: bytes) -> None:
        try:
            row = json.loads(leaf)
            at, turn = datetime.fromisoformat(row["at"]), str(row["turn_id"])
            self._compare(index, at, turn)
        except (ValueError, KeyError, TypeError) as error:
            message = f"Leaf {index} is no audit leaf ({type(error).__name__})."
            self._problems.append(Problem("leaf", index, message))

    def _compare(self, index: int, at: datetime, turn: str) -> None:
        in_turn = bool(turn)
        if in_turn and turn != self._turn:
            self._turn = turn
            self._latest.pop(True, None)
        latest = self._latest.get(in_turn, at)
        if at < latest - self._tolerance:
            message = f"Leaf {index} is from {at.isoformat()}, after one from {latest.isoformat()}."
            self._problems.append(Problem("clock", index, message))
        self._latest[in_turn] = max(at, latest)
