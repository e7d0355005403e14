"""Documents into the index. Repeating it changes nothing; interrupting it loses nothing that a repeat
does not bring back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from core.errors import DocumentError
from core.ports import Embedder
from core.trade import DocumentFile
from knowledge.chunks import Chunk, make_chunks
from knowledge.documents import (
    IndexedDocument,
    IndexedUnit,
    IngestFailure,
    IngestReport,
    Progress,
    SourceDocument,
    document_id,
)
from knowledge.extraction import Block, extract
from knowledge.injection import addresses_assistant

_UNITS_A_BATCH = 256


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document read and cut, not embedded yet. `warnings` are full sentences."""

    document: IndexedDocument
    units: tuple[IndexedUnit, ...]
    warnings: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """Counts a running ingest and tells its progress."""

    total: int
    progress: Progress | None
    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[IngestFailure] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def written(self, path: str, *, replaced: bool) -> None:
        (self.replaced if replaced else self.added).append(path)
        self._tell(path)

    def unchanged_one(self, path: str) -> None:
        self.unchanged.append(path)
        self._tell(path)

    def failed_one(self, path: str, reason: str) -> None:
        self.failed.append(IngestFailure(path, reason))
        self._tell(path)

    def report(self) -> IngestReport:
        return IngestReport(
            added=tuple(self.added),
            replaced=tuple(self.replaced),
            unchanged=tuple(self.unchanged),
            removed=tuple(self.removed),
            failed=tuple(self.failed),
            warnings=tuple(self.warnings),
        )

    def _tell(self, path: str) -> None:
        if self.progress:
            done = len(self.added) + len(self.replaced) + len(self.unchanged) + len(self.failed)
            self.progress(done, self.total, path)


def is_current(held: IndexedDocument, file: DocumentFile, embedding: str) -> bool:
    """Whether the index already holds this version with these facts about it."""
    return (held.sha256, held.embedding) == (file.sha256, embedding) and (
        file.title in ("", held.title)
        and (held.language, held.valid_from, held.valid_until)
        == (file.language, file.valid_from, file.valid_until)
    )


def prepare(source: SourceDocument, embedding: str, max_bytes: int) -> Prepared:
    """Raises DocumentError. Merchant and audience come from `source.file`, never from the text."""
    file = source.file
    blocks = extract(source.read(max_bytes), file.path, max_bytes)
    kept = [block for block in blocks if not addresses_assistant(block.text)]
    if not kept:
        raise DocumentError(
            f"{file.path!r} holds nothing but instructions to an assistant.", hint="Write it for a reader."
        )
    chunks = make_chunks(kept)
    document = _document(file, blocks, embedding, sum(len(chunk.units) for chunk in chunks))
    return Prepared(document, _units(document, chunks), tuple(_warnings(file.path, blocks, kept)))


def embedded(batch: Sequence[Prepared], embedder: Embedder) -> Iterator[tuple[Prepared, list[list[float]]]]:
    """Each with the vectors of its units; all texts of the batch go through the model together."""
    texts = [text for prepared in batch for text in _texts_to_embed(prepared.document, prepared.units)]
    vectors = iter(embedder.embed(texts))
    for prepared in batch:
        yield prepared, [next(vectors) for _ in prepared.units]


def re_embedded(
    document: IndexedDocument, units: Sequence[IndexedUnit], embedder: Embedder
) -> tuple[IndexedDocument, list[list[float]]]:
    """The same text under the embedder's present version."""
    return replace(document, embedding=embedder.version), embedder.embed(_texts_to_embed(document, units))


def batches(prepared: Iterator[Prepared]) -> Iterator[list[Prepared]]:
    """Documents together up to about _UNITS_A_BATCH units: few calls of the model, little memory."""
    batch: list[Prepared] = []
    for one in prepared:
        batch.append(one)
        if sum(len(each.units) for each in batch) >= _UNITS_A_BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _document(file: DocumentFile, blocks: Sequence[Block], embedding: str, units: int) -> IndexedDocument:
    return IndexedDocument(
        document_id=document_id(file),
        merchant_id=file.merchant_id,
        audience=file.audience,
        path=file.path,
        title=file.title or _title(file, blocks),
        language=file.language,
        version=file.sha256[:12],
        sha256=file.sha256,
        embedding=embedding,
        units=units,
        valid_from=file.valid_from,
        valid_until=file.valid_until,
    )


def _title(file: DocumentFile, blocks: Sequence[Block]) -> str:
    """The first heading, else the file's name as words."""
    headings = chain.from_iterable(block.heading_path[:1] for block in blocks[:1])
    stem = file.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return next(headings, stem.replace("-", " ").replace("_", " "))


def _units(document: IndexedDocument, chunks: Sequence[Chunk]) -> tuple[IndexedUnit, ...]:
    places = [(number, chunk, unit) for number, chunk in enumerate(chunks) for unit in chunk.units]
    return tuple(
        IndexedUnit(
            unit_id=f"{document.document_id}:{document.version}:{ordinal:05d}",
            document_id=document.document_id,
            ordinal=ordinal,
            chunk=number,
            paragraph=unit.paragraph,
            kind=unit.kind,
            heading=" > ".join(chunk.heading_path),
            page=chunk.page,
            text=unit.text,
        )
        for ordinal, (number, chunk, unit) in enumerate(places)
    )


def _texts_to_embed(document: IndexedDocument, units: Sequence[IndexedUnit]) -> list[str]:
    """A unit under its title and heading: a sentence alone seldom says what it is about."""
    return [f"{document.title}. {_last(unit.heading)}: {unit.text}" for unit in units]


def _last(heading: str) -> str:
    return heading.rsplit(" > ", 1)[-1]


def _warnings(path: str, blocks: Sequence[Block], kept: Sequence[Block]) -> Iterator[str]:
    if left_out := len(blocks) - len(kept):
        yield f"{path}: {left_out} passage(s) give orders to an assistant and were left out."
