"""What a buyer's words ask of a catalogue: groups of words, each with the terms it may be found by."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.folding import folded
from core.words import is_cjk
from knowledge.goods.index import Scores, View
from knowledge.goods.packs import Pack, packs, without_packs
from knowledge.goods.terms import known_words, meanings, pairs, terms, tokens

_MOST_CHARS, _MOST_TOKENS = 400, 24
_MEANT = 0.95  # a word by way of the glossary
_LONGEST_PHRASE = 3
_QUANTITY = re.compile(
    r"\d[\d.,]*\s*(?:(?:cartons?|ctns?|cases?|pallets?|plts?|boxes|tons?|tonnes?|mt|t|cajas?|pal[eé]s?|tonelad\w+"
    r"|короб\w*|паллет\w*|тонн\w*|т|colis|palettes?)(?!\w)|箱|托盘?|吨|件(?!套)|كرتون\w*|طن)"
)
_ASKING = re.compile(
    r"请问|多少钱|一箱|报价|价格|我想要?|我们?要|想买|采购|需要|有没有|有吗|你们|的话|[吗呢吧啊嘛呀的]"
    r"|(?<!\w)(?:prices?|quotations?|quote|qty|moq|suppl(?:y|ier|iers)|wholesale|premium|quality|grade|best|cheap(?:est)?"
    r"|good|top|china|chinese|brand|cif|fob|cfr|exw|ddp|dap|fca|cpt|cip|container|cartons?|ctns?)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Group:
    """A word or a run of signs. `found` is how much of it each product has, in [0, 1]; `weight` how much it
    says; `credit` the terms it stands for, each with how surely; `slip`: it was read past a slip."""

    found: Scores
    weight: float
    credit: Mapping[str, float]
    slip: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """`plain` are the words without sizes, for a vector; `english` says what is foreign in them in English.
    `exact` are the terms as said, sorted."""

    plain: str
    english: str
    exact: tuple[str, ...]
    words: tuple[str, ...]
    sizes: tuple[Pack, ...]
    skus: tuple[str, ...]

    @property
    def phrasings(self) -> list[str]:
        """What is embedded: as said and, when it is not in English, in English."""
        return [self.plain, self.english] if self.english else [self.plain]


def parse(text: str) -> Query:
    """Sizes, article numbers and words; quantities and words that only ask are left out."""
    said = folded(text[:_MOST_CHARS])
    plain = without_packs(_QUANTITY.sub(" ", said))
    asked = " ".join(_ASKING.sub(" ", plain).split()) or plain
    words = tuple(dict.fromkeys(tokens(asked)))[:_MOST_TOKENS]
    return Query(
        plain=asked,
        english=_english(words),
        exact=tuple(sorted(set(terms(asked)))),
        words=words,
        sizes=tuple(packs(said)),
        skus=tuple(_numbers(said)),
    )


def groups(query: Query, view: View) -> list[Group]:
    """The words of `query` as this caller's products answer them."""
    found: list[Group] = []
    at = 0
    while at < len(query.words):
        taken = _phrase(query.words, at, view) or _joined(query.words, at, view)
        if taken is None:
            word = query.words[at]
            taken = 1, _run(word, view) if is_cjk(word) else _word(word, view)
        length, group = taken
        found.append(group)
        at += length
    return found


def _numbers(said: str) -> Iterator[str]:
    """What may be an article number: words with a figure or a dash, and the whole when it is short."""
    whole = "".join(sign for sign in said if sign.isalnum())
    if len(whole) <= 32:
        yield whole
    for word in said.split():
        plain = "".join(sign for sign in word if sign.isalnum())
        if plain != whole and len(plain) >= 4 and (any(sign.isdigit() for sign in word) or "-" in word):
            yield plain


def _english(words: Sequence[str]) -> str:
    """Each word that is not Latin script, or that the glossary knows as foreign, in English; empty when
    nothing is."""
    known = meanings()
    said: list[str] = []
    changed = False
    for word in words:
        found = [known[(part,)] for part in (_parts(word) if is_cjk(word) else [word]) if (part,) in known]
        if found and word not in known_words():
            said += [" ".join(phrases[0]) for phrases in found]
            changed = True
        elif word.isascii():
            said.append(word)
    return " ".join(said) if changed else ""


