"""The knowledge of a port: documents in, permitted passages out. Words and vectors are weighed together."""

import threading
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from core.errors import DocumentError
from core.filters import AllOf, AnyOf, Eq, RowFilter
from core.ids import DocumentId
from core.ports import Embedder, RetrievalFilters, RetrievalScope
from core.values import PassageValue
from knowledge.chroma import ChromaIndex, collection_name, valid_on
from knowledge.documents import (
    IndexedDocument,
    IndexedUnit,
    IngestReport,
    Progress,
    SourceDocument,
    document_id,
)
from knowledge.ingestion import Prepared, Tally, batches, embedded, is_current, prepare, re_embedded
from knowledge.lexical import query_terms
from knowledge.quoting import quotes
from knowledge.ranking import score
from knowledge.shelf import Shelf, superseded
from knowledge.where import Where, where
from knowledge.wording import phrasings

_NEAREST = 60
_MAX_QUERY_CHARS = 1000
_OLDER_EDITION = 0.7
_TRANSLATED = 0.9  # of two documents that say it, the one in the asker's language


Readable = dict[DocumentId, IndexedDocument]


class Near(NamedTuple):
    """Cosines by unit, and by merchant the least that was found: no other unit of theirs is nearer."""

    cosines: dict[str, float]
    floors: dict[str, float]


