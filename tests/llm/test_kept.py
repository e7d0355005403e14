"""What conversations keep out of the cache, on a memory that is only told of."""

from collections.abc import Iterator

import pytest

from llm.kept import Entry, KeptPrefixes
from llm.sequence import Owner, Sequence

ANNA = ("anna", "c1")
PUBLIC = 20


class Cells:
    """Implements llm.kept.States: a slot is a number of cells; a state is their number as text."""

    def __init__(self, *, can_cut: bool = True) -> None:
        self.can_cut = can_cut
        self.slots: dict[int, int] = {}

    def free(self, slot: int) -> None:
        self.slots.pop(slot, None)

    def share(self, source: int, target: int) -> None:
        self.slots[target] = self.slots.get(target, 0) + self.slots[source]

    def trim(self, slot: int, first: int, end: int = -1) -> bool:
        if not self.can_cut:
            return False
        self.slots[slot] = self.slots[slot] - end if end >= 0 else first - PUBLIC
        return True

    def save(self, slot: int) -> bytes:
        return b"x" * self.slots[slot]

    def load(self, slot: int, state: bytes) -> bool:
        self.slots[slot] = len(state)
        return True


class Drawer:
    """Implements llm.kept.Disk."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def put(self, entry: Entry) -> None:
        self.entries.append(entry)

    def take(self, owner: Owner) -> list[Entry]:
        taken = [entry for entry in self.entries if entry.owner == owner]
        self.entries = [entry for entry in self.entries if entry.owner != owner]
        return taken

    def forget(self, conversation_id: str) -> None:
        self.entries = [entry for entry in self.entries if entry.owner[1] != conversation_id]


def ended(own: int, owner: Owner = ANNA, public: int = PUBLIC) -> Sequence:
    """A sequence in slot 0 that has evaluated all but its last token."""
    sequence = Sequence([*range(public), *range(1000, 1000 + own)], 1, public, owner)
    sequence.slot, sequence.evaluated = 0, public + own - 1
    return sequence


def begun(own: int, owner: Owner = ANNA) -> Sequence:
    """One that has its public cells in slot 1 and nothing else."""
    sequence = ended(own, owner)
    sequence.slot, sequence.evaluated = 1, PUBLIC
    return sequence


def keep(kept: KeptPrefixes, cells: Cells, sequence: Sequence) -> None:
    cells.slots[0] = sequence.evaluated
    kept.put(sequence)


@pytest.fixture
def cells() -> Iterator[Cells]:
    cells = Cells()
    yield cells
    assert 9 not in cells.slots, "the passing slot is empty between calls"


def test_what_was_evaluated_comes_back_beyond_what_is_public(cells: Cells) -> None:
    kept = KeptPrefixes(cells, 9, 1000)
    keep(kept, cells, ended(50))
    assert kept.bytes == 49
    cells.slots[1] = PUBLIC
    assert kept.restore(begun(80), free=500) == 49
    assert cells.slots[1] == PUBLIC + 49


def test_without_room_for_the_whole_it_stays_where_it_is(cells: Cells) -> None:
    kept = KeptPrefixes(cells, 9, 1000)
    keep(kept, cells, ended(50))
    cells.slots[1] = PUBLIC
    assert kept.restore(begun(80), free=48) == 0
    assert kept.count == 1
    assert kept.restore(begun(80), free=49) == 49


def test_a_longer_text_replaces_the_shorter(cells: Cells) -> None:
    kept = KeptPrefixes(cells, 9, 1000)
    keep(kept, cells, ended(50))
    keep(kept, cells, ended(90))
    assert (kept.count, kept.bytes) == (1, 89)


def test_the_one_not_used_for_longest_makes_room_and_goes_to_the_disk(cells: Cells) -> None:
    disk = Drawer()
    kept = KeptPrefixes(cells, 9, 150, disk)
    for number in range(3):
        keep(kept, cells, ended(50, ("anna", f"c{number}")))
    keep(kept, cells, ended(50, ("anna", "c3")))
    assert [entry.owner[1] for entry in disk.entries] == ["c0"]
    cells.slots[1] = PUBLIC
    assert kept.restore(begun(80, ("anna", "c0")), free=500) == 49


def test_one_that_is_larger_than_all_the_room_leaves_the_others(cells: Cells) -> None:
    disk = Drawer()
    kept = KeptPrefixes(cells, 9, 120, disk)
    keep(kept, cells, ended(50, ("anna", "small")))
    keep(kept, cells, ended(200, ("anna", "large")))
    assert [entry.owner[1] for entry in disk.entries] == ["large"]
    assert kept.count == 1


def test_a_model_that_cannot_cut_takes_the_whole_or_nothing() -> None:
    cells = Cells(can_cut=False)
    kept = KeptPrefixes(cells, 9, 1000)
    keep(kept, cells, ended(50, public=0))
    longer, other = ended(80, public=0), ended(30, public=0)
    for sequence in (longer, other):
        sequence.slot, sequence.evaluated = 1, 0
        cells.slots[1] = 0
    assert kept.restore(other, free=500) == 0
    assert kept.restore(longer, free=500) == 49


def test_what_such_a_model_evaluated_after_a_public_prefix_is_not_kept() -> None:
    cells = Cells(can_cut=False)
    kept = KeptPrefixes(cells, 9, 1000)
    keep(kept, cells, ended(50))
    assert kept.count == kept.bytes == 0
    assert 9 not in cells.slots
