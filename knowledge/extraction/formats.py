"""The document formats, one line each, and the one way in: bytes to blocks."""

from collections.abc import Callable
from pathlib import PurePosixPath

from core.errors import DocumentError
from knowledge.extraction import csv_table, markdown, pdf, plain, web_page, word, workbook
from knowledge.extraction.block import Block

Reader = Callable[[bytes], list[Block]]

READERS: dict[str, Reader] = {
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".txt": plain.read,
    ".html": web_page.read,
    ".htm": web_page.read,
    ".pdf": pdf.read,
    ".csv": csv_table.read,
    ".xlsx": workbook.read,
    ".docx": word.read,
}

_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".webp"})


def extract(content: bytes, file_name: str, max_bytes: int) -> list[Block]:
    """Blocks in reading order. Raises DocumentError, with a hint, for what cannot be read: empty, too
    large, encrypted, damaged, without text, or of a format that has no reader."""
    check_size(len(content), file_name, max_bytes)
    suffix = _suffix(content, file_name)
    if suffix in _PICTURE_SUFFIXES:
        raise DocumentError(
            f"{file_name!r} is a picture; text in pictures is not read.",
            hint="Hand in the text itself, or a PDF with a text layer.",
        )
    if suffix not in READERS:
        raise DocumentError(
            f"There is no reader for {file_name!r}.", hint=f"Use one of: {', '.join(READERS)}."
        )
    blocks = READERS[suffix](content)
    if not blocks:
        raise DocumentError(f"{file_name!r} holds no text.", hint="Check that it is the right file.")
    return blocks


def check_size(size: int, file_name: str, max_bytes: int) -> None:
    """Raises DocumentError for an empty file and one above `max_bytes`."""
    if size == 0:
        raise DocumentError(f"{file_name!r} is empty.", hint="Check that it was saved and copied whole.")
    if size > max_bytes:
        raise DocumentError(
            f"{file_name!r} has {size} bytes, above the limit of {max_bytes}.",
            hint="Split it, or raise QUAYSIDE_KNOWLEDGE__MAX_DOCUMENT_MB.",
        )


def _suffix(content: bytes, file_name: str) -> str:
    """The format: what the first bytes say where they say something, else the extension."""
    named = PurePosixPath(file_name).suffix.lower()
    if b"%PDF-" in content[:1024]:
        return ".pdf"
    if content.startswith(_PICTURES) or content[8:12] == b"WEBP":
        return ".png"
    if content.startswith(b"PK\x03\x04") and named not in {".docx", ".xlsx"}:
        return (
            ".docx"
            if b"word/document.xml" in content
            else ".xlsx"
            if b"xl/workbook.xml" in content
            else named
        )
    return named
