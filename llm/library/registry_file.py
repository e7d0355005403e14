"""The file behind the registry: read without a lock, replaced as a whole, changed by one at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import StoreUnavailable
from llm.library.model_files import refused, write_whole

EMBEDDED = "embedded"


class Entry(BaseModel):
    """An added model; `file` lies beside the registry."""

    model_config = ConfigDict(frozen=True)

    name: str
    file: str
    sha256: str
    size: int
    source: str
    added_at: datetime


class Contents(BaseModel):
    """What `registry.json` holds."""

    model_config = ConfigDict(frozen=True)

    active: str = EMBEDDED
    activated_at: datetime | None = None
    previous: str = ""
    models: tuple[Entry, ...] = ()

    def entry(self, name: str) -> Entry | None:
        return next((entry for entry in self.models if entry.name == name), None)

    def with_entry(self, entry: Entry) -> "Contents":
        return self.model_copy(update={"models": (*self.models, entry)})

    def with_active(self, name: str, at: datetime) -> "Contents":
        previous = self.previous if name == self.active else self.active
        return self.model_copy(update={"active": name, "activated_at": at, "previous": previous})


class RegistryFile:
    """`registry.json` in `folder`. Raises StoreUnavailable."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "registry.json"
        self._lock = folder / "registry.lock"

    def read(self) -> Contents:
        """Nothing but the embedded model when there is no file yet."""
        try:
            return Contents.model_validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return Contents()
        except (OSError, ValidationError) as error:
            raise StoreUnavailable(
                f"The list of models {str(self._path)!r} cannot be read: {error}.",
                hint="Mend it, or delete it and add the models again.",
            ) from error

    @contextmanager
    def changing(self) -> Iterator[Contents]:
        """The contents, while no other process changes them. `write` inside."""
        with refused(self._lock):
            self._lock.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield self.read()
        finally:
            os.close(descriptor)

    def write(self, contents: Contents) -> None:
        with refused(self._path):
            write_whole(self._path, contents.model_dump_json(indent=2).encode() + b"\n")
