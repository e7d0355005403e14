"""The words of a port's goods as postings, and the view of them that one caller has.

Nothing that a caller may not see counts for them: neither in frequencies nor in the vocabulary that slips
of the pen are measured against.
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from core.filters import RowFilter, matches
from core.trade import PortBook
from core.words import is_cjk
from knowledge.goods.entries import GoodsEntry, entry_of, plain_sku
from knowledge.goods.packs import SOFT

Scores = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Ids = npt.NDArray[np.int32]

_FEWEST = 50  # a small catalogue is weighed as one of fifty: one product in three says little there too
_SLIPS_FROM = 4  # letters; shorter words have too many neighbours
_ENDINGS = frozenset({"d", "ed", "ing", "y", "er", "n", "en"})
_OTHER_FORM = 0.9

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Posting:
    ids: Ids
    weights: Scores


@dataclass(frozen=True, slots=True)
class Sizes:
    """By product: which products say a size, which say any of a unit, and which weigh as much."""

    said: Mapping[str, Ids]
    of_unit: Mapping[str, Ids]
    by_weight: Mapping[str, Ids]


@dataclass(frozen=True, slots=True)
class GoodsIndex:
    """`audiences` are the distinct (merchant, audience) of price rows; `priced` pairs each product with
    one of those, by their places."""

    entries: tuple[GoodsEntry, ...]
    postings: Mapping[str, Posting]
    named: Mapping[tuple[str, ...], Ids]
    sizes: Sizes
    skus: Mapping[str, tuple[int, ...]]
    pieces: npt.NDArray[np.int32]
    audiences: tuple[tuple[str, str], ...]
    priced: npt.NDArray[np.int32]
    words: tuple[str, ...]
    sku_list: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.entries)


def index_goods(book: PortBook) -> GoodsIndex:
    merchants = {merchant.merchant_id: merchant for merchant in book.merchants}
    entries = tuple(entry_of(product, merchants.get(product.merchant_id)) for product in book.products)
    postings = _postings(entries)
    skus = _grouped(
        (name, at)
        for at, entry in enumerate(entries)
        for name in (plain_sku(entry.sku), plain_sku(f"{entry.merchant_id}{entry.sku}"))
    )
    audiences, priced = _priced(book)
    return GoodsIndex(
        entries=entries,
        postings=postings,
        named=_arrays((tuple(sorted(p.terms)), at) for at, e in enumerate(entries) for p in e.phrases),
        sizes=_sizes(entries),
        skus={sku: tuple(dict.fromkeys(ids)) for sku, ids in skus.items()},
        pieces=np.array([entry.pieces for entry in entries], dtype=np.int32),
        audiences=audiences,
        priced=priced,
        words=tuple(w for w in postings if len(w) >= _SLIPS_FROM and w.isalpha() and not is_cjk(w)),
        sku_list=tuple(skus),
    )


@dataclass(slots=True)
class View:
    """What one caller may see of an index."""

    index: GoodsIndex
    mask: Mask
    count: int
    _rarity: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, index: GoodsIndex, rule: RowFilter) -> "View":
        """The products of which `rule` lets through at least one price row."""
        mask = np.zeros(len(index), dtype=np.bool_)
        open_to = [matches(rule, {"merchant_id": m, "audience": a}) for m, a in index.audiences]
        if any(open_to):
            mask[index.priced[0][np.array(open_to)[index.priced[1]]]] = True
        return cls(index, mask, int(mask.sum()))

    def holds(self, term: str) -> bool:
        posting = self.index.postings.get(term)
        return posting is not None and bool(self.mask[posting.ids].any())

    def scores(self, term: str) -> Scores:
        """The weight of `term` in each product, 0 where it is not."""
        found = np.zeros(len(self.index), dtype=np.float32)
        if posting := self.index.postings.get(term):
            found[posting.ids] = posting.weights
        return found

    def rarity_of(self, holding: int) -> float:
        """BM25's idf over the products in view, always positive."""
        count = max(self.count, _FEWEST)
        return math.log(1 + (count - min(holding, count) + 0.5) / (holding + 0.5))

    def rarity(self, term: str) -> float:
        if term not in self._rarity:
            posting = self.index.postings.get(term)
            self._rarity[term] = self.rarity_of(int(self.mask[posting.ids].sum()) if posting else 0)
        return self._rarity[term]

    def like(self, word: str) -> dict[str, float]:
        """Words in view that `word` may be a slip for, or another form of, with how near they are."""
        if len(word) < _SLIPS_FROM or not self.index.words:
            return {}
        distances = cdist([word], self.index.words, scorer=OSA.distance, score_cutoff=3)[0]
        near = {self.index.words[at]: int(distances[at]) for at in np.flatnonzero(distances <= 3)}
        graded = {known: _nearness(word, known, distance) for known, distance in near.items()}
        return {known: grade for known, grade in graded.items() if grade and self.holds(known)}

    def sku(self, said: str) -> tuple[int, ...]:
        """The products in view with the article number `said`, in plain form."""
        return tuple(at for at in self.index.skus.get(said, ()) if self.mask[at])

    def like_sku(self, said: str) -> tuple[int, ...]:
        """Products in view whose number is `said` but for a slip in its letters; never in its figures."""
        near = cdist([said], self.index.sku_list, scorer=OSA.distance, score_cutoff=1)[0]
        close = (self.index.sku_list[at] for at in np.flatnonzero(near <= 1))
        return tuple(at for sku in close if _figures(sku) == _figures(said) for at in self.sku(sku))


