"""Who is asking: passwords, sessions, API keys. Only hashes are ever stored."""

from governance.identity.accounts import Accounts, IdentityStore
from governance.identity.passwords import hash_password, password_matches
from governance.identity.throttle import SignInThrottle
from governance.identity.tokens import is_api_key

__all__ = [
    "Accounts",
    "IdentityStore",
    "SignInThrottle",
    "hash_password",
    "is_api_key",
    "password_matches",
]
