"""The catalogue as a workbook (XLSX, ECMA-376) that people fill in: written, and read back exactly."""

from tools.catalogue.workbook.findings import WorkbookError
from tools.catalogue.workbook.reading import Workbook, read_workbook
from tools.catalogue.workbook.writing import template

__all__ = ["Workbook", "WorkbookError", "read_workbook", "template"]
