"""The parts of a workbook's package, each checked before openpyxl makes objects of it: a small file may
unpack to tens of millions of empty elements, and each of those costs hundreds of bytes."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any
from xml.parsers import expat

from core.errors import BadInput

MAX_UNPACKED = 256 * 1024 * 1024
MAX_CELLS = 5_000_000
"""Over all sheets, a row without any counted as one: 200 000 prices and 40 000 goods have 3.3 million."""
MAX_MARKS = 24_000_000
"""Elements and attributes in all that is read."""
MAX_KEPT_MARKS, MAX_KEPT_BYTES = 500_000, 8 * 1024 * 1024
"""In one part, outside of its items: what stays in memory until the part is read."""
MAX_ITEM_MARKS, MAX_ITEM_BYTES = 131_072, 4 * 1024 * 1024
"""In one item: a row of 16 384 columns (Excel's own limit) has this many."""
MAX_ITEMS = 500_000
MAX_ITEM_ATTRIBUTES = 16
SAVE_ANEW = "Save it in Excel as an Excel workbook (.xlsx) and hand it in again."
SMALLER = "Hand in fewer sheets at a time, or import a port folder."
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Item:
    """An element that openpyxl reads and lets go of one by one: `depth` counts the root as 1."""

    name: str
    depth: int


ROW = Item(f"{_MAIN} row", 3)
SHARED_TEXT = Item(f"{_MAIN} si", 2)


class Package(zipfile.ZipFile):
    """`read` gives small parts whole; `open` gives those that are made of `items`, such as a sheet's rows.
    With `items` None it gives an empty sheet instead: what a sheet says of its size is not looked at. Both
    raise BadInput for a part that is not as it should be."""

    items: Item | None = None
    bytes_left = MAX_UNPACKED
    marks_left = MAX_MARKS

    def read(self, name: Any, pwd: bytes | None = None) -> bytes:
        self._check(name, None)
        with super().open(name) as part:
            return part.read()

    def open(self, name: Any, *_: Any, **__: Any) -> IO[bytes]:
        if self.items is None:
            return io.BytesIO(b"<worksheet/>")
        self._check(name, self.items)
        return super().open(name)

    def _check(self, name: Any, items: Item | None) -> None:
        """Each reading counts: a workbook may name one part many times."""
        part = self.getinfo(name)
        self.bytes_left -= part.file_size
        if self.bytes_left < 0:
            raise BadInput(f"The workbook has more than {MAX_UNPACKED} bytes to read.", hint=SMALLER)
        scan = _Scan(part.filename, items, self.marks_left)
        with super().open(part) as content:
            scan.read(content)
        self.marks_left = scan.marks_left


class _Scan:
    """Counts what is in one part, by the parser that openpyxl reads sheets with."""

    def __init__(self, name: str, items: Item | None, marks_left: int) -> None:
        self.marks_left = marks_left
        self._name, self._item = name, items
        self._depth = self._kept = self._in_item = self._items = 0
        self._began: int | None = None  # the byte where the present item begins
        self._item_bytes = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.ordered_attributes = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._document_type
        self._parser.XmlDeclHandler = self._declaration

    def read(self, content: IO[bytes]) -> None:
        size = 0
        try:
            while chunk := content.read(_CHUNK):
                if not size and (chunk[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\x00" in chunk[:4]):
                    raise self._refusal("is not UTF-8")
                self._parser.Parse(chunk)
                size += len(chunk)
                self._check_bytes(size)
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise BadInput(
                f"The workbook cannot be read: its part {self._name!r} is broken: {error}.", hint=SAVE_ANEW
            ) from None

    def _start(self, name: str, attributes: Sequence[str]) -> None:
        marks = 1 + len(attributes) // 2
        self._depth += 1
        self.marks_left -= marks
        if self.marks_left < 0:
            raise self._refusal(f"is one too many: all have more than {MAX_MARKS} elements", SMALLER)
        if self._began is not None:
            self._in_item += marks
            if self._in_item > MAX_ITEM_MARKS:
                raise self._refusal(f"has a row of more than {MAX_ITEM_MARKS} elements")
        elif self._item is not None and self._depth == self._item.depth and name == self._item.name:
            self._begin(marks)
        else:
            self._kept += marks
            if self._kept > MAX_KEPT_MARKS:
                raise self._refusal(f"has more than {MAX_KEPT_MARKS} elements outside of rows")

    def _begin(self, marks: int) -> None:
        self._began, self._in_item = self._parser.CurrentByteIndex, marks
        self._items += 1
        if self._items > MAX_ITEMS:
            raise self._refusal(f"has more than {MAX_ITEMS} rows or texts", SMALLER)
        if marks > MAX_ITEM_ATTRIBUTES + 1:
            raise self._refusal(f"has a row of more than {MAX_ITEM_ATTRIBUTES} attributes")

    def _end(self, _: str) -> None:
        if self._began is not None and self._item is not None and self._depth == self._item.depth:
            self._item_bytes += self._checked_item(self._parser.CurrentByteIndex)
            self._began = None
        self._depth -= 1

    def _check_bytes(self, size: int) -> None:
        present = 0 if self._began is None else self._checked_item(size)
        if size - self._item_bytes - present > MAX_KEPT_BYTES:
            raise self._refusal(f"has more than {MAX_KEPT_BYTES} bytes outside of rows")

    def _checked_item(self, end: int) -> int:
        """The bytes of the present item, which ends at `end` or goes on there."""
        assert self._began is not None
        size = end - self._began
        if size > MAX_ITEM_BYTES:
            raise self._refusal(f"has a row of more than {MAX_ITEM_BYTES} bytes")
        return size

    def _document_type(self, *_: object) -> None:
        """No workbook has one (ECMA-376 part 1, 3.18), and entities come with it."""
        raise self._refusal("declares a document type")

    def _declaration(self, _: str, encoding: str | None, __: int) -> None:
        if encoding and encoding.lower() not in {"utf-8", "us-ascii"}:
            raise self._refusal("is not UTF-8")

    def _refusal(self, what: str, hint: str = SAVE_ANEW) -> BadInput:
        return BadInput(f"The part {self._name!r:.200} {what}.", hint=hint)
