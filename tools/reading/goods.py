"""The goods of a port as words: each product's names as stems, and every word that can mean one of them."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from core.folding import folded
from core.glossary import glossary
from core.trade import Merchant, Product, Storage
from core.values import ProductRef
from core.words import is_cjk, stem
from tools.reading.glossary import meanings, spellings
from tools.reading.sizes import sizes
from tools.reading.words import words

_KEPT: dict[Storage, tuple[str, ...]] = {
    Storage.AMBIENT: (),
    Storage.CHILLED: ("fresh", "chilled"),
    Storage.FROZEN: ("frozen",),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One product as its words: `phrases` are its name and aliases as stems, `heads` what each is
    about, `full_names` those phrases that leave no pack size out, `wider` words for its kind too."""

    ref: ProductRef
    sku: str
    phrases: tuple[frozenset[str], ...]
    full_names: tuple[frozenset[str], ...]
    heads: frozenset[str]
    stems: frozenset[str]
    sizes: frozenset[str]
    wider: frozenset[str]


@dataclass(frozen=True, slots=True)
class Goods:
    """`words` gives the stems of goods that a word (or Chinese phrase) can mean, `others` those of goods
    that the port has not; `strong` are the stems that bear a slip; `merchants` gives the id behind a
    merchant's name."""

    entries: tuple[Entry, ...]
    words: dict[str, frozenset[str]]
    others: dict[str, frozenset[str]]
    joined: dict[str, tuple[str, ...]]
    merchants: dict[str, str]
    strong: tuple[str, ...]
    skus: re.Pattern[str]

    @classmethod
    def of(
        cls, products: Iterable[Product], merchants: Iterable[Merchant], names: Collection[str] = ()
    ) -> "Goods":
        """`names` are words of the text that name no goods, such as those of countries."""
        return cls._index([_entry(product) for product in products], merchants, names)

    @classmethod
    def of_refs(cls, refs: Iterable[ProductRef]) -> "Goods":
        """Goods of which only the names are known."""
        return cls._index([_named_entry(ref, (ref.name,)) for ref in refs], ())

    @classmethod
    def _index(
        cls, entries: Sequence[Entry], merchants: Iterable[Merchant], names: Collection[str] = ()
    ) -> "Goods":
        stems = frozenset[str]().union(*(entry.stems for entry in entries))
        known = _word_index(stems)
        return cls(
            entries=tuple(entries),
            words=known,
            others=_other_words(frozenset(known).union(names)),
            joined=_joined(entries),
            merchants=_merchants(merchants, stems),
            strong=tuple(sorted(s for s in stems if len(s) >= 5 and not is_weak(s) and not is_cjk(s))),
            skus=_sku_pattern(entries),
        )


@cache
def weak_stems() -> frozenset[str]:
    """Words that say how goods are, not what they are; alone they name nothing."""
    kinds = ("weak", "made")
    return frozenset(stem(word) for word, kind in spellings("plain_words").items() if kind in kinds)


def is_weak(word: str) -> bool:
    return word in weak_stems()


def is_made(word: str) -> bool:
    """Whether `word` names nothing alone, but says what is made of the goods before it: oil, powder."""
    return word in _made_stems()


@cache
def stop_words() -> frozenset[str]:
    return frozenset(word for word, kind in spellings("plain_words").items() if kind == "stop")


@cache
def _made_stems() -> frozenset[str]:
    return frozenset(stem(word) for word, kind in spellings("plain_words").items() if kind == "made")


def _entry(product: Product) -> Entry:
    ref = ProductRef(merchant_id=product.merchant_id, sku=product.sku, name=product.name)
    chinese = _chinese_parts(product.name_zh)
    return _named_entry(
        ref, (product.name, *product.aliases), chinese, _KEPT[product.storage], product.category
    )


def _named_entry(
    ref: ProductRef,
    names: Sequence[str],
    chinese: Sequence[str] = (),
    kept: Sequence[str] = (),
    category: str = "",
) -> Entry:
    phrases = tuple(phrase for name in names if (phrase := _phrase(name)))
    stems = frozenset(stem for phrase in phrases for stem in phrase).union(chinese, kept)
    return Entry(
        ref=ref,
        sku=folded(ref.sku),
        phrases=(*map(frozenset, phrases), *(frozenset({part}) for part in chinese[:1])),
        full_names=tuple(frozenset(_phrase(name)) for name in names if not sizes(folded(name))),
        heads=frozenset({_head(phrase) for phrase in phrases} - {""}).union(chinese),
        stems=stems,
        sizes=frozenset(size.key for size in sizes(folded(ref.name))),
        wider=_wider(stems.union(_phrase(category))),
    )


