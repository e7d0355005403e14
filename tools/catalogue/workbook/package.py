"""Whether a file is a workbook that can be opened at all: its size and its packing. What is in its parts is
checked by .parts as they are read."""

import io
import zipfile
import zlib
from collections import Counter

from core.errors import BadInput
from tools.catalogue.workbook.parts import MAX_UNPACKED, SAVE_ANEW, SMALLER, Package

MAX_BYTES = 16 * 1024 * 1024
MAX_PARTS = 2000
# [MS-CFB] 2.2: a compound file; Excel 97-2003 and every encrypted workbook is one.
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_package(content: bytes) -> Package:
    """Raises BadInput unless `content` is a sound ZIP package with a workbook in it (ECMA-376, part 2)."""
    if len(content) > MAX_BYTES:
        raise BadInput(f"The file has {len(content)} bytes, above the limit of {MAX_BYTES}.", hint=SMALLER)
    if content.startswith(_COMPOUND_FILE):
        raise BadInput(
            "The file has a password or is in the old format of before 2007 (.xls).",
            hint=f"Take the password off (File, Info, Protect workbook). {SAVE_ANEW}",
        )
    try:
        package = Package(io.BytesIO(content))
        _check_parts(package)
        return package
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError) as error:
        raise BadInput(f"The file is no workbook: {error!s:.200}.", hint=SAVE_ANEW) from None


def _check_parts(package: Package) -> None:
    parts = package.infolist()
    names = Counter(part.filename for part in parts)
    if "xl/workbook.xml" not in names:
        raise BadInput("The file is no Excel workbook (.xlsx).", hint=SAVE_ANEW)
    if names.total() > len(names):
        raise BadInput("The file has two parts of one name.", hint=SAVE_ANEW)
    # What a part says of its size holds: zipfile never gives out more than that.
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS:
        raise BadInput(
            f"The file unpacks to {unpacked} bytes in {len(parts)} parts, above the limits of "
            f"{MAX_UNPACKED} and {MAX_PARTS}.",
            hint=SMALLER,
        )
