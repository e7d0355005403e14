"""Mentions of goods: runs of words that this port's names, aliases and the glossary explain."""

import re
from collections.abc import Iterator, Sequence

from core.folding import folded
from core.trade import QuantityUnit
from core.values import ProductValue, QuantityValue
from core.words import is_cjk
from tools.reading.folding import Folded
from tools.reading.glossary import spellings
from tools.reading.goods import Entry, Goods, is_weak
from tools.reading.phrases import Match, as_phrases
from tools.reading.sizes import Size, sizes
from tools.reading.spans import Span
from tools.reading.tokens import WEAK_WEIGHT, Token, near, runs
from tools.reading.words import words

_MOST_CANDIDATES = 8
_COUNTED_OF = re.compile(
    r"\s*(?:(?:of|de|du|des|d'|из)\s*)?(?:(?:the|your|las?|los|les|some)\s+)?", re.IGNORECASE
)
_COUNTED_THING = re.compile(
    r"\s+(?:of|de|du|des)\s+(?:the\s+|your\s+)?(?P<name>[^\W\d_]{3,})(?!\w)", re.IGNORECASE
)
_SIZE_LINK = re.compile(r"[\s,(/\-]*(?:of|de|por|по|by|in|x|的)?\s*")


def find_products(text: Folded, goods: Goods, quantities: Sequence[Span] = ()) -> list[Span]:
    """Every mention of goods; one of goods that nobody here has is without candidates. `quantities`, the
    numbers with a unit, are no part of a name; where there is one, a weight by a name is its pack."""
    merchants = mentioned_merchants(text.text, goods)
    packs = sizes(text.text)
    counted = _is_ordered(quantities)
    spans = _skus(text, goods, merchants)
    for run in runs(_with_lines(text), goods, _units(text, quantities)):
        matches = list(_matches(run, goods.entries))
        one = bool(matches) and _is_one_order(text, matches, quantities)
        matches = as_phrases(run, matches, one=one)
        spans += [_with_sizes(text, match, packs, merchants, counted=counted) for match in matches]
        if not matches and (foreign := _unknown_goods(text, run, quantities)):
            spans.append(foreign)
    return spans or list(_counted_things(text, quantities))


def mentioned_merchants(text: str, goods: Goods) -> frozenset[str]:
    """Merchants whose name stands in folded `text`, one typo allowed in six letters or more."""
    found = set()
    for word in words(text):
        if word.is_cjk:
            found |= {held for name, held in goods.merchants.items() if is_cjk(name) and name in word.text}
            continue
        name = word.stem if word.stem in goods.merchants else near(word.stem, tuple(goods.merchants), 6)
        if name:
            found.add(goods.merchants[name])
    return frozenset(found)


def explained(tokens: Sequence[Token], entry: Entry) -> float:
    """How much of `tokens` the words of `entry` account for."""
    return sum(token.weight for token in tokens if token.stems & entry.stems)


def _skus(text: Folded, goods: Goods, merchants: frozenset[str]) -> list[Span]:
    """Article numbers written out, with or without the merchant before a slash."""
    spans = []
    for found in goods.skus.finditer(text.text):
        entries = [entry for entry in goods.entries if entry.sku == found["sku"]]
        owner = frozenset({(found["merchant"] or "").upper()})
        kept = _of_merchants(_of_merchants(entries, merchants), owner)
        spans.append(_span(text, found.start(), found.end(), kept))
    return spans


def _matches(run: Sequence[Token], entries: Sequence[Entry]) -> Iterator[Match]:
    """The best entries for `run`, then for the words that they leave over before and after."""
    explanations: dict[tuple[int, ...], list[Entry]] = {}
    for entry in entries:
        if _is_named(run, entry):
            used = tuple(at for at, token in enumerate(run) if token.stems & entry.stems)
            explanations.setdefault(used, []).append(entry)
    if not explanations:
        return
    used = max(explanations, key=lambda at: _strength([run[i] for i in at], explanations[at]))
    first, last = used[0], used[-1] + 1
    yield from _matches(run[:first], entries)
    yield Match(tuple(run[first:last]), tuple(explanations[used]))
    yield from _matches(run[last:], entries)


def _strength(tokens: Sequence[Token], entries: Sequence[Entry]) -> tuple[float, bool, float, int]:
    """The more words that say what goods are, the better; then names that end in one of them."""
    strong = sum(token.weight for token in tokens if token.weight > WEAK_WEIGHT)
    headed = any(token.stems & entry.heads for token in tokens for entry in entries)
    return round(strong, 6), headed, sum(token.weight for token in tokens), -tokens[0].start


def _unknown_goods(text: Folded, run: Sequence[Token], quantities: Sequence[Span]) -> Span | None:
    """Nouns of goods that nobody here has, when a quantity of them is asked for: 40 cartons of saffron."""
    nouns = [token for token in run if token.is_noun or token.weight >= 1]
    if not nouns:
        return None
    span = _span(text, run[0].start, run[-1].end, ())
    return span if _is_counted(text, span, quantities) else None


