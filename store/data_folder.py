"""One process at a time holds a data folder: an exclusive lock on a file in it, gone with the process."""

import errno
import fcntl
import os
from pathlib import Path
from types import TracebackType

from core.errors import DataFolderInUse, StoreUnavailable

LOCK_FILE = "quayside.lock"


class DataFolderHold:
    """Holds the folder until `release`, the end of a `with` block, or the end of the process."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> "DataFolderHold":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def hold_data_folder(path: Path) -> DataFolderHold:
    """Make the folder if need be and hold it. Raises DataFolderInUse naming the holder's process."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unavailable(path, error) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    except BlockingIOError:
        holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
        os.close(descriptor)
        raise DataFolderInUse(
            f"Process {holder} holds the data folder {str(path)!r}.",
            hint="Stop it, or set QUAYSIDE_DATA_FOLDER to another folder.",
        ) from None
    except OSError as error:
        os.close(descriptor)
        raise _unavailable(path, error) from error
    return DataFolderHold(descriptor)


def _unavailable(path: Path, error: OSError) -> StoreUnavailable:
    full = error.errno in {errno.ENOSPC, errno.EDQUOT}
    return StoreUnavailable(
        f"The data folder {str(path)!r} cannot be written: {error.strerror}.",
        hint="Free some disk space." if full else "Set QUAYSIDE_DATA_FOLDER to a folder you may write in.",
    )
