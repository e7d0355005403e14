"""A quotation as files that people and their programs take on: PDF, XLSX, and XML by UBL 2.1.

All three show the figures of one `Paper` and compute none of their own but sums of weights and cartons.
"""

from typing import Literal, assert_never

from tools.quotation.files.pdf import pdf_of
from tools.quotation.files.ubl import ubl_of
from tools.quotation.paper import Paper

Kind = Literal["pdf", "xlsx", "xml"]
MEDIA_TYPES: dict[Kind, str] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
}

__all__ = ["MEDIA_TYPES", "Kind", "render"]


def render(paper: Paper, kind: Kind, language: str = "en") -> bytes:
    """The same bytes for the same paper and language. `language` is a tag such as `zh` or `pt-BR`; one
    that has no labels is read in English. XML carries codes, its notes alone are in `language`."""
    match kind:
        case "pdf":
            return pdf_of(paper, language)
        case "xlsx":
            from tools.quotation.files.workbook import workbook_of  # openpyxl loads slowly

            return workbook_of(paper, language)
        case "xml":
            return ubl_of(paper, language)
        case _:
            assert_never(kind)
