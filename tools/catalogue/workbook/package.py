"""Whether a file is a workbook that can be opened at all: its size, its packing, no traps in its XML."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from core.errors import BadInput

MAX_BYTES = 16 * 1024 * 1024
MAX_UNPACKED = 256 * 1024 * 1024
MAX_PARTS = 2000
# [MS-CFB] 2.2: a compound file; Excel 97-2003 and every encrypted workbook is one.
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK = 1024 * 1024
_SAVE_ANEW = "Save it in Excel as an Excel workbook (.xlsx) and hand it in again."


def check_package(content: bytes) -> None:
    """Raises BadInput unless `content` is a sound ZIP package with a workbook in it (ECMA-376, part 2)."""
    if len(content) > MAX_BYTES:
        raise BadInput(
            f"The file has {len(content)} bytes, above the limit of {MAX_BYTES}.",
            hint="Hand in fewer sheets at a time, or import a port folder.",
        )
    if content.startswith(_COMPOUND_FILE):
        raise BadInput(
            "The file has a password or is in the old format of before 2007 (.xls).",
            hint=f"Take the password off (File, Info, Protect workbook). {_SAVE_ANEW}",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_parts(package)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError) as error:
        raise BadInput(f"The file is no workbook: {error}.", hint=_SAVE_ANEW) from None


def _check_parts(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise BadInput("The file is no Excel workbook (.xlsx).", hint=_SAVE_ANEW)
    # What a part says of its size holds: zipfile never gives out more than that.
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS:
        raise BadInput(
            f"The file unpacks to {unpacked} bytes in {len(parts)} parts, above the limits of "
            f"{MAX_UNPACKED} and {MAX_PARTS}.",
            hint="Hand in fewer sheets at a time, or import a port folder.",
        )
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels", ".vml")):
            _check_xml(package, part)


def _check_xml(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No workbook has a document type declaration (ECMA-376 part 1, 3.18), and entities come with one.
    The encoding has to be one in which the search for it cannot miss."""
    tail = b""
    for number, chunk in enumerate(_chunks(package, part)):
        if number == 0 and (chunk[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\x00" in chunk[:4]):
            raise BadInput(f"The part {part.filename!r} is not UTF-8.", hint=_SAVE_ANEW)
        if b"<!DOCTYPE" in tail + chunk:
            raise BadInput(f"The part {part.filename!r} declares a document type.", hint=_SAVE_ANEW)
        tail = chunk[-16:]


def _chunks(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with package.open(part) as file:
        while chunk := file.read(_CHUNK):
            yield chunk
