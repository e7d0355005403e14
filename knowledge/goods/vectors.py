"""The vectors of goods: embedded once, kept in a file by the hash of their text, and asked for cosines."""

import hashlib
import logging
import os
import threading
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.errors import StoreUnavailable
from core.ports import Embedder

Matrix = npt.NDArray[np.float32]
_FILE = "vectors.npz"
_BATCH = 16  # texts at a time: a query that comes meanwhile waits for one batch
_PAUSE_S = 0.005  # between batches, so that a waiting query gets the model
_SAVED_EVERY = 1024  # texts: what a crash loses at most
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """`rows` gives the row of `matrix` (n x d) for each text, by its hash."""

    rows: Mapping[bytes, int]
    matrix: Matrix


class GoodsVectors:
    """Float32 vectors of texts in `folder`, those of one embedding only. `fill` is for one thread; the
    others may be called beside it."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._path = folder / _FILE
        self._embedder = embedder
        self._kept: Kept | None = None

    def fill(self, texts: Sequence[str], stop: threading.Event) -> int:
        """Embed what is new of `texts`, forget what is none of them, and keep the result; the number
        embedded. Leaves off early when `stop` is set. Raises ModelUnavailable or StoreUnavailable."""
        kept = self._kept or self._load()
        wanted = {_digest(text): text for text in texts}
        new = [digest for digest in wanted if digest not in kept.rows]
        self._kept = kept
        self._embedder.embed(["goods"])  # loads the model, so that the first query is quick
        done = 0
        for start in range(0, len(new), _SAVED_EVERY):
            part = self._embed([(d, wanted[d]) for d in new[start : start + _SAVED_EVERY]], stop)
            done += len(part)
            self._kept = kept = _joined(kept, part)
            self._save(kept)
            if stop.is_set():
                return done
        if len(kept.rows) > len(wanted):
            self._kept = kept = _only(kept, list(wanted))
            self._save(kept)
        return done

    def of(self, texts: Sequence[str]) -> tuple[npt.NDArray[np.int32], Matrix] | None:
        """The row of each text, and the matrix; None while any text has no vector."""
        kept = self._kept
        if kept is None:
            return None
        found = [kept.rows.get(_digest(text), -1) for text in texts]
        return None if -1 in found else (np.array(found, dtype=np.int32), kept.matrix)

    def cosines(self, texts: Sequence[str], matrix: Matrix) -> Matrix:
        """For each row of `matrix` that with the nearest of `texts`."""
        said = np.asarray(self._embedder.embed(texts), dtype=np.float32)
        nearest: Matrix = (matrix @ said.T).max(axis=1)
        return nearest

    def _embed(self, texts: Sequence[tuple[bytes, str]], stop: threading.Event) -> dict[bytes, list[float]]:
        vectors: dict[bytes, list[float]] = {}
        for start in range(0, len(texts), _BATCH):
            if stop.wait(_PAUSE_S):
                break
            batch = texts[start : start + _BATCH]
            made = self._embedder.embed([text for _, text in batch])
            vectors.update(zip((digest for digest, _ in batch), made, strict=True))
        return vectors

    def _load(self) -> Kept:
        """What the file keeps; nothing when that is of another embedding or cannot be read."""
        nothing = Kept({}, np.zeros((0, 0), dtype=np.float32))
        try:
            with self._path.open("rb") as file, np.load(file) as held:
                digests, matrix, version = held["digests"], held["matrix"], str(held["version"])
        except FileNotFoundError:
            return nothing
        except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
            _log.warning("The vectors of goods cannot be read and are made anew: %r.", error)
            return nothing
        if version != self._embedder.version or len(digests) != len(matrix):
            return nothing
        return Kept({row.tobytes(): at for at, row in enumerate(digests)}, matrix)

    def _save(self, kept: Kept) -> None:
        """In one piece: a file that is there is whole."""
        digests = np.frombuffer(b"".join(kept.rows), dtype=np.uint8).reshape(-1, 32)
        beside = self._path.with_name(f"{_FILE}.{os.getpid()}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with beside.open("wb") as file:
                np.savez(file, digests=digests, matrix=kept.matrix, version=self._embedder.version)
            beside.replace(self._path)
        except OSError as error:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise StoreUnavailable(
                f"The vectors of goods cannot be written: {error}.",
                hint="Check the free space and the rights of the data folder.",
            ) from error


def _joined(kept: Kept, more: Mapping[bytes, list[float]]) -> Kept:
    if not more:
        return kept
    added = np.asarray(list(more.values()), dtype=np.float32)
    matrix = np.concatenate([kept.matrix, added]) if len(kept.matrix) else added
    return Kept({digest: row for row, digest in enumerate([*kept.rows, *more])}, matrix)


def _only(kept: Kept, digests: Sequence[bytes]) -> Kept:
    matrix = kept.matrix[[kept.rows[digest] for digest in digests]]
    return Kept({digest: row for row, digest in enumerate(digests)}, matrix)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
