"""What conversations have evaluated, on disk: what memory had no room for need not be read again.

Files lie under names that tell nothing of whose they are. A damaged file, or one of another model, is as
good as none.
"""

import hashlib
import json
import logging
import os
import shutil
from pathlib import Path

import numpy as np

from core.errors import StoreUnavailable
from llm.kept import Entry
from llm.sequence import Owner

_DIGEST_BYTES = 32
_log = logging.getLogger(__name__)


class DiskShelf:
    """Implements llm.kept.Disk in `folder`, at most `limit_bytes`, the oldest files going first. `model`
    names all that a state has to fit: model, kind of cells, library."""

    def __init__(self, folder: Path, limit_bytes: int, model: str) -> None:
        self._folder, self._limit = folder, limit_bytes
        self._model = hashlib.sha256(model.encode()).hexdigest()

    def put(self, entry: Entry) -> None:
        """A full disk loses the entry and nothing else."""
        body = _pack(entry)
        if len(body) > self._limit:
            return
        path = self._place(entry.owner) / hashlib.sha256(body).hexdigest()[:32]
        try:
            for folder in (self._folder, path.parent.parent, path.parent):
                folder.mkdir(exist_ok=True, mode=0o700)
            scratch = path.with_suffix(".part")
            scratch.touch(mode=0o600)
            scratch.write_bytes(body)
            scratch.replace(path)
            self._drop_oldest()
        except OSError as error:
            _log.warning("what a conversation has evaluated was not saved: %s", error)

    def take(self, owner: Owner) -> list[Entry]:
        """All entries of `owner`; they are not on the disk any more."""
        entries = []
        for path in sorted(self._place(owner).glob("*")):
            try:
                entries.append(_unpack(owner, path.read_bytes()))
                path.unlink(missing_ok=True)
            except (OSError, ValueError, KeyError) as error:
                _log.warning("a saved prefix cannot be used: %s", error)
        return entries

    def forget(self, conversation_id: str) -> None:
        """Raises StoreUnavailable when something of it may still be there."""
        folder = self._folder / _hidden(conversation_id)
        try:
            shutil.rmtree(folder)
        except FileNotFoundError:
            return
        except OSError as error:
            raise StoreUnavailable(
                f"What is kept of a conversation in {str(folder)!r} was not removed: {error.strerror}.",
                hint="Make the data folder writable, then ask again; or remove that folder.",
            ) from error

    def _place(self, owner: Owner) -> Path:
        """A folder a conversation, in it one a reader and model."""
        reader, conversation_id = owner
        return self._folder / _hidden(conversation_id) / _hidden(f"{self._model}\n{reader}")

    def _drop_oldest(self) -> None:
        files = [path for path in self._folder.rglob("*") if path.is_file()]
        sizes = {path: path.stat().st_size for path in files}
        over = sum(sizes.values()) - self._limit
        for path in sorted(files, key=os.path.getmtime):
            if over <= 0:
                return
            path.unlink(missing_ok=True)
            over -= sizes[path]


def _hidden(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def _pack(entry: Entry) -> bytes:
    """SHA-256 of what follows; a line of JSON; tokens as 32-bit integers, little endian; the state."""
    head = json.dumps({"tokens": len(entry.tokens), "public": entry.public}).encode() + b"\n"
    body = head + np.array(entry.tokens, "<i4").tobytes() + entry.state
    return hashlib.sha256(body).digest() + body


def _unpack(owner: Owner, data: bytes) -> Entry:
    digest, body = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
    if hashlib.sha256(body).digest() != digest:
        raise ValueError("its checksum is wrong")
    line, _, rest = body.partition(b"\n")
    head = json.loads(line)
    size = 4 * int(head["tokens"])
    return Entry(owner, np.frombuffer(rest[:size], "<i4").tolist(), int(head["public"]), rest[size:])
