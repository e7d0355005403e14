"""Fakes of what governance needs of the store, all in memory."""

from collections.abc import Sequence
from datetime import UTC, datetime

from core.errors import NotFound
from core.principal import Principal
from core.records import AuditLeaf

NOON = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


def leaf(number: int = 0, *, at: datetime = NOON, turn_id: str = "", actor: str = "zola") -> AuditLeaf:
    return AuditLeaf(
        at=at,
        actor=actor,
        role="buyer",
        action="read",
        resource=f"Document/d{number}",
        decision="allow",
        turn_id=turn_id,
    )


class MemoryLeafLog:
    """Implements core.ports.LeafLog; tests reach into `rows` and `notes` to tamper with them."""

    def __init__(self, leaves: Sequence[AuditLeaf] = ()) -> None:
        self.rows: list[bytes] = [added.canonical() for added in leaves]
        self.notes: list[tuple[int, str]] = []
        self.read = 0

    def append(self, leaves: Sequence[AuditLeaf]) -> int:
        self.rows += [added.canonical() for added in leaves]
        return len(self.rows)

    def size(self) -> int:
        return len(self.rows)

    def leaves(self, start: int, end: int) -> list[bytes]:
        found = self.rows[start:end]
        self.read += len(found)
        return found

    def save_checkpoint(self, size: int, note: str) -> None:
        self.notes.append((size, note))

    def checkpoints(self) -> list[tuple[int, str]]:
        return list(self.notes)


class MemoryIdentityStore:
    """Implements governance.identity.IdentityStore."""

    def __init__(self, *people: Principal) -> None:
        self.people = {person.reader: person for person in people}
        self.hashes: dict[str, str] = {}
        self.sessions: dict[str, tuple[str, datetime]] = {}
        self.keys: dict[str, tuple[str, str]] = {}

    def principal(self, user_id: str) -> Principal:
        if user_id not in self.people:
            raise NotFound(f"There is no user {user_id!r}.")
        return self.people[user_id]

    def password_hash(self, user_id: str) -> str | None:
        return self.hashes.get(user_id)

    def set_password_hash(self, user_id: str, password_hash: str) -> None:
        self.principal(user_id)
        self.hashes[user_id] = password_hash
        self.sessions = {key: value for key, value in self.sessions.items() if value[0] != user_id}

    def open_session(self, token_hash: str, user_id: str, expires: datetime) -> None:
        self.sessions[token_hash] = (user_id, expires)

    def session_user(self, token_hash: str, now: datetime) -> str | None:
        user_id, expires = self.sessions.get(token_hash, (None, now))
        return user_id if expires > now else None

    def end_session(self, token_hash: str) -> None:
        self.sessions.pop(token_hash, None)

    def add_api_key(self, key_hash: str, user_id: str, name: str) -> None:
        self.keys[key_hash] = (user_id, name)

    def api_key_user(self, key_hash: str) -> str | None:
        return self.keys.get(key_hash, (None, ""))[0]