def _word(word: str, view: View) -> Group:
    """The word itself and what it means; else, when nothing in view has it, what it may be a slip for."""
    credit = {word: 1.0} if view.holds(word) else {}
    for phrase in meanings().get((word,), ()):
        for term in phrase if len(phrase) == 1 else ():
            if view.holds(term):
                credit.setdefault(term, _MEANT)
    if credit or word in known_words() or any(sign.isdigit() for sign in word):
        return _group(credit, view)
    split = _split(word, view)
    if split:
        return _group(split, view, together=True)
    return _group(view.like(word), view, slip=True)


def _group(credit: Mapping[str, float], view: View, *, slip: bool = False, together: bool = False) -> Group:
    """`together`: a product needs all of the terms, not the best of them."""
    each = [view.scores(term) * np.float32(sure) for term, sure in credit.items()]
    if not each:
        return Group(np.zeros(len(view.index), dtype=np.float32), view.rarity_of(0), {})
    stacked = np.stack(each)
    found: Scores = stacked.mean(axis=0) if together else stacked.max(axis=0)
    return Group(found, _rarity(found, view), credit, slip=slip and max(credit.values()) < 1)


def _rarity(found: Scores, view: View) -> float:
    return view.rarity_of(int((view.mask & (found >= 0.5)).sum()))


def _split(word: str, view: View) -> dict[str, float]:
    """Two words written as one: soysauce."""
    for at in range(3, len(word) - 2):
        first, second = word[:at], word[at:]
        if view.holds(first) and view.holds(second):
            return {first: 1.0, second: 1.0}
    return {}


def _joined(words: Sequence[str], at: int, view: View) -> tuple[int, Group] | None:
    """One word written as two: pad lock."""
    if at + 1 >= len(words) or is_cjk(words[at]) or is_cjk(words[at + 1]):
        return None
    joined = words[at] + words[at + 1]
    if not view.holds(joined) or (view.holds(words[at]) and view.holds(words[at + 1])):
        return None
    return 2, _group({joined: 1.0}, view)


def _phrase(words: Sequence[str], at: int, view: View) -> tuple[int, Group] | None:
    """A phrase of several words that the glossary knows, unless the goods say it in these words."""
    for length in range(_LONGEST_PHRASE, 1, -1):
        said = tuple(words[at : at + length])
        for phrase in meanings().get(said, ()) if len(said) == length else ():
            if all(map(view.holds, phrase)) and not all(map(view.holds, said)):
                return length, _group(dict.fromkeys(phrase, _MEANT), view, together=True)
    return None


def _run(run: str, view: View) -> Group:
    """A run of Chinese: each sign counts as found by its pair, by the word of the glossary that it is part
    of, or half by itself."""
    signs = [view.scores(sign) for sign in run]
    credit: dict[str, float] = {}
    if len(run) > 1:
        for at, pair in enumerate(pairs(run)):
            found = view.scores(pair)
            signs[at], signs[at + 1] = np.maximum(signs[at], found), np.maximum(signs[at + 1], found)
            credit[pair] = 1.0
    at = 0
    for part in _parts(run):
        for phrase in meanings().get((part,), ()):
            if all(map(view.holds, phrase)):
                found = np.mean([view.scores(term) for term in phrase], axis=0, dtype=np.float32)
                for sign in range(at, at + len(part)):
                    signs[sign] = np.maximum(signs[sign], found * np.float32(_MEANT))
                credit.update(dict.fromkeys(phrase, _MEANT))
        at += len(part)
    whole: Scores = np.stack(signs).mean(axis=0)
    return Group(whole, _rarity(whole, view) * min(max(len(run) / 2, 1.0), 3.0), credit)


def _parts(run: str) -> list[str]:
    """`run` cut into the longest words that the glossary knows and single signs between them."""
    parts, at = [], 0
    while at < len(run):
        length = next(
            (n for n in range(min(6, len(run) - at), 1, -1) if (run[at : at + n],) in meanings()), 1
        )
        parts.append(run[at : at + length])
        at += length
    return parts
