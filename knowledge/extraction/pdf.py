"""PDF with a text layer, page by page. Lines are joined to paragraphs again; scans are refused."""

import io
import re
from collections.abc import Iterator, Sequence

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from core.errors import DocumentError
from knowledge.extraction.block import Block
from knowledge.extraction.draft import Draft

_MAX_PAGES = 2000
_ENDS = re.compile(r"[.!?:;。！？：；؟][\"'»”)]*$")
_HYPHENATED = re.compile(r"(?<=[a-zа-я]{3})-\n(?=[a-zа-я]{3})")
_ITEM = re.compile(r"^\s*(?:[-–•·▪*]|\d{1,2}[.)])\s+")


def read(content: bytes) -> list[Block]:
    draft = Draft()
    try:
        pages = [page.extract_text() for page in _open(content).pages]
    except DocumentError:
        raise
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
    ) as error:
        # pypdf lets all of these out of a damaged file
        raise DocumentError(
            f"The PDF is damaged: {error}.", hint="Print it to a new PDF and hand that in."
        ) from None
    if not any(text.strip() for text in pages):
        raise DocumentError(
            f"The PDF has no text on its {len(pages)} page(s); it is probably a scan.",
            hint="Hand in the original file, or run text recognition over the scan first.",
        )
    for number, text in enumerate(pages, start=1):
        draft.page = number
        _page(draft, [line.rstrip() for line in _HYPHENATED.sub("", text).split("\n")])
    return draft.blocks


def _open(content: bytes) -> PdfReader:
    reader = PdfReader(io.BytesIO(content))
    # Files that only restrict printing open with the empty password.
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentError(
            "The PDF is protected by a password.", hint="Remove the password and hand it in again."
        )
    if len(reader.pages) > _MAX_PAGES:
        raise DocumentError(
            f"The PDF has {len(reader.pages)} pages, above the limit of {_MAX_PAGES}.",
            hint="Split it into smaller files.",
        )
    return reader


def _page(draft: Draft, lines: Sequence[str]) -> None:
    width = max((len(line) for line in lines), default=0)
    for paragraph in _paragraphs(lines, width):
        if len(paragraph) == 1 and _looks_like_heading(paragraph[0], width):
            draft.heading(1, paragraph[0])
        elif _ITEM.match(paragraph[0]):
            draft.items([_ITEM.sub("", " ".join(paragraph))])
        else:
            draft.prose(" ".join(paragraph))


def _paragraphs(lines: Sequence[str], width: int) -> Iterator[list[str]]:
    """A paragraph ends at a blank line, before a list item, after a heading, or where a sentence ends
    on a line that had room for more."""
    paragraph: list[str] = []
    for line in lines:
        starts_new = not line.strip() or _ITEM.match(line)
        if paragraph and (starts_new or _is_last(paragraph, width)):
            yield paragraph
            paragraph = []
        if line.strip():
            paragraph.append(line.strip())
    if paragraph:
        yield paragraph


def _is_last(paragraph: Sequence[str], width: int) -> bool:
    line = paragraph[-1]
    if len(paragraph) == 1 and _looks_like_heading(line, width):
        return True
    return bool(_ENDS.search(line)) and len(line) < 0.7 * width


def _looks_like_heading(line: str, width: int) -> bool:
    short = len(line) < 0.6 * width and len(line.split()) <= 10
    return short and not _ENDS.search(line) and line[:1].isupper() and not line.endswith(",")
