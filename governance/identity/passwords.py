"""Password hashing with argon2id (RFC 9106), and random passwords that can be typed from a screen."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MAX_PASSWORD_CHARS = 1024

# 19 MiB, 2 passes, 1 lane: the first recommendation of OWASP's password storage cheat sheet; forty sign-ins
# at once still fit beside a model.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Without 0, o, 1, l and i, which look alike on a screen.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def hash_password(password: str) -> str:
    """The argon2id hash with its parameters and salt, as the PHC string."""
    return _HASHER.hash(password)


def password_matches(stored: str, password: str) -> bool:
    """Compares in constant time; a broken hash matches nothing."""
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    """Whether `stored` was made with parameters other than today's."""
    return _HASHER.check_needs_rehash(stored)


def random_password() -> str:
    """Such as h7kq-2mzx-9pwd-bt4c: 79 bits."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
    return "-".join(groups)
