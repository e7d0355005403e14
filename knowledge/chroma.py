"""The vectors, in Chroma: one collection a merchant, our own embeddings, a filter on every query.

Chroma keeps no tenants apart by itself (chroma#7462), so it is only used inside this process. Its rows
are the whole index: the word index is rebuilt from them.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import chromadb
from chromadb.config import Settings
from chromadb.errors import ChromaError

from core.errors import StoreUnavailable
from core.ids import DocumentId
from knowledge.documents import IndexedDocument, IndexedUnit
from knowledge.where import Where

_SAFE_ID = re.compile(r"^[A-Za-z0-9_-]{0,60}[A-Za-z0-9]$")
_NO_START, _NO_END = 0, 99991231
_COSINE = {"hnsw": {"space": "cosine"}}


class ChromaIndex:
    """Rows and vectors in `folder`. `embedding` is the version of the vectors to be stored and asked for.

    Raises StoreUnavailable when Chroma or the disk refuses. One process at a time (chroma#3792).
    """

    def __init__(self, folder: Path, embedding: str) -> None:
        self._embedding = embedding
        self._collections: dict[str, Any] = {}
        with _refusals():
            folder.mkdir(parents=True, exist_ok=True)
            self._client = chromadb.PersistentClient(
                str(folder), settings=Settings(anonymized_telemetry=False)
            )

    def rows(self) -> Iterator[tuple[IndexedDocument, IndexedUnit]]:
        """Every unit with its document, in no order."""
        with _refusals():
            for collection in self._client.list_collections():
                held = collection.get(include=["documents", "metadatas"])
                for unit_id, text, meta in zip(
                    held["ids"], held["documents"] or (), held["metadatas"] or (), strict=True
                ):
                    yield _document(meta), _unit(unit_id, text, meta)

    def add(
        self, document: IndexedDocument, units: Sequence[IndexedUnit], vectors: Sequence[Sequence[float]]
    ) -> None:
        """Write the units of one document, with what a filter may ask about on each of them."""
        with _refusals():
            collection = self._collection(document.merchant_id)
            step = self._client.get_max_batch_size()
            for at in range(0, len(units), step):
                part = units[at : at + step]
                collection.upsert(
                    ids=[unit.unit_id for unit in part],
                    embeddings=[list(vector) for vector in vectors[at : at + step]],
                    documents=[unit.text for unit in part],
                    metadatas=[_metadata(document, unit) for unit in part],
                )

    def remove(self, merchant_id: str, document_id: DocumentId) -> None:
        """Every version of the document."""
        with _refusals():
            self._collection(merchant_id).delete(where={"document_id": document_id})

    def nearest(
        self, merchant_id: str, vectors: Sequence[Sequence[float]], where: Where, limit: int
    ) -> list[dict[str, float]]:
        """For each vector the unit ids of the `limit` nearest rows that pass `where`, with their cosine in
        [-1, 1]. Nothing, when the merchant's vectors are of another embedding.
        """
        with _refusals():
            collection = self._collection(merchant_id)
            if (collection.metadata or {}).get("embedding") != self._embedding:
                return [{} for _ in vectors]
            found = collection.query(
                query_embeddings=[list(vector) for vector in vectors],
                n_results=limit,
                where=where or None,
                include=["distances"],
            )
            pairs = zip(found["ids"], found["distances"] or (), strict=True)
            return [{unit: 1.0 - away for unit, away in zip(*pair, strict=True)} for pair in pairs]

    def outdated(self) -> list[str]:
        """Names of the collections whose vectors are of another embedding."""
        with _refusals():
            return [
                collection.name
                for collection in self._client.list_collections()
                if (collection.metadata or {}).get("embedding") != self._embedding
            ]

    def drop(self, name: str) -> None:
        with _refusals():
            self._collections.pop(name, None)
            self._client.delete_collection(name)

    def _collection(self, merchant_id: str) -> Any:
        name = collection_name(merchant_id)
        if name not in self._collections:  # asking Chroma each time costs about a millisecond
            self._collections[name] = self._client.get_or_create_collection(
                name,
                embedding_function=None,
                configuration=_COSINE,
                metadata={"embedding": self._embedding},
            )
        return self._collections[name]


def collection_name(merchant_id: str) -> str:
    """`m-<id>`; an id with signs that Chroma's names may not have stands as its hash behind `h-`."""
    if _SAFE_ID.match(merchant_id):
        return f"m-{merchant_id}"
    return f"h-{hashlib.sha256(merchant_id.encode()).hexdigest()[:40]}"


def valid_on(day: date) -> Where:
    """Rows of documents valid on `day`."""
    number = _number(day)
    return {"$and": [{"valid_from": {"$lte": number}}, {"valid_until": {"$gte": number}}]}


def _metadata(document: IndexedDocument, unit: IndexedUnit) -> dict[str, str | int]:
    return {
        "document_id": document.document_id,
        "merchant_id": document.merchant_id,
        "audience": document.audience,
        "path": document.path,
        "file_name": document.file_name,
        "title": document.title,
        "language": document.language,
        "version": document.version,
        "sha256": document.sha256,
        "embedding": document.embedding,
        "units": document.units,
        "valid_from": _number(document.valid_from) if document.valid_from else _NO_START,
        "valid_until": _number(document.valid_until) if document.valid_until else _NO_END,
        "ordinal": unit.ordinal,
        "chunk": unit.chunk,
        "paragraph": unit.paragraph,
        "kind": unit.kind,
        "heading": unit.heading,
        "page": unit.page or 0,
    }


def _document(meta: Any) -> IndexedDocument:
    return IndexedDocument(
        document_id=DocumentId(meta["document_id"]),
        merchant_id=meta["merchant_id"],
        audience=meta["audience"],
        path=meta["path"],
        title=meta["title"],
        language=meta["language"],
        version=meta["version"],
        sha256=meta["sha256"],
        embedding=meta["embedding"],
        units=meta["units"],
        valid_from=_day(meta["valid_from"], _NO_START),
        valid_until=_day(meta["valid_until"], _NO_END),
    )


def _unit(unit_id: str, text: str, meta: Any) -> IndexedUnit:
    return IndexedUnit(
        unit_id=unit_id,
        document_id=DocumentId(meta["document_id"]),
        ordinal=meta["ordinal"],
        chunk=meta["chunk"],
        paragraph=meta["paragraph"],
        kind=meta["kind"],
        heading=meta["heading"],
        page=meta["page"] or None,
        text=text,
    )


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def _day(number: int, absent: int) -> date | None:
    if number == absent:
        return None
    return date(number // 10_000, number // 100 % 100, number % 100)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except (ChromaError, OSError) as error:
        raise StoreUnavailable(
            f"The knowledge index refused: {error}.",
            hint="Check the free space and the rights of the data folder.",
        ) from error
