"""Who may sign in, and as whom. Only hashes are kept here; making and checking them is governance's."""

from datetime import datetime

from sqlalchemy import Engine, delete, insert, select

from core.errors import NotFound
from core.ids import MerchantId, UserId
from core.principal import Principal
from store.database import reading, writing
from store.tables.governance import api_keys, credentials, sessions
from store.tables.port import users


class SqlIdentity:
    """Users come with the port's import; their sign-ins go when they do."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def principal(self, user_id: str) -> Principal:
        """Raises NotFound."""
        with reading(self._engine) as connection:
            row = connection.execute(select(users).where(users.c.user_id == user_id)).one_or_none()
        if row is None:
            raise NotFound(f"There is no user {user_id!r}.", hint="Users come with the port's import.")
        return Principal(
            role=row.role,
            user_id=UserId(row.user_id),
            merchant_id=MerchantId(row.merchant_id) if row.merchant_id else None,
            name=row.name,
            language=row.language,
            country=row.country,
        )

    def password_hash(self, user_id: str) -> str | None:
        query = select(credentials.c.password_hash).where(credentials.c.user_id == user_id)
        with reading(self._engine) as connection:
            return connection.scalar(query)

    def set_password_hash(self, user_id: str, password_hash: str) -> None:
        """Also ends the user's sessions. Raises NotFound."""
        self.principal(user_id)
        with writing(self._engine) as connection:
            connection.execute(delete(credentials).where(credentials.c.user_id == user_id))
            connection.execute(insert(credentials).values(user_id=user_id, password_hash=password_hash))
            connection.execute(delete(sessions).where(sessions.c.user_id == user_id))

    def open_session(self, token_hash: str, user_id: str, expires: datetime) -> None:
        with writing(self._engine) as connection:
            connection.execute(
                insert(sessions).values(token_hash=token_hash, user_id=user_id, expires=expires)
            )

    def session_user(self, token_hash: str, now: datetime) -> str | None:
        """Whose session it is; None when it is unknown or over."""
        query = select(sessions.c.user_id).where(
            sessions.c.token_hash == token_hash, sessions.c.expires > now
        )
        with reading(self._engine) as connection:
            return connection.scalar(query)

    def end_session(self, token_hash: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))

    def add_api_key(self, key_hash: str, user_id: str, name: str) -> None:
        """Raises NotFound for an unknown user."""
        self.principal(user_id)
        with writing(self._engine) as connection:
            connection.execute(insert(api_keys).values(key_hash=key_hash, user_id=user_id, name=name))

    def api_key_user(self, key_hash: str) -> str | None:
        query = select(api_keys.c.user_id).where(api_keys.c.key_hash == key_hash)
        with reading(self._engine) as connection:
            return connection.scalar(query)
