"""What DOCX and XLSX share: both are ZIP packages (ECMA-376, part 2) that may be damaged or a bomb."""

import io
import zipfile

from core.errors import DocumentError

_MAX_UNPACKED = 400 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def check_package(content: bytes, part: str, kind: str) -> None:
    """Raises DocumentError unless `content` is a sound package with `part`; `kind` names the format."""
    if content.startswith(_OLE):
        raise DocumentError(
            f"The file is encrypted or in the old binary format of before 2007, not {kind}.",
            hint=f"Remove the password, save it as {kind} and hand it in again.",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            sizes = {entry.filename: entry.file_size for entry in package.infolist()}
    except zipfile.BadZipFile:
        raise _damaged(kind) from None
    if part not in sizes:
        raise _damaged(kind)
    if sum(sizes.values()) > _MAX_UNPACKED:
        raise DocumentError(
            f"The file unpacks to {sum(sizes.values())} bytes, above the limit of {_MAX_UNPACKED}.",
            hint="Split it into smaller files.",
        )


def _damaged(kind: str) -> DocumentError:
    return DocumentError(f"The file is damaged or not {kind}.", hint="Open it, save it anew and try again.")
