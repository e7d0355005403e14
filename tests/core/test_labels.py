from hypothesis import given
from hypothesis import strategies as st

from core.labels import Integrity, Label, join, reader_ids
from core.principal import VISITOR, Principal, Role

labels = st.builds(
    Label,
    readers=st.none() | st.frozensets(st.sampled_from(["a", "b", "registered", "merchant:M1"])),
    integrity=st.sampled_from(Integrity),
    confidential=st.booleans(),
)
people = st.sampled_from(
    [
        VISITOR,
        Principal(role=Role.BUYER, user_id="a"),  # type: ignore[arg-type]  # NewType of str
        Principal(role=Role.MERCHANT, user_id="m", merchant_id="M1"),  # type: ignore[arg-type]  # NewType
    ]
)


@given(st.lists(labels), people)
def test_joining_never_adds_a_reader_or_trust(parts: list[Label], person: Principal) -> None:
    joined = join(parts)
    if joined.may_read(person) and joined.readers is not None:
        assert reader_ids(person) & joined.readers
    assert all(joined.integrity <= part.integrity for part in parts)
    assert joined.confidential == any(part.confidential for part in parts)
    for part in parts:
        if joined.readers is None:
            assert part.readers is None
        elif part.readers is not None:
            assert joined.readers <= part.readers


def test_a_label_without_readers_shows_nobody_anything() -> None:
    assert not Label(readers=frozenset()).may_read(VISITOR)
    assert Label().may_read(VISITOR)