def _counted_things(text: Folded, quantities: Sequence[Span]) -> Iterator[Span]:
    """What a quantity is "of", in a word that no table knows: goods that nobody here has."""
    for quantity in quantities:
        match = _COUNTED_THING.match(text.original, quantity.end)
        name = folded(match["name"]) if match else ""
        if match and not any(name in spellings(table) for table in ("plain_words", "terms", "numbers")):
            value = ProductValue(asked=match["name"], candidates=())
            yield Span(match.start("name"), match.end("name"), value)


def _is_one_order(text: Folded, matches: Sequence[Match], quantities: Sequence[Span]) -> bool:
    """Whether a quantity stands at one end of the matches, so that it counts them as one thing."""
    return _is_counted(text, _span(text, matches[0].start, matches[-1].end, ()), quantities)


def _is_counted(text: Folded, goods: Span, quantities: Sequence[Span]) -> bool:
    return any(_is_counted_by(text.original, goods, quantity) for quantity in quantities)


def _is_counted_by(text: str, goods: Span, quantity: Span) -> bool:
    if quantity.end <= goods.start:
        return bool(_COUNTED_OF.fullmatch(text[quantity.end : goods.start]))
    return goods.end <= quantity.start and text[goods.end : quantity.start].strip() in (
        "",
        ",",
        "，",
        ":",
        "-",
    )


def _is_ordered(quantities: Sequence[Span]) -> bool:
    """Whether a quantity stands in the text that cannot be the weight of one pack."""
    units = [span.value.unit for span in quantities if isinstance(span.value, QuantityValue)]
    return len(units) > 1 or any(unit is not QuantityUnit.KG for unit in units)


def _with_lines(text: Folded) -> str:
    """The folded text with a mark where a line or a cell of a table ends, which a name never crosses."""
    signs = zip(text.text, text.starts, strict=True)
    return "".join(";" if text.original[start] in "\r\n\t" else sign for sign, start in signs)


def _units(text: Folded, quantities: Sequence[Span]) -> frozenset[int]:
    """The places in the folded text where words of quantities may begin."""
    inside = {at for span in quantities for at in range(span.start, span.end)}
    return frozenset(at for at, start in enumerate(text.starts) if start in inside)


def _is_named(run: Sequence[Token], entry: Entry) -> bool:
    """Whether `run` says what `entry` is: its head, or two words of one of its names."""
    if any(stem in entry.heads and not is_weak(stem) for token in run for stem in token.stems):
        return True
    said = frozenset[str]().union(*(token.stems for token in run))
    return any(len(said & phrase) >= 2 for phrase in entry.phrases)


def _with_sizes(
    text: Folded, match: Match, packs: Sequence[Size], merchants: frozenset[str], *, counted: bool
) -> Span:
    """The mention with the pack sizes beside it, which choose between siblings."""
    start, end, entries, contradicted = match.start, match.end, list(match.entries), False
    for pack in packs:
        if not _belongs(text.text, pack, start, end, counted=counted):
            continue
        fitting = [entry for entry in entries if pack.key in entry.sizes]
        if not fitting and (pack.is_bulk or not any(pack.unit in s for e in entries for s in e.sizes)):
            continue
        contradicted = contradicted or not fitting
        entries = fitting or entries
        start, end = min(start, pack.start), max(end, pack.end)
    of_merchant = _of_merchants(entries, merchants)
    kept = of_merchant if contradicted else _preferred(match.tokens, of_merchant)
    return _span(text, start, end, sorted(kept, key=lambda entry: -_closeness(match.tokens, entry)))


def _belongs(text: str, pack: Size, start: int, end: int, *, counted: bool) -> bool:
    """Whether `pack` stands beside the name. Kilograms may be the quantity: `25 kg of`, `, 25 kg`."""
    if pack.start >= end:
        gap = text[end : pack.start]
        is_pack = counted or not pack.is_bulk or pack.is_small
        return bool(_SIZE_LINK.fullmatch(gap)) and (is_pack or "," not in gap)
    gap = text[pack.end : start]
    if pack.is_bulk and not pack.is_small:
        return counted and gap.strip() == ""
    return pack.end <= start and bool(_SIZE_LINK.fullmatch(gap))


def _preferred(run: Sequence[Token], entries: list[Entry]) -> list[Entry]:
    """Of entries that explain `run` equally: those whose full name or alias it is, else those whose name
    without the pack size it is, else all."""
    full = [entry for entry in entries if any(_is_called(run, name) for name in entry.full_names)]
    return full or [e for e in entries if any(_is_called(run, p) for p in e.phrases)] or entries


def _is_called(run: Sequence[Token], phrase: frozenset[str]) -> bool:
    """Whether every word of `phrase` is in `run`, and it says more than how the goods are."""
    return all(any(stem in token.stems for token in run) for stem in phrase) and not all(
        map(is_weak, phrase)
    )


def _closeness(run: Sequence[Token], entry: Entry) -> float:
    shares = (sum(1 for token in run if token.stems & p) / max(len(p), len(run)) for p in entry.phrases)
    return max(shares, default=0.0)


def _of_merchants(entries: list[Entry], merchants: frozenset[str]) -> list[Entry]:
    return [entry for entry in entries if entry.ref.merchant_id in merchants] or entries


def _span(text: Folded, start: int, end: int, entries: Sequence[Entry]) -> Span:
    refs = tuple(entry.ref for entry in entries[:_MOST_CANDIDATES])
    return text.span(start, end, ProductValue(asked=text.asked(start, end), candidates=refs))