def _wider(stems: frozenset[str]) -> frozenset[str]:
    """Words that a buyer adds to these without meaning other goods: a wok pan, gyoza dumplings."""
    return stems.union(*(_related().get(word, ()) for word in stems))


@cache
def _related() -> dict[str, frozenset[str]]:
    """Stems to those of their kinds, and of words for the same goods."""
    related: defaultdict[str, set[str]] = defaultdict(set)
    for word, named in meanings("kinds").items():
        related[stem(word)].update(map(stem, named))
    for entry in glossary("goods"):
        alike = {stem(word) for word in entry.english}
        for word in alike:
            related[word] |= alike
    return {word: frozenset(others) for word, others in related.items()}


def _phrase(name: str) -> tuple[str, ...]:
    """The stems of a name in its order, without sizes and function words."""
    text = folded(name)
    for size in reversed(sizes(text)):
        text = f"{text[: size.start]} {text[size.end :]}"
    return tuple(word.stem for word in words(text) if word.text not in stop_words() and len(word.text) > 1)


def _head(phrase: tuple[str, ...]) -> str:
    return next((word for word in reversed(phrase) if not is_weak(word)), "")


def _chinese_parts(name: str) -> tuple[str, ...]:
    """The Chinese name without its size, and its endings of two characters or more: 鲜白蒜, 白蒜."""
    text = folded(name)
    for size in sizes(text):
        text = text[: size.start]
    base = next((word.text for word in words(text) if word.is_cjk), "")
    return tuple(base[at:] for at in range(max(len(base) - 1, 0)))


def _word_index(stems: frozenset[str]) -> dict[str, frozenset[str]]:
    """Each word a buyer may use to the stems of this port's goods that it can mean."""
    index: dict[str, set[str]] = {word: {word} for word in stems}
    for entry in glossary("goods"):
        meant = {stem(part) for word in entry.english for part in word.split()} & stems
        weak = {word for word in meant if is_weak(word)}
        single = (word for word in entry.english if " " not in word)
        for word in (*single, *entry.others) if meant else ():
            for part in _parts(word):
                if part not in stop_words():
                    # An English word for how goods are ("sweet") is never taken for goods ("sweets").
                    index.setdefault(stem(part), set()).update(weak if is_weak(stem(part)) else meant)
    return {word: frozenset(held) for word, held in index.items()}


def _parts(phrase: str) -> Iterator[str]:
    """The words of a phrase in another language, without what counts or joins: sac à dos, noix de cajou."""
    if is_cjk(phrase) or " " not in phrase:
        yield phrase
        return
    for part in phrase.split():
        if len(part) > 2 and not any(part in spellings(table) for table in ("units", "numbers")):
            yield part


def _other_words(known: frozenset[str]) -> dict[str, frozenset[str]]:
    """Words of the glossary for goods that none of the `known` words name; how goods are is left out."""
    taken = {word for table in ("units", "numbers", "months") for word in spellings(table)}
    plain = {word for word, kind in spellings("plain_words").items() if kind != "made"}
    index: dict[str, set[str]] = {}
    for entry in glossary("goods"):
        meant = {stem(word) for word in entry.english if not is_weak(stem(word)) or is_made(stem(word))}
        for word in (*entry.english, *entry.others) if meant else ():
            short = len(word) < 3 and not is_cjk(word)
            if not (short or " " in word or word in plain or word in taken or stem(word) in known):
                index.setdefault(stem(word), set()).update(meant)
    return {word: frozenset(meant) for word, meant in index.items()}


def _sku_pattern(entries: Iterable[Entry]) -> re.Pattern[str]:
    skus = "|".join(re.escape(sku) for sku in sorted({e.sku for e in entries}, key=len, reverse=True))
    return re.compile(rf"(?<![\w/-])(?:(?P<merchant>\w+)/)?(?P<sku>{skus or '(?!)'})(?![\w-])")


def _joined(entries: Iterable[Entry]) -> dict[str, tuple[str, ...]]:
    """Two-word names written as one: soysauce, powerbank."""
    pairs = (tuple(phrase) for entry in entries for phrase in entry.phrases if len(phrase) == 2)
    return {"".join(order): order for a, b in pairs for order in ((a, b), (b, a))}


def _merchants(merchants: Iterable[Merchant], stems: frozenset[str]) -> dict[str, str]:
    """The word that names each merchant alone (the first of its name that is no goods' word) to its id."""
    names: dict[str, str] = {}
    for merchant in merchants:
        for word in words(folded(f"{merchant.name} {merchant.name_zh}")):
            if word.is_cjk:
                names.update({word.text[:length]: merchant.merchant_id for length in range(2, 5)})
        first = next(
            (w for w in words(folded(merchant.name)) if w.stem not in stems and not is_weak(w.stem)), None
        )
        if first:
            names[first.stem] = merchant.merchant_id
    return names
