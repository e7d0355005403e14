"""Mentions of goods: runs of words that this port's names, aliases and the glossary explain."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.values import ProductValue
from core.words import is_cjk
from tools.reading.folding import Folded
from tools.reading.glossary import spellings
from tools.reading.goods import Entry, Goods, is_weak, stop_words
from tools.reading.sizes import Size, sizes
from tools.reading.spans import Span
from tools.reading.words import Word, words

_WEAK_WEIGHT, _STRONG_WEIGHT, _TYPO_WEIGHT = 0.25, 1.0, 0.8
_LONGEST_CHINESE, _MOST_CANDIDATES = 8, 8
_JOINT = re.compile(r"[\s\-'()/\"&的]*")
_LINKS = frozenset({"of", "de", "del", "du", "des", "la", "el", "d", "из", "with", "al", "a", "au"})
_SIZE_LINK = re.compile(r"[\s,(/\-]*(?:of|de|por|по|by|in|x|的)?\s*")


@dataclass(frozen=True, slots=True)
class Token:
    """A word that can mean goods: `stems` are the words of this port's goods that it can stand for."""

    start: int
    end: int
    stems: frozenset[str]
    weight: float


@dataclass(frozen=True, slots=True)
class Match:
    """Entries whose names account for the same of `tokens`."""

    tokens: tuple[Token, ...]
    entries: tuple[Entry, ...]

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end


def find_products(text: Folded, goods: Goods, *, counted: bool) -> list[Span]:
    """Every mention of goods. `counted`: the text holds a quantity, so a weight by a name is its pack."""
    merchants = mentioned_merchants(text.text, goods)
    packs = sizes(text.text)
    spans = _skus(text, goods, merchants)
    for run in _runs(text.text, goods):
        for match in _matches(run, goods.entries):
            spans.append(_with_sizes(text, match, packs, merchants, counted=counted))
    return spans


def mentioned_merchants(text: str, goods: Goods) -> frozenset[str]:
    """Merchants whose name stands in folded `text`, one typo allowed in six letters or more."""
    found = set()
    for word in words(text):
        if word.is_cjk:
            found |= {held for name, held in goods.merchants.items() if is_cjk(name) and name in word.text}
            continue
        name = word.stem if word.stem in goods.merchants else _near(word.stem, tuple(goods.merchants), 6)
        if name:
            found.add(goods.merchants[name])
    return frozenset(found)


def tokens_of(text: str, goods: Goods) -> list[Token]:
    """The words of folded `text` that can mean goods, function words left out."""
    return [token for word in words(text) for token in _tokens(word, goods)]


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


def _runs(text: str, goods: Goods) -> Iterator[list[Token]]:
    """Tokens that stand together; a small linking word may stand between two."""
    run: list[Token] = []
    reach = 0
    for token in _tokens_and_links(text, goods):
        if run and token.start >= reach and not _JOINT.fullmatch(text, reach, token.start):
            yield run
            run = []
        if token.stems:
            run.append(token)
        reach = token.end
    if run:
        yield run


def _tokens_and_links(text: str, goods: Goods) -> Iterator[Token]:
    """The tokens of `text`; a linking word is one without stems."""
    for word in words(text):
        tokens = _tokens(word, goods)
        if not tokens and word.text in _LINKS:
            yield Token(word.start, word.end, frozenset(), 0.0)
        yield from tokens


def _tokens(word: Word, goods: Goods) -> list[Token]:
    if word.is_cjk:
        return list(_chinese_tokens(word, goods))
    if word.text in stop_words() or len(word.text) < 2:
        return []
    if parts := goods.joined.get(word.stem):
        return [Token(word.start, word.end, frozenset({part}), _weight({part})) for part in parts]
    if stems := goods.words.get(word.stem):
        return [Token(word.start, word.end, stems, _weight(stems))]
    if word.text in spellings("plain_words") or word.text in spellings("numbers"):
        return []
    near = _near(word.stem, goods.strong, 5)
    return [Token(word.start, word.end, frozenset({near}), _TYPO_WEIGHT)] if near else []


def _chinese_tokens(word: Word, goods: Goods) -> Iterator[Token]:
    """The longest known phrases inside a run of Chinese characters."""
    at = 0
    while at < len(word.text):
        longest = min(_LONGEST_CHINESE, len(word.text) - at)
        phrases = (word.text[at : at + length] for length in range(longest, 0, -1))
        phrase = next((phrase for phrase in phrases if phrase in goods.words), "")
        if phrase:
            stems = goods.words[phrase] | {phrase}
            yield Token(word.start + at, word.start + at + len(phrase), stems, _weight(stems))
        at += len(phrase) or 1


def _weight(stems: frozenset[str] | set[str]) -> float:
    return _WEAK_WEIGHT if all(is_weak(stem) for stem in stems) else _STRONG_WEIGHT


def _near(stem: str, known: tuple[str, ...], shortest: int) -> str:
    """The known word one slip away (two in nine letters or more) that begins alike, if any."""
    if len(stem) < shortest - 1:
        return ""
    cutoff = 2 if len(stem) >= 9 else 1
    alike = [word for word in known if word[0] == stem[0] and len(word) >= shortest]
    found = process.extractOne(stem, alike, scorer=OSA.distance, score_cutoff=cutoff)
    return found[0] if found else ""


def _matches(run: Sequence[Token], entries: Sequence[Entry]) -> Iterator[Match]:
    """The best entries for `run`, then for the words that they leave over before and after."""
    explanations: dict[tuple[int, ...], list[Entry]] = {}
    for entry in entries:
        if _is_named(run, entry):
            used = tuple(at for at, token in enumerate(run) if token.stems & entry.stems)
            explanations.setdefault(used, []).append(entry)
    if not explanations:
        return
    used = max(explanations, key=lambda at: (round(sum(run[i].weight for i in at), 6), -at[0]))
    first, last = used[0], used[-1] + 1
    yield from _matches(run[:first], entries)
    yield Match(tuple(run[first:last]), tuple(explanations[used]))
    yield from _matches(run[last:], entries)


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
        return bool(_SIZE_LINK.fullmatch(gap)) and (counted or not pack.is_bulk or "," not in gap)
    gap = text[pack.end : start]
    if pack.is_bulk:
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
