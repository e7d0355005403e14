"""What the index holds, in memory: documents, their units, and the words of both. Rebuilt from Chroma."""

import re
from collections.abc import Iterable, Sequence

from core.filters import matches
from core.ids import DocumentId
from core.ports import RetrievalFilters, RetrievalScope
from knowledge.documents import IndexedDocument, IndexedUnit
from knowledge.lexical import WordIndex
from knowledge.words import terms

_EDITION = re.compile(
    r"\b(?:19|20)\d\d\b|\bv(?:ersion)?\s*\d+(?:\.\d+)*\b|\brev(?:ision)?\.?\s*\d+\b", re.IGNORECASE
)


class Shelf:
    """Not safe for threads by itself."""

    def __init__(self, rows: Iterable[tuple[IndexedDocument, IndexedUnit]] = ()) -> None:
        self.documents: dict[DocumentId, IndexedDocument] = {}
        self.units: dict[str, IndexedUnit] = {}
        self.words = WordIndex()
        self._units_of: dict[DocumentId, tuple[IndexedUnit, ...]] = {}
        gathered: dict[IndexedDocument, list[IndexedUnit]] = {}
        for document, unit in rows:
            gathered.setdefault(document, []).append(unit)
        for document, units in gathered.items():
            # Fewer units than announced: an ingest was interrupted here. It will be done again.
            if len(units) == document.units:
                self.put(document, sorted(units, key=lambda unit: unit.ordinal))

    def put(self, document: IndexedDocument, units: Sequence[IndexedUnit]) -> None:
        """Take `document` in, in place of an earlier version."""
        self.drop(document.document_id)
        self.documents[document.document_id] = document
        self._units_of[document.document_id] = tuple(units)
        for unit in units:
            self.units[unit.unit_id] = unit
            self.words.add(
                unit.unit_id,
                document.document_id,
                body=unit.text,
                context=f"{document.title} {unit.heading} {document.file_name.replace('.', ' ')}",
                neighbours=" ".join(
                    other.text for other in units if other.chunk == unit.chunk and other is not unit
                )
                if unit.kind == "prose"
                else "",
            )

    def drop(self, document_id: DocumentId) -> None:
        self.documents.pop(document_id, None)
        for unit in self._units_of.pop(document_id, ()):
            del self.units[unit.unit_id]
            self.words.remove(unit.unit_id)

    def units_of(self, document_id: DocumentId) -> tuple[IndexedUnit, ...]:
        """In reading order."""
        return self._units_of.get(document_id, ())

    def readable(
        self, scope: RetrievalScope, filters: RetrievalFilters = RetrievalFilters()
    ) -> dict[DocumentId, IndexedDocument]:
        """Documents that the policy lets the caller read, valid on the day, and asked for."""
        return {
            document_id: document
            for document_id, document in self.documents.items()
            if matches(scope.rule, document.row())
            and document.valid_on(scope.today)
            and (not filters.merchant_ids or document.merchant_id in filters.merchant_ids)
            and (not filters.languages or document.language in filters.languages)
        }


def superseded(documents: Iterable[IndexedDocument]) -> set[DocumentId]:
    """Documents of which `documents` holds a newer edition: the same merchant and title, years and version
    numbers aside, and a later first day of validity."""
    newest: dict[tuple[str, str, tuple[str, ...]], IndexedDocument] = {}
    older: set[DocumentId] = set()
    for document in documents:
        name = tuple(terms(_EDITION.sub(" ", document.title)))
        key = (document.merchant_id, document.language, name)
        rival = newest.setdefault(key, document)
        if not name or rival is document or rival.valid_from == document.valid_from:
            continue
        first, last = sorted(
            (rival, document), key=lambda one: (one.valid_from is not None, one.valid_from)
        )
        older.add(first.document_id)
        newest[key] = last
    return older
