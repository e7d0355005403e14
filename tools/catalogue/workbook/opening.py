"""Opens a checked package with openpyxl, which loads slowly: import this module where it is used."""

import io
from typing import Any

from openpyxl.reader.excel import ExcelReader

from tools.catalogue.workbook.parts import ROW, SHARED_TEXT, Package

VendorBook = Any
"""openpyxl's Workbook with sheets to be read row by row, whose published types do not fit it."""


def open_book(package: Package) -> VendorBook:
    """The workbook, each part checked before it is read. Raises BadInput and whatever openpyxl does."""
    reader = _Reader(package)
    reader.read()
    package.items = ROW
    return reader.wb


class _Reader(ExcelReader):
    def __init__(self, package: Package) -> None:
        super().__init__(io.BytesIO(_NOTHING), read_only=True, keep_links=False)
        self.archive = self._package = package
        self.valid_files = package.namelist()

    def read_strings(self) -> None:
        self._package.items = SHARED_TEXT
        super().read_strings()
        self._package.items = None

    def read_chartsheet(self, *_: object) -> None:
        """A sheet that is a chart has no rows."""


_NOTHING = b"PK\x05\x06" + bytes(18)
"""A ZIP file without a part: openpyxl opens one itself, and takes no other in its place."""
