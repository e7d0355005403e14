"""Stand-ins for the knowledge room: an embedder without a model, a search without an index, and small
documents."""

import hashlib
import math
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from core.filters import matches
from core.ids import MerchantId
from core.ports import RetrievalFilters, RetrievalScope
from core.trade import DocumentFile
from core.values import PassageValue
from knowledge.documents import SourceDocument
from knowledge.words import terms

_DIMENSIONS = 256


class HashEmbedder:
    """Unit vectors from hashed words and word pairs: texts that share words are near. Deterministic."""

    def __init__(self, version: str = "hash-1", dimensions: int = _DIMENSIONS) -> None:
        self.version = version
        self.embedded = 0
        self._dimensions = dimensions

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        self.embedded += len(texts)
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> list[float]:
        words = terms(text)
        vector = [0.0] * self._dimensions
        vector[0] = 0.01  # no text is without direction
        for feature in [*words, *(f"{a} {b}" for a, b in pairwise(words))]:
            digest = hashlib.sha256(feature.encode()).digest()
            vector[int.from_bytes(digest[:4]) % self._dimensions] += 1.0 if digest[4] % 2 else -1.0
        length = math.sqrt(sum(number * number for number in vector))
        return [number / length for number in vector]


class FakeKnowledge:
    """A KnowledgeSearch over `passages`: those that the scope lets through and that share a word with the
    query, by their own score. `asked` keeps what was searched for."""

    def __init__(self, passages: Sequence[PassageValue] = ()) -> None:
        self.passages = list(passages)
        self.asked: list[tuple[str, RetrievalScope]] = []

    def search(
        self,
        text: str,
        scope: RetrievalScope,
        filters: RetrievalFilters = RetrievalFilters(),
        limit: int = 6,
    ) -> list[PassageValue]:
        self.asked.append((text, scope))
        wanted = set(terms(text))
        hits = [
            passage
            for passage in self.passages
            if matches(scope.rule, {"audience": passage.audience, "merchant_id": passage.merchant_id})
            and wanted & set(terms(f"{passage.title} {passage.heading} {passage.text}"))
            and (not filters.merchant_ids or passage.merchant_id in filters.merchant_ids)
        ]
        return sorted(hits, key=lambda passage: -passage.score)[:limit]


def passage(text: str, **given: object) -> PassageValue:
    """A public passage of merchant M1; `given` changes any field."""
    fields: dict[str, object] = {
        "text": text,
        "document_id": "doc-1",
        "file_name": "sheet.md",
        "title": "Sheet",
        "version": "0" * 12,
        "merchant_id": "M1",
        "audience": "public",
        "score": 0.8,
    }
    return PassageValue.model_validate(fields | given)


def source(
    text: str | bytes,
    *,
    path: str = "documents/M1/public/sheet.md",
    merchant_id: str = "M1",
    audience: str = "public",
    title: str = "",
    language: str = "en",
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> SourceDocument:
    """A document that carries its own bytes."""
    content = text.encode() if isinstance(text, str) else text
    return SourceDocument(
        DocumentFile(
            path=path,
            merchant_id=MerchantId(merchant_id),
            audience=audience,
            sha256=hashlib.sha256(content).hexdigest(),
            title=title,
            language=language,
            valid_from=valid_from,
            valid_until=valid_until,
        ),
        content=content,
    )