class Knowledge:
    """Implements core.ports.KnowledgeSearch on a ChromaIndex. Safe for threads; one ingest at a time."""

    def __init__(self, index: ChromaIndex, embedder: Embedder, *, max_document_mb: int = 20) -> None:
        self._index = index
        self._embedder = embedder
        self._max_bytes = max_document_mb * 1024 * 1024
        self._shelf = Shelf(index.rows())
        self._reading = threading.RLock()
        self._writing = threading.Lock()

    def search(
        self,
        text: str,
        scope: RetrievalScope,
        filters: RetrievalFilters = RetrievalFilters(),
        limit: int = 6,
    ) -> list[PassageValue]:
        queries = [query for query in phrasings(text[:_MAX_QUERY_CHARS]) if query_terms(query)]
        with self._reading:
            readable = self._shelf.readable(scope, filters)
        if not queries or not readable:  # a query of nothing but words like "how do we do it?"
            return []
        near = self._near(queries, scope, filters, readable)
        with self._reading:
            scores = self._scores(queries, near, readable)
            return [
                _passage(readable[units[0].document_id], units, value)
                for units, value in islice(quotes(scores, self._shelf), limit)
            ]

    def ingest(
        self,
        documents: Iterable[SourceDocument],
        *,
        complete: bool = False,
        progress: Progress | None = None,
    ) -> IngestReport:
        """Take in what is new or changed, replacing earlier versions. `complete`: these are all documents
        there are, so that others go. A document that cannot be read is reported and stops nothing."""
        sources = {document_id(source.file): source for source in documents}
        with self._writing:
            self._renew()
            tally = Tally(len(sources), progress)
            changed = [source for source in sources.values() if not self._holds(source, tally)]
            for batch in batches(self._prepared(changed, tally)):
                for prepared, vectors in embedded(batch, self._embedder):
                    tally.written(prepared.document.path, replaced=self._put(prepared, vectors))
                    tally.warnings += prepared.warnings
            if complete:
                for gone in [known for known in self._shelf.documents if known not in sources]:
                    tally.removed.append(self._shelf.documents[gone].path)
                    self._drop(gone)
        return tally.report()

    def _holds(self, source: SourceDocument, tally: Tally) -> bool:
        held = self._shelf.documents.get(document_id(source.file))
        if held is None or not is_current(held, source.file, self._embedder.version):
            return False
        tally.unchanged_one(held.path)
        return True

    def _prepared(self, sources: Iterable[SourceDocument], tally: Tally) -> Iterator[Prepared]:
        for source in sources:
            try:
                yield prepare(source, self._embedder.version, self._max_bytes)
            except DocumentError as error:
                tally.failed_one(source.file.path, str(error))

    def _put(self, prepared: Prepared, vectors: list[list[float]]) -> bool:
        """Write it in place of an earlier version; whether there was one."""
        document = prepared.document
        self._index.remove(document.merchant_id, document.document_id)
        self._index.add(document, prepared.units, vectors)
        with self._reading:
            replaced = document.document_id in self._shelf.documents
            self._shelf.put(document, prepared.units)
        return replaced

    def _drop(self, document_id: DocumentId) -> None:
        self._index.remove(self._shelf.documents[document_id].merchant_id, document_id)
        with self._reading:
            self._shelf.drop(document_id)

    def _renew(self) -> None:
        """Embed anew what another embedding left behind. Vectors of two models share no collection."""
        outdated = set(self._index.outdated())
        held = [d for d in self._shelf.documents.values() if collection_name(d.merchant_id) in outdated]
        renewed = [
            (re_embedded(document, self._shelf.units_of(document.document_id), self._embedder))
            for document in held
        ]
        for name in outdated:
            self._index.drop(name)
        for document, vectors in renewed:
            units = self._shelf.units_of(document.document_id)
            self._index.add(document, units, vectors)
            with self._reading:
                self._shelf.put(document, units)

    def _near(
        self,
        queries: list[str],
        scope: RetrievalScope,
        filters: RetrievalFilters,
        readable: Readable,
    ) -> list[Near]:
        """The nearest units for each query. The filter works inside Chroma, before the search."""
        condition = where(_narrowed(scope, filters))
        if condition is None:
            return [Near({}, {}) for _ in queries]
        in_force: Where = {"$and": [*valid_on(scope.today)["$and"], *([condition] if condition else [])]}
        vectors = self._embedder.embed(queries)
        near = [Near({}, {}) for _ in queries]
        for merchant_id in sorted({document.merchant_id for document in readable.values()}):
            nearest = self._index.nearest(merchant_id, vectors, in_force, _NEAREST)
            for one, cosines in zip(near, nearest, strict=True):
                one.cosines.update(cosines)
                one.floors[merchant_id] = min(cosines.values(), default=0.0)
        return near

    def _scores(self, queries: list[str], near: list[Near], readable: Readable) -> dict[str, float]:
        """Each unit's best score over the queries. Every hit is checked against what may be read again;
        what an ingest took away meanwhile is gone."""
        older = superseded(readable.values())
        scores: dict[str, float] = {}
        for number, (query, (cosines, floors)) in enumerate(zip(queries, near, strict=True)):
            words = self._shelf.words.scores(query_terms(query), readable.keys())
            for unit_id in cosines.keys() | words.keys():
                unit = self._shelf.units.get(unit_id)
                if unit is None or (document := readable.get(unit.document_id)) is None:
                    continue
                cosine = cosines.get(unit_id, floors.get(document.merchant_id, 0.0))
                value = score(cosine, words.get(unit_id, 0.0)) * (_TRANSLATED if number else 1.0)
                if document.document_id in older:
                    value *= _OLDER_EDITION
                scores[unit_id] = max(value, scores.get(unit_id, 0.0))
        return scores


def _narrowed(scope: RetrievalScope, filters: RetrievalFilters) -> RowFilter:
    """The policy's rule and what the caller asks for, which can only take away."""
    rules: list[RowFilter] = [scope.rule]
    for field, values in (("merchant_id", filters.merchant_ids), ("language", filters.languages)):
        if values:
            rules.append(AnyOf(tuple(Eq(field, value) for value in values)))
    return AllOf(tuple(rules))


def _passage(document: IndexedDocument, units: tuple[IndexedUnit, ...], score: float) -> PassageValue:
    return PassageValue(
        text=" ".join(unit.text for unit in units),
        document_id=document.document_id,
        file_name=document.file_name,
        title=document.title,
        heading=units[0].heading,
        page=units[0].page,
        version=document.version,
        merchant_id=document.merchant_id,
        audience=document.audience,
        language=document.language,
        valid_until=document.valid_until,
        score=round(score, 4),
    )
