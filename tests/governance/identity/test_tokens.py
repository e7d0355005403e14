import pytest

from governance.identity import hash_password, is_api_key, password_matches
from governance.identity.passwords import random_password
from governance.identity.tokens import is_session_token, new_api_key, new_session_token, token_hash


def test_a_key_is_recognised_by_its_prefix_and_check_sum() -> None:
    key = new_api_key()
    assert key.startswith("qs_")
    assert is_api_key(key)


def test_a_mistyped_key_is_no_key() -> None:
    key = new_api_key()
    for place in range(3, len(key)):
        other = "A" if key[place] != "A" else "B"
        assert not is_api_key(key[:place] + other + key[place + 1 :])


@pytest.mark.parametrize("text", ["", "qs_", "qs_AAAAAA", "é", "qs_é", "sk-123456", new_session_token()])
def test_other_text_is_no_key(text: str) -> None:
    assert not is_api_key(text)


def test_tokens_never_repeat() -> None:
    assert len({new_session_token() for _ in range(100)} | {new_api_key() for _ in range(100)}) == 200


def test_a_session_token_is_recognised() -> None:
    assert is_session_token(new_session_token())
    assert not is_session_token(new_api_key())


def test_the_stored_hash_is_sha_256_in_hex() -> None:
    assert token_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_password_matches_its_hash_and_nothing_else() -> None:
    stored = hash_password("harbour lights 北")
    assert password_matches(stored, "harbour lights 北")
    assert not password_matches(stored, "harbour lights")
    assert hash_password("harbour lights 北") != stored


@pytest.mark.parametrize(
    "broken", ["", "plain", "$argon2id$v=19$m=8,t=1,p=1$x", "$2b$12$abcdefghijklmnopqrstuv"]
)
def test_a_broken_hash_matches_nothing(broken: str) -> None:
    assert not password_matches(broken, "")


def test_random_passwords_can_be_read_and_do_not_repeat() -> None:
    made = {random_password() for _ in range(100)}
    assert len(made) == 100
    assert not set("01oli") & set("".join(made))
