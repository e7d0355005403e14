from datetime import timedelta

import pytest

from core.clock import SettableClock
from core.errors import BadInput, Busy, NotFound, NotPermitted
from core.ids import UserId
from core.principal import Principal, Role
from governance.identity import Accounts
from tests.fakes_governance import NOON, MemoryIdentityStore

BUYER = Principal(Role.BUYER, UserId("zola"))
ADMIN = Principal(Role.ADMIN, UserId("harbour"))
PASSWORD = "correct-horse"


class Door:
    """Accounts over memory, with a clock that the test moves."""

    def __init__(self) -> None:
        self.clock = SettableClock(NOON)
        self.store = MemoryIdentityStore(BUYER, ADMIN)
        self.accounts = Accounts(self.store, self.clock, timedelta(hours=12))
        self.accounts.set_password("zola", PASSWORD)

    def later(self, **by: float) -> None:
        self.clock.instant += timedelta(**by)

    def guess(self, user_id: str = "zola", password: str = "wrong-guess") -> str:
        with pytest.raises(NotPermitted) as refused:
            self.accounts.sign_in(user_id, password)
        return str(refused.value)


@pytest.fixture
def door() -> Door:
    return Door()


def test_a_session_tells_who_signed_in(door: Door) -> None:
    token = door.accounts.sign_in("zola", PASSWORD)
    assert door.accounts.principal_of(token) == BUYER


def test_only_hashes_are_stored(door: Door) -> None:
    token = door.accounts.sign_in("zola", PASSWORD)
    key = door.accounts.issue_api_key("zola", "laptop")
    kept = repr((door.store.hashes, door.store.sessions, door.store.keys))
    assert all(secret not in kept for secret in (PASSWORD, token, key))
    assert door.store.hashes["zola"].startswith("$argon2id$")


def test_a_session_ends_when_its_time_is_over(door: Door) -> None:
    token = door.accounts.sign_in("zola", PASSWORD)
    door.later(hours=11, minutes=59)
    assert door.accounts.principal_of(token) == BUYER
    door.later(minutes=1)
    assert door.accounts.principal_of(token) is None


def test_signing_out_ends_the_session_and_may_be_repeated(door: Door) -> None:
    token, other = door.accounts.sign_in("zola", PASSWORD), door.accounts.sign_in("zola", PASSWORD)
    door.accounts.sign_out(token)
    door.accounts.sign_out(token)
    assert door.accounts.principal_of(token) is None
    assert door.accounts.principal_of(other) == BUYER


def test_a_wrong_user_and_a_wrong_password_are_told_alike(door: Door) -> None:
    assert door.guess() == door.guess(user_id="nobody") == door.guess(user_id="harbour")


def test_an_empty_or_endless_password_is_refused(door: Door) -> None:
    door.guess(password="")
    door.guess(password=PASSWORD * 100)
    with pytest.raises(BadInput):
        door.accounts.set_password("zola", "short")
    with pytest.raises(BadInput):
        door.accounts.set_password("zola", "x" * 1025)


def test_the_longest_password_signs_in(door: Door) -> None:
    door.accounts.set_password("zola", "x" * 1024)
    assert door.accounts.sign_in("zola", "x" * 1024)
    door.guess(password="x" * 1025)


def test_the_sixth_guess_in_a_quarter_of_an_hour_has_to_wait(door: Door) -> None:
    for _ in range(5):
        door.guess()
        door.later(minutes=1)
    with pytest.raises(Busy) as refused:
        door.accounts.sign_in("zola", PASSWORD)
    assert refused.value.retry_after_s == 10 * 60
    door.later(minutes=10)
    assert door.accounts.sign_in("zola", PASSWORD)


def test_guessing_one_user_does_not_lock_out_another(door: Door) -> None:
    door.accounts.set_password("harbour", "another-word")
    for _ in range(5):
        door.guess()
    assert door.accounts.sign_in("harbour", "another-word")


def test_a_success_forgets_the_failures_before_it(door: Door) -> None:
    for _ in range(3):
        for _ in range(4):
            door.guess()
        assert door.accounts.sign_in("zola", PASSWORD)


def test_unknown_users_are_slowed_down_too(door: Door) -> None:
    for _ in range(5):
        door.guess(user_id="nobody")
    with pytest.raises(Busy):
        door.accounts.sign_in("nobody", "wrong-guess")


@pytest.mark.parametrize("token", ["", "qsession_", "qsession_" + "A" * 43, "名", "qsession_é"])
def test_nobody_is_behind_a_made_up_session(door: Door, token: str) -> None:
    door.accounts.sign_out(token)
    assert door.accounts.principal_of(token) is None


def test_an_api_key_tells_whose_it_is(door: Door) -> None:
    key = door.accounts.issue_api_key("harbour", "import job")
    assert door.accounts.principal_of_key(key) == ADMIN
    assert door.accounts.principal_of(key) is None
    assert [name for _, name in door.store.keys.values()] == ["import job"]


def test_a_session_token_is_no_api_key(door: Door) -> None:
    assert door.accounts.principal_of_key(door.accounts.sign_in("zola", PASSWORD)) is None


def test_unknown_users_get_no_key_and_no_password(door: Door) -> None:
    with pytest.raises(NotFound):
        door.accounts.issue_api_key("nobody", "x")
    with pytest.raises(NotFound):
        door.accounts.set_password("nobody", PASSWORD)


def test_a_user_who_left_the_port_is_nobody(door: Door) -> None:
    token = door.accounts.sign_in("zola", PASSWORD)
    key = door.accounts.issue_api_key("zola", "laptop")
    del door.store.people["zola"]
    assert door.accounts.principal_of(token) is None
    assert door.accounts.principal_of_key(key) is None


def test_demo_logins_sign_in_and_replace_the_ones_before(door: Door) -> None:
    first = door.accounts.demo_logins(["zola", "harbour"])
    second = door.accounts.demo_logins(["zola"])
    assert list(first) == ["zola", "harbour"]
    assert door.accounts.sign_in("harbour", first["harbour"])
    assert door.accounts.sign_in("zola", second["zola"])
    door.guess(password=first["zola"])


def test_a_hash_of_older_parameters_is_renewed_at_sign_in(door: Door) -> None:
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    door.store.hashes["zola"] = old
    token = door.accounts.sign_in("zola", PASSWORD)
    assert door.store.hashes["zola"] != old
    assert door.accounts.principal_of(token) == BUYER
    assert door.accounts.sign_in("zola", PASSWORD)