def _nearness(word: str, known: str, distance: int) -> float:
    """1 for the same word, 0 for one too far: a slip in four letters, two in seven, three in eleven; of
    short words the first letter is sure."""
    length = max(len(word), len(known))
    if _is_form(word, known) or _is_form(known, word):
        return _OTHER_FORM
    if distance > (1 if length < 7 else 2 if length < 11 else 3):
        return 0.0
    if word[0] != known[0] and length < 7:
        return 0.0
    return 1 - 0.8 * distance / length


def _is_form(short: str, long: str) -> bool:
    """Whether `long` is `short` with an English ending: roast, roasted."""
    return long.startswith(short) and long[len(short) :] in _ENDINGS


def _figures(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _postings(entries: Sequence[GoodsEntry]) -> dict[str, Posting]:
    held: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for at, entry in enumerate(entries):
        for term, weight in entry.weights.items():
            held[term].append((at, weight))
    return {
        term: Posting(
            np.array([at for at, _ in pairs], dtype=np.int32),
            np.array([weight for _, weight in pairs], dtype=np.float32),
        )
        for term, pairs in held.items()
    }


def _sizes(entries: Sequence[GoodsEntry]) -> Sizes:
    said = [(key, at) for at, entry in enumerate(entries) for key in entry.packs]
    units = ((key.rsplit(" ", 1)[1], at) for key, at in said)
    return Sizes(
        said=_arrays(said),
        of_unit=_arrays((unit, at) for unit, at in units if unit != SOFT),
        by_weight=_arrays((key, at) for at, entry in enumerate(entries) for key in entry.also),
    )


def _priced(book: PortBook) -> tuple[tuple[tuple[str, str], ...], npt.NDArray[np.int32]]:
    """The distinct (merchant, audience), and two rows: a product's place, and the place of one of those."""
    places = {product.key: at for at, product in enumerate(book.products)}
    audiences: dict[tuple[str, str], int] = {}
    pairs: dict[tuple[int, int], None] = {}
    for row in book.prices:
        at = places.get(f"{row.merchant_id}/{row.sku}")
        if at is not None:
            audience = audiences.setdefault((str(row.merchant_id), row.audience), len(audiences))
            pairs[at, audience] = None
    return tuple(audiences), np.array(list(pairs) or [], dtype=np.int32).reshape(-1, 2).T


def _grouped(pairs: Iterable[tuple[Key, int]]) -> dict[Key, list[int]]:
    groups: defaultdict[Key, list[int]] = defaultdict(list)
    for key, at in pairs:
        groups[key].append(at)
    return groups


def _arrays(pairs: Iterable[tuple[Key, int]]) -> dict[Key, Ids]:
    return {key: np.array(held, dtype=np.int32) for key, held in _grouped(pairs).items()}
