"""DOCX: paragraphs, lists, headings by style, tables. Hidden and deleted text is left out."""

import io
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from core.errors import DocumentError
from knowledge.extraction.block import Block
from knowledge.extraction.draft import Draft
from knowledge.extraction.office import check_package

_HEADING_STYLE = re.compile(r"^heading (\d)$", re.IGNORECASE)


def read(content: bytes) -> list[Block]:
    check_package(content, "word/document.xml", "DOCX")
    try:
        body = Document(io.BytesIO(content)).iter_inner_content()
        draft = Draft()
        for listed, group in groupby(body, key=_is_item):
            if listed:
                draft.items([_text(part) for part in group if isinstance(part, Paragraph)])
            else:
                for part in group:
                    _part(draft, part)
    except (KeyError, ValueError, BadZipFile) as error:
        raise DocumentError(
            f"The DOCX cannot be read: {error}.", hint="Open it, save it anew and try again."
        ) from None
    return draft.blocks


def _part(draft: Draft, part: Paragraph | Table) -> None:
    if isinstance(part, Table):
        # python-docx repeats a merged cell in every place it covers, as a row of its own needs.
        grid = [
            [" ".join(_text(line) for line in cell.paragraphs) for cell in row.cells] for row in part.rows
        ]
        draft.table(grid)
    elif level := _level(part):
        draft.heading(level, _text(part))
    else:
        draft.prose(_text(part))


def _is_item(part: Paragraph | Table) -> bool:
    if isinstance(part, Table):
        return False
    properties: Any = part._p.pPr
    numbered = properties is not None and properties.numPr is not None
    return _level(part) == 0 and (numbered or _style(part).startswith("List "))


def _level(paragraph: Paragraph) -> int:
    """1 to 9 for a heading, 0 for other text."""
    style = _style(paragraph)
    if style == "Title":
        return 1
    if match := _HEADING_STYLE.match(style):
        return int(match[1])
    return 2 if _is_bold_line(paragraph) else 0


def _is_bold_line(paragraph: Paragraph) -> bool:
    """A heading made by hand: a short line, all bold, that is no sentence."""
    runs = [run for run in paragraph.runs if run.text.strip()]
    short = len(paragraph.text.split()) <= 10 and not paragraph.text.rstrip().endswith((".", ":", ";", ","))
    return bool(runs) and short and all(run.bold for run in runs)


def _style(paragraph: Paragraph) -> str:
    return (paragraph.style.name or "") if paragraph.style is not None else ""


def _text(paragraph: Paragraph) -> str:
    return "".join(_runs(paragraph._p))


def _runs(element: Any) -> Iterator[str]:
    """Text of the runs in reading order, inserted and linked ones too; nothing hidden or deleted."""
    for child in element:
        if child.tag == qn("w:r"):
            if child.find(f"{qn('w:rPr')}/{qn('w:vanish')}") is None:
                yield from (_piece(piece) for piece in child)
        elif child.tag in {qn("w:ins"), qn("w:hyperlink"), qn("w:smartTag"), qn("w:moveTo")}:
            yield from _runs(child)
        elif child.tag == qn("w:sdt"):
            yield from (text for inner in child.iter(qn("w:sdtContent")) for text in _runs(inner))


def _piece(piece: Any) -> str:
    if piece.tag == qn("w:t"):
        return piece.text or ""
    return " " if piece.tag in {qn("w:tab"), qn("w:br"), qn("w:cr")} else ""
