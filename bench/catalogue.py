"""What the catalogue search is worth, by words, by meaning and by both:

    python -m bench.catalogue [--show KIND] [--products N]

Plays the labelled queries of catalogue.tsv over the demo port, the same with more packs of some goods, and
the port of evals/mersin. For each way: `hit@1` and `hit@3` over queries that mean goods of the port; and
`wrong`, the share of all queries for which the best candidate counts as clear (knowledge/goods/ranking.py)
though it is not what was meant, and `offered`, the share of wrong goods for which anything is offered.
Last, the time of a query over N generated products.
"""

import argparse
import csv
import resource
import statistics
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random

import numpy as np

from core.filters import Always
from core.ports import Embedder, GoodsCandidate, RetrievalScope
from core.principal import VISITOR
from core.trade import CostRow, PortBook, Product
from knowledge.embedding import MiniLM
from knowledge.goods.index import View, index_goods
from knowledge.goods.query import parse
from knowledge.goods.ranking import clear, offered
from knowledge.goods.scoring import candidates
from knowledge.goods.search import Catalogue
from tools.catalogue.folder import read_port_folder

ROOT = Path(__file__).parents[1]
_A_QUERY = 2  # texts: as said, and in English
QUERIES = Path(__file__).with_suffix(".tsv")
SCOPE = RetrievalScope(VISITOR, Always(), date(2026, 11, 21))
# SKU of the demo port, the other pack's SKU, name and Chinese name
PACKS = (
    ("SW-MANGO-400", "SW-MANGO-100", "Dried mango strips 100 g", "芒果条 100克"),
    ("JW-DSOY-600", "JW-DSOY-1800", "Dark soy sauce 1.8 L", "老抽 1.8升"),
    ("SP-TURM-25", "SP-TURM-500", "Turmeric powder 500 g", "姜黄粉 500克"),
    ("KB-WOKS-32", "KB-WOKS-36", "Carbon steel wok 36 cm", "碳钢炒锅 36厘米"),
    ("SW-CASH-11", "SW-CASH-1", "Cashew kernels 1 kg", "腰果仁 1公斤"),
    ("FL-VSHR-800", "FL-VSHR-2000", "Frozen vannamei shrimp 2 kg", "冻南美白虾 2公斤"),
    ("MP-CHUN-400", "MP-CHUN-100", "Chunmee green tea 100 g", "眉茶 100克"),
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A query and the SKUs that it may mean; none: the port has no such goods."""

    port: str
    kind: str
    text: str
    skus: frozenset[str]


@dataclass(frozen=True, slots=True)
class FixedPort:
    """PortData over one book."""

    held: PortBook

    def revision(self) -> str:
        return "fixed"

    def book(self) -> PortBook:
        return self.held

    def costs(self, merchant_id: str) -> list[CostRow]:
        return []


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the catalogue search.")
    parser.add_argument("--show", default="", help="name the misses of this kind of query, or `all`")
    parser.add_argument("--products", type=int, default=30_000, help="0: no timing")
    chosen = parser.parse_args()
    embedder = MiniLM()
    answers = {way: list(answer_all(embedder, way)) for way in ("words", "meaning", "both")}
    for way, found in answers.items():
        print(way, report(found))
    for kind in dict.fromkeys(query.kind for query, _ in answers["both"]):
        parts = {way: [pair for pair in found if pair[0].kind == kind] for way, found in answers.items()}
        print(f"  {kind:<9}", "  ".join(f"{way} {brief(found)}" for way, found in parts.items()))
    for query, said in answers["both"]:
        if chosen.show in (query.kind, "all") and not _is_right(query, said):
            best = "; ".join(f"{one.sku} {one.score:.2f} {one.by}" for one in said[:3])
            print(f"    {query.port} {query.kind} {query.text!r}: {best}")
    if chosen.products:
        print(timing(chosen.products, RandomAtOnce(embedder)))


def labelled() -> list[Labelled]:
    with QUERIES.open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return [
            Labelled(
                row["port"], row["kind"], row["query"], frozenset((row["skus"] or "").split(";")) - {""}
            )
            for row in rows
        ]


def books() -> dict[str, PortBook]:
    demo = read_port_folder(ROOT / "demo" / "port").book
    return {
        "demo": demo,
        "packs": with_packs(demo),
        "mersin": read_port_folder(ROOT / "evals" / "mersin").book,
    }


def with_packs(book: PortBook) -> PortBook:
    """`book` with another pack of the goods in PACKS, at the same prices."""
    products, prices = list(book.products), list(book.prices)
    for sku, other, name, chinese in PACKS:
        (product,) = (product for product in book.products if product.sku == sku)
        products.append(replace(product, sku=other, name=name, name_zh=chinese))
        prices += [replace(row, sku=other) for row in book.prices if row.sku == sku]
    return replace(book, products=tuple(products), prices=tuple(prices))


def answer_all(embedder: Embedder, way: str) -> Iterable[tuple[Labelled, list[GoodsCandidate]]]:
    """Each labelled query with its candidates, by `words`, `meaning` or `both`."""
    views = {name: View.of(index_goods(book), Always()) for name, book in books().items()}
    matrices = {
        name: np.asarray(embedder.embed([entry.text for entry in view.index.entries]), dtype=np.float32)
        for name, view in views.items()
        if way != "words"
    }
    for query in labelled():
        asked, view = parse(query.text), views[query.port]
        cosines = None
        if way != "words" and asked.words:
            said = embedder.embed(asked.phrasings)
            cosines = (matrices[query.port] @ np.asarray(said, dtype=np.float32).T).max(axis=1)
        yield query, candidates(asked, view, cosines, 10) if way != "meaning" else _by_cosine(view, cosines)


def _by_cosine(view: View, cosines: "np.ndarray | None") -> list[GoodsCandidate]:
    if cosines is None:
        return []
    best = [(view.index.entries[at], float(cosines[at])) for at in np.argsort(-cosines)[:10]]
    return [GoodsCandidate(e.merchant_id, e.sku, e.name, round(score, 4), "meaning") for e, score in best]


def report(found: Sequence[tuple[Labelled, list[GoodsCandidate]]]) -> str:
    meant = [(query, said) for query, said in found if query.skus]
    wrong = [said for query, said in found if not query.skus]
    taken = [(query, first) for query, said in found if (first := clear(said)) is not None]
    right = sum(first.sku in query.skus for query, first in taken)
    return (
        f"{brief(meant)} of {len(meant)}; clear {right}, wrongly {len(taken) - right} of {len(found)}; "
        f"something offered for {sum(bool(offered(said, 3)) for said in wrong)} of {len(wrong)} wrong goods"
    )


def brief(found: Sequence[tuple[Labelled, list[GoodsCandidate]]]) -> str:
    if not any(query.skus for query, _ in found):
        return f"offered {sum(bool(offered(said, 3)) for _, said in found)}/{len(found)}"
    first = sum(any(one.sku in query.skus for one in said[:1]) for query, said in found)
    three = sum(any(one.sku in query.skus for one in said[:3]) for query, said in found)
    return f"hit@1 {first / len(found):.3f} hit@3 {three / len(found):.3f}"


def _is_right(query: Labelled, found: Sequence[GoodsCandidate]) -> bool:
    if not query.skus:
        return not offered(found, 3)
    return bool(found) and found[0].sku in query.skus


def timing(count: int, embedder: "RandomAtOnce") -> str:
    """Milliseconds for a query over `count` products, the embedding of the query and the policy's filter
    among them; the vectors are random, which changes no time."""
    book = generated(books()["demo"], count)
    with tempfile.TemporaryDirectory(prefix="quayside-goods-") as folder:
        catalogue = Catalogue(FixedPort(book), embedder, Path(folder))
        started = time.perf_counter()
        catalogue.warm_up()
        built = time.perf_counter() - started
        embedder.embedding_s = 0.0
        ms = []
        for query in labelled():
            started = time.perf_counter()
            catalogue.search(query.text, SCOPE)
            ms.append(1000 * (time.perf_counter() - started))
    own = (sum(ms) - 1000 * embedder.embedding_s) / len(ms)
    p50, p95 = statistics.median(ms), statistics.quantiles(ms, n=20)[-1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"{count} products: index {built:.1f} s; a query {p50:.1f} ms, {p95:.1f} ms at the 95th of 100, "
        f"{own:.1f} ms on average without the embedding of the query; "
        f"{peak} MiB at most, the model among them"
    )


def generated(book: PortBook, count: int) -> PortBook:
    """`count` products: those of `book` in other kinds and packs, each with a number of its own."""
    pick = Random(7)
    parts = (
        "ado",
        "bel",
        "cor",
        "dura",
        "fer",
        "gora",
        "hol",
        "juna",
        "kes",
        "lim",
        "mor",
        "pan",
        "ri",
        "sta",
        "tu",
    )
    words = ["".join(pick.choices(parts, k=4)) for _ in range(count // 3)]
    products: list[Product] = []
    for number in range(count):
        base = book.products[number % len(book.products)]
        kind, grams = " ".join(pick.sample(words, 2)), pick.choice((50, 100, 250, 400, 500, 750, 1000))
        name = f"{kind} {base.name.rsplit(' ', 2)[0]} {grams} g"
        products.append(replace(base, sku=f"{base.sku}-{number}", name=name, aliases=(*base.aliases, kind)))
    row = book.prices[0]
    prices = [replace(row, merchant_id=p.merchant_id, sku=p.sku, audience="public") for p in products]
    return replace(book, products=tuple(products), prices=tuple(prices))


class RandomAtOnce:
    """Embeds few texts as the model does, and many at once at random, to save the time. `embedding_s` is
    what the few took."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.version = f"random {embedder.version}"
        self._pick = np.random.default_rng(7)
        self.embedding_s = 0.0

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        if len(texts) <= _A_QUERY:
            started = time.perf_counter()
            few = self._embedder.embed(texts)
            self.embedding_s += time.perf_counter() - started
            return few
        drawn = self._pick.normal(size=(len(texts), 384))
        drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
        vectors: list[list[float]] = drawn.tolist()
        return vectors


if __name__ == "__main__":
    main()
