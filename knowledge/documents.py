"""Documents as they come in, as they stand in the index, and what became of them."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Literal

from core.errors import DocumentError
from core.ids import DocumentId
from core.trade import DocumentFile
from knowledge.extraction import check_size

Progress = Callable[[int, int, str], None]
"""Called with documents done, documents in all, and the path at hand."""


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document to take in. Its bytes are `content`, or the file `file.path` under the folder `root`."""

    file: DocumentFile
    root: Path | None = None
    content: bytes | None = None

    def read(self, max_bytes: int) -> bytes:
        """The bytes that `file.sha256` names. Raises DocumentError."""
        content = self.content if self.content is not None else self._from_disk(max_bytes)
        check_size(len(content), self.file.path, max_bytes)
        if hashlib.sha256(content).hexdigest() != self.file.sha256:
            raise DocumentError(
                f"{self.file.path!r} is not the file that was announced: its SHA-256 differs.",
                hint="It changed meanwhile; import it again.",
            )
        return content

    def _from_disk(self, max_bytes: int) -> bytes:
        root = (self.root or Path()).resolve()
        path = (root / self.file.path).resolve()
        if not path.is_relative_to(root):
            raise DocumentError(
                f"{self.file.path!r} lies outside its folder.", hint="Use a path inside it."
            )
        try:
            check_size(path.stat().st_size, self.file.path, max_bytes)
            return path.read_bytes()
        except OSError as error:
            raise DocumentError(
                f"{self.file.path!r} cannot be read: {error.strerror}.", hint="Check that it is there."
            ) from None


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """A document of the index. `version` is the first 12 signs of its SHA-256; `units` is how many
    quotable units it has; no date means no limit."""

    document_id: DocumentId
    merchant_id: str
    audience: str
    path: str
    title: str
    language: str
    version: str
    sha256: str
    embedding: str
    units: int
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def file_name(self) -> str:
        return PurePosixPath(self.path).name

    def valid_on(self, day: date) -> bool:
        return (self.valid_from or date.min) <= day <= (self.valid_until or date.max)

    def row(self) -> dict[str, object]:
        """What a policy's filter may ask about."""
        return {
            "document_id": self.document_id,
            "merchant_id": self.merchant_id,
            "audience": self.audience,
            "language": self.language,
        }


@dataclass(frozen=True, slots=True)
class IndexedUnit:
    """A quotable unit of the index. `chunk`, `paragraph` and `ordinal` count from 0 in the document."""

    unit_id: str
    document_id: DocumentId
    ordinal: int
    chunk: int
    paragraph: int
    kind: Literal["prose", "row"]
    heading: str
    page: int | None
    text: str


@dataclass(frozen=True, slots=True)
class IngestFailure:
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """Paths, by what became of them. A document that failed keeps its earlier version, if it had one."""

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    failed: tuple[IngestFailure, ...] = ()
    warnings: tuple[str, ...] = ()


def document_id(file: DocumentFile) -> DocumentId:
    """The same for every version of a document: made of merchant, audience and path."""
    identity = "\0".join((file.merchant_id, file.audience, file.path))
    return DocumentId(f"doc-{hashlib.sha256(identity.encode()).hexdigest()[:20]}")
