"""Embedding and search of documents, as the rooms see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from core.filters import RowFilter
from core.principal import Principal
from core.values import PassageValue


class Embedder(Protocol):
    @property
    def version(self) -> str:
        """Name and version of the embedding model; stored with each vector."""
        ...

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Unit vectors, one for each text."""
        ...


@dataclass(frozen=True, slots=True)
class RetrievalScope:
    """What the caller may see. Only the policy makes one; nothing a model or a client says widens it."""

    principal: Principal
    rule: RowFilter
    today: date


@dataclass(frozen=True, slots=True)
class RetrievalFilters:
    """What the caller asks to narrow to; can only take away."""

    merchant_ids: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


class KnowledgeSearch(Protocol):
    def search(
        self,
        text: str,
        scope: RetrievalScope,
        filters: RetrievalFilters = RetrievalFilters(),
        limit: int = 6,
    ) -> list[PassageValue]:
        """Passages of documents valid on `scope.today`, best first, scores in [0, 1]."""
        ...
