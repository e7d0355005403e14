"""Model files on disk: checksums, taking one in without a second copy, and writing a file as a whole."""

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.errors import StoreUnavailable

Progress = Callable[[int, int | None], None]
"""Called with how many bytes are done, and of how many if that is known."""

_MAGIC = b"GGUF"
_CHUNK = 4 * 2**20


def no_progress(done: int, total: int | None) -> None:
    """For who does not want to know."""


def is_gguf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def sha256_of(path: Path, progress: Progress = no_progress) -> str:
    """In hexadecimal. Raises OSError."""
    digest, done = hashlib.sha256(), 0
    with path.open("rb") as file:
        total = os.fstat(file.fileno()).st_size
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            done += len(chunk)
            progress(done, total)
    return digest.hexdigest()


def bring(file: Path, target: Path, *, own: bool) -> Path:
    """`file` at `target`, in the same folder or another: moved if it is our `own`, else linked where the
    file system can, else copied."""
    target.unlink(missing_ok=True)
    if own:
        return file.replace(target)
    with suppress(OSError):
        os.link(file.resolve(), target)
        return target
    shutil.copyfile(file, target)
    with target.open("rb") as copied:
        os.fsync(copied.fileno())
    return target


def write_whole(path: Path, content: bytes) -> None:
    """Replaces `path`: who reads it sees the old or the new content, also after a loss of power."""
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def refused(path: Path) -> Iterator[None]:
    """Turns an OSError about `path` into StoreUnavailable."""
    try:
        yield
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        raise StoreUnavailable(
            f"{str(error.filename or path)!r} cannot be read or written: {error.strerror}.",
            hint="Free some disk space." if full else "Check the path and who may read and write there.",
        ) from error
