"""Fetching a model into the registry: streamed, resumed where it broke off, checked before it counts."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import httpx

from core.errors import BadInput, ModelUnavailable, QuaysideError, StoreUnavailable
from llm.library.catalogue import Wanted
from llm.library.model_files import Progress, no_progress, refused
from llm.library.registry import KnownModel, Registry, taken

MAX_BYTES = 64 * 2**30
_SPARE_BYTES = 256 * 2**20
_SILENCE_S = 30.0
_OK, _PARTIAL, _RANGE_NOT_SATISFIABLE = 200, 206, 416


def fetch(
    wanted: Wanted,
    registry: Registry,
    *,
    transport: httpx.BaseTransport | None = None,
    progress: Progress = no_progress,
    max_bytes: int = MAX_BYTES,
    free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
) -> KnownModel:
    """The model, added to `registry`. What came of a transfer that broke off is kept, and the next try goes
    on from there. Raises BadInput for a wrong checksum or too large a file, ModelUnavailable when the
    server cannot be reached or refuses, StoreUnavailable when the disk is full."""
    if wanted.file is not None:
        return registry.add(wanted.file, wanted.name, sha256=wanted.sha256, progress=progress)
    known = next((model for model in registry.models() if model.name == wanted.name), None)
    if known is not None:
        if known.sha256 != wanted.sha256.lower():
            raise taken(wanted.name)
        with suppress(ModelUnavailable):
            registry.check(known)
            return known
    part = registry.folder / f"{wanted.sha256[:16].lower()}.part"
    with refused(registry.folder), _kept(part, wanted) as file:
        _Transfer(wanted, file, progress, max_bytes, lambda: free_bytes(registry.folder)).run(transport)
    return registry.add(part, wanted.name, source=wanted.shown, sha256=wanted.sha256, own=True)


class _Transfer:
    """One request that continues or begins `file`."""

    def __init__(
        self,
        wanted: Wanted,
        file: BinaryIO,
        progress: Progress,
        max_bytes: int,
        free_bytes: Callable[[], int],
    ) -> None:
        self._wanted, self._file, self._progress = wanted, file, progress
        self._max_bytes, self._free_bytes = max_bytes, free_bytes
        self._done = file.tell()

    def run(self, transport: httpx.BaseTransport | None) -> None:
        headers = {"Accept-Encoding": "identity"}
        if self._done:
            headers["Range"] = f"bytes={self._done}-"
        try:
            with (
                httpx.Client(transport=transport, timeout=_SILENCE_S, follow_redirects=True) as client,
                client.stream("GET", self._wanted.url, headers=headers) as response,
            ):
                self._take(response)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            what = str(error) or type(error).__name__
            raise self._failed(f"could not be fetched: {what}") from error

    def _take(self, response: httpx.Response) -> None:
        if response.status_code == _RANGE_NOT_SATISFIABLE and self._done:
            return  # all of it is there; the checksum has the last word
        if response.status_code not in {_OK, _PARTIAL}:
            raise self._failed(f"answered {response.status_code} {response.reason_phrase}".rstrip())
        if response.status_code == _OK or not self._continues(response):
            self._drop()
        if response.status_code == _PARTIAL and not self._done:
            raise self._failed("sent another part than the one asked for")
        length = response.headers.get("Content-Length", "")
        total = self._done + int(length) if length.isdecimal() else None
        self._make_room(total)
        for chunk in response.iter_bytes():
            self._file.write(chunk)
            self._done += len(chunk)
            self._check_size(self._done)
            self._progress(self._done, total)
        if total is not None and self._done < total:
            raise self._failed(f"broke off after {self._done} of {total} bytes")

    def _continues(self, response: httpx.Response) -> bool:
        sent: str = response.headers.get("Content-Range", "")
        return sent.startswith(f"bytes {self._done}-")

    def _make_room(self, total: int | None) -> None:
        if total is None:
            return
        self._check_size(total)
        needed, free = total - self._done + _SPARE_BYTES, self._free_bytes()
        if needed > free:
            raise StoreUnavailable(
                f"The model needs {_mib(needed)} of disk and {_mib(free)} are free.",
                hint="Free some disk space, or set QUAYSIDE_DATA_FOLDER to a folder on a larger disk.",
            )

    def _check_size(self, size: int) -> None:
        if size > self._max_bytes:
            self._drop()
            raise BadInput(
                f"{self._wanted.shown!r} has more than the {_mib(self._max_bytes)} that are taken.",
                hint="Use a smaller model, or bring it with `quayside models add FILE`.",
            )

    def _drop(self) -> None:
        """What came so far is of no use."""
        self._file.seek(0)
        self._file.truncate()
        self._done = 0

    def _failed(self, what: str) -> ModelUnavailable:
        kept = f"The {_mib(self._done)} that came are kept: run it again to go on. " if self._done else ""
        return ModelUnavailable(
            f"{self._wanted.shown!r} {what}.",
            hint=f"{kept}Check the address and the network; where there is none, bring the file and run "
            "`quayside models add FILE`.",
        )


@contextmanager
def _kept(part: Path, wanted: Wanted) -> Iterator[BinaryIO]:
    """The file of a transfer, for this process alone, at its end; it stays unless it is empty."""
    part.parent.mkdir(parents=True, exist_ok=True)
    with part.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadInput(
                f"Another process is fetching {wanted.shown!r}.", hint="Wait until it is done."
            ) from None
        try:
            yield file
        except QuaysideError:
            if not file.tell():
                part.unlink()
            raise


def _mib(size: int) -> str:
    return f"{size / 2**20:.0f} MiB"
