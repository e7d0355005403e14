"""Accounts: signing in and out, and whose token or key this is. The store keeps only hashes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from core.clock import Clock
from core.errors import BadInput, NotFound, NotPermitted
from core.principal import Principal
from governance.identity.passwords import (
    MAX_PASSWORD_CHARS,
    hash_password,
    needs_rehash,
    password_matches,
    random_password,
)
from governance.identity.throttle import SignInThrottle
from governance.identity.tokens import (
    is_api_key,
    is_session_token,
    new_api_key,
    new_session_token,
    token_hash,
)


class People(Protocol):
    def principal(self, user_id: str) -> Principal:
        """Raises NotFound."""
        ...


class CredentialStore(Protocol):
    def password_hash(self, user_id: str) -> str | None: ...

    def set_password_hash(self, user_id: str, password_hash: str) -> None:
        """Also ends the user's sessions. Raises NotFound."""
        ...


class SessionStore(Protocol):
    def open_session(self, token_hash: str, user_id: str, expires: datetime) -> None: ...

    def session_user(self, token_hash: str, now: datetime) -> str | None:
        """Whose session it is; None when it is unknown or over."""
        ...

    def end_session(self, token_hash: str) -> None: ...


class ApiKeyStore(Protocol):
    def add_api_key(self, key_hash: str, user_id: str, name: str) -> None: ...

    def api_key_user(self, key_hash: str) -> str | None: ...


class IdentityStore(People, CredentialStore, SessionStore, ApiKeyStore, Protocol):
    """What accounts need of the store."""


class Accounts:
    """Passwords, sessions and API keys of the port's users."""

    def __init__(
        self, store: IdentityStore, clock: Clock, session: timedelta, throttle: SignInThrottle | None = None
    ) -> None:
        self._store = store
        self._clock = clock
        self._session = session
        self._throttle = throttle or SignInThrottle(clock)
        # An unknown user costs as much time as a known one: its password is checked against this.
        self._nobody = hash_password(random_password())

    def sign_in(self, user_id: str, password: str) -> str:
        """A session token. Raises NotPermitted, in the same words for a wrong user or password, and Busy
        after too many failures."""
        self._throttle.attempt(user_id)
        stored = self._store.password_hash(user_id)
        fits = password_matches(stored or self._nobody, password[:MAX_PASSWORD_CHARS])
        if stored is None or not fits or len(password) > MAX_PASSWORD_CHARS:
            raise NotPermitted(
                "This user and password do not go together.",
                hint="Check both; after several wrong ones there is a pause.",
            )
        self._throttle.succeeded(user_id)
        if needs_rehash(stored):
            self._store.set_password_hash(user_id, hash_password(password))
        token = new_session_token()
        self._store.open_session(token_hash(token), user_id, self._clock.now() + self._session)
        return token

    def sign_out(self, token: str) -> None:
        """Ends the session; an unknown token is no error."""
        if is_session_token(token):
            self._store.end_session(token_hash(token))

    def principal_of(self, token: str) -> Principal | None:
        """Who is signed in with `token`; None when it is unknown or has ended."""
        if not is_session_token(token):
            return None
        return self._person(self._store.session_user(token_hash(token), self._clock.now()))

    def principal_of_key(self, key: str) -> Principal | None:
        """Whose API key this is; None when it is nobody's."""
        if not is_api_key(key):
            return None
        return self._person(self._store.api_key_user(token_hash(key)))

    def set_password(self, user_id: str, password: str) -> None:
        """Raises NotFound for an unknown user, BadInput for a password of the wrong length."""
        if not 8 <= len(password) <= MAX_PASSWORD_CHARS:
            raise BadInput(
                f"A password of {len(password)} characters is not taken.",
                hint=f"Use 8 to {MAX_PASSWORD_CHARS} characters.",
            )
        self._store.set_password_hash(user_id, hash_password(password))

    def issue_api_key(self, user_id: str, name: str) -> str:
        """A new key, shown this once. `name` says what it is for. Raises NotFound for an unknown user."""
        self._store.principal(user_id)
        key = new_api_key()
        self._store.add_api_key(token_hash(key), user_id, name)
        return key

    def demo_logins(self, user_ids: Iterable[str]) -> dict[str, str]:
        """A fresh random password for each of these users, to be printed once: user id to password."""
        logins = {user_id: random_password() for user_id in user_ids}
        for user_id, password in logins.items():
            self.set_password(user_id, password)
        return logins

    def _person(self, user_id: str | None) -> Principal | None:
        if user_id is None:
            return None
        try:
            return self._store.principal(user_id)
        except NotFound:
            return None  # the user went with a later import
