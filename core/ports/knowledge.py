"""Embedding and search of documents, as the rooms see them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from core.filters import RowFilter
from core.principal import Principal
from core.values import PassageValue, ProductRef


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


MatchedBy = Literal["sku", "name", "alias", "typo", "words", "meaning"]


@dataclass(frozen=True, slots=True)
class GoodsCandidate:
    """A product that words may mean. `score` is in [0, 1]; `by` says why: its number, a name or alias that
    the words are, such a name past a slip of the pen, some of its words, or what they mean."""

    merchant_id: str
    sku: str
    name: str
    score: float
    by: MatchedBy


class GoodsSearch(Protocol):
    """The catalogue: words to products."""

    @property
    def by_meaning(self) -> bool:
        """Whether vectors are weighed now. Until they are ready words answer alone."""
        ...

    def search(self, text: str, scope: RetrievalScope, limit: int = 8) -> list[GoodsCandidate]:
        """Products of which `scope` lets through a price row (attributes of Price in the policy's schema),
        best first. Others count for nothing, in frequencies neither."""
        ...


@dataclass(frozen=True, slots=True)
class GoodsGuess:
    """Products that words may mean, likeliest first. `clear`: they name the only one of `refs`, a slip of
    the pen apart; else a buyer has to be asked."""

    refs: tuple[ProductRef, ...]
    clear: bool


SuggestGoods = Callable[[str, Principal, date], GoodsGuess]
"""What a caller's words may mean on a day, among the goods that the caller may see."""


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
