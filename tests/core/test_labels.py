from hypothesis import given
from hypothesis import strategies as st

from core.ids import MerchantId, UserId
from core.labels import Integrity, Label, join
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
        Principal(role=Role.BUYER, user_id=UserId("a")),
        Principal(role=Role.MERCHANT, user_id=UserId("m"), merchant_id=MerchantId("M1")),
    ]
)


@given(st.lists(labels), people)
def test_who_may_read_a_joined_value_may_read_each_part(parts: list[Label], person: Principal) -> None:
    joined = join(parts)
    if joined.may_read(person):
        assert all(part.may_read(person) for part in parts)
    assert all(joined.integrity <= part.integrity for part in parts)
    assert joined.confidential == any(part.confidential for part in parts)


def test_one_buyers_price_beside_a_registered_one_is_still_that_buyers() -> None:
    mine = Label(readers=frozenset({"a"}))
    registered = Label(readers=frozenset({"registered"}))
    assert join([registered, mine]).readers == frozenset({"a"})
    assert join([mine, registered]).may_read(Principal(role=Role.BUYER, user_id=UserId("a")))


def test_a_label_without_readers_shows_nobody_anything() -> None:
    assert not Label(readers=frozenset()).may_read(VISITOR)
    assert Label().may_read(VISITOR)
