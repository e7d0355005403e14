"""A product as the catalogue knows it: its names as terms, its pack sizes, and the text of its vector."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from core.folding import folded
from core.trade import Merchant, Product
from core.words import is_cjk
from knowledge.goods.packs import packs, without_packs
from knowledge.goods.terms import terms, tokens

_NAME, _CATEGORY, _MERCHANT = 1.0, 0.6, 0.5  # weight of a term by the field that holds it
_ONE_SIGN = 0.5  # a Chinese sign alone

Kind = Literal["name", "alias"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One name of a product as terms, without its pack size."""

    kind: Kind
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoodsEntry:
    """`weights` has each term of any field with the weight of the best one; `packs` are the sizes that the
    names say, `also` those of a piece and of a carton by weight."""

    merchant_id: str
    sku: str
    name: str
    phrases: tuple[Phrase, ...]
    weights: Mapping[str, float]
    packs: frozenset[str]
    also: frozenset[str]
    pieces: int
    text: str


@dataclass(frozen=True, slots=True)
class _Said:
    """A name as its terms without sizes, its sizes, and the single signs of its runs."""

    terms: tuple[str, ...]
    packs: tuple[str, ...]
    signs: tuple[str, ...]


def entry_of(product: Product, merchant: Merchant | None) -> GoodsEntry:
    """`merchant` is the product's own, when the port names it."""
    phrases = tuple(_phrases(product))
    return GoodsEntry(
        merchant_id=str(product.merchant_id),
        sku=product.sku,
        name=product.name,
        phrases=phrases,
        weights=_weights(product, merchant, phrases),
        packs=frozenset(pack for name in _names(product) for pack in _said(name).packs),
        also=frozenset(_sizes_by_weight(product)),
        pieces=product.pcs_per_carton,
        text="; ".join(filter(None, (product.name, *product.aliases, product.category))),
    )


def plain_sku(text: str) -> str:
    """Without the signs that people leave out: `sw mango 400` is SW-MANGO-400."""
    return "".join(sign for sign in folded(text) if sign.isalnum())


def _names(product: Product) -> tuple[str, ...]:
    return (product.name, product.name_zh, *product.aliases)


def _phrases(product: Product) -> Iterator[Phrase]:
    named = dict[tuple[str, ...], Kind]()
    for at, name in enumerate(_names(product)):
        if words := _said(name).terms:
            named.setdefault(words, "name" if at < 2 else "alias")
    yield from (Phrase(kind, words) for words, kind in named.items())


def _weights(product: Product, merchant: Merchant | None, phrases: tuple[Phrase, ...]) -> dict[str, float]:
    """The strongest field comes first; what it holds no weaker one changes."""
    weights = {term: _NAME for phrase in phrases for term in phrase.terms}
    for term in _said(product.category).terms:
        weights.setdefault(term, _CATEGORY)
    if merchant:
        for term in _said(f"{merchant.name} {merchant.name_zh}").terms:
            weights.setdefault(term, _MERCHANT)
    for sign in (sign for name in _names(product) for sign in _said(name).signs):
        weights.setdefault(sign, _ONE_SIGN)
    return weights


@lru_cache(maxsize=4096)
def _said(name: str) -> _Said:
    """Names come several times for a product, and categories for many."""
    text = folded(name)
    plain = without_packs(text)
    runs = (token for token in tokens(plain) if is_cjk(token))
    return _Said(
        terms=tuple(dict.fromkeys(terms(plain))),
        packs=tuple(pack.key for pack in packs(text)),
        signs=tuple(sign for run in runs for sign in run),
    )


def _sizes_by_weight(product: Product) -> Iterator[str]:
    """The net weight of a piece and of a carton, in grams."""
    for kg in {product.carton_nw_kg, product.carton_nw_kg / Decimal(max(product.pcs_per_carton, 1))}:
        yield f"{round(kg * 1000)} g"
