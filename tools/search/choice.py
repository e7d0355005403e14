"""Which passages answer: the best of one document, of a second only when it is about as good.

The numbers were set on 78 questions over three example ports, answerable and not.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.values import PassageValue
from tools.search.question import Question, words_of

MAX_PASSAGES, MAX_OFFERED = 3, 6
PORT = "_port"

_LEAST = 0.36  # below it, nothing was found
_LEAST_ASKED = 0.12  # below it, the document knows the goods and says nothing on what was asked
_LEAST_PART = 0.25
_ASKED_SHARE = 0.4
_PRODUCT_BONUS = 0.08
_OTHER_MERCHANT, _OTHER_MERCHANTS_GOODS, _PORT_INSTEAD = 0.5, 0.8, 0.85
_SAME_DOCUMENT, _SECOND_DOCUMENT = 0.8, 0.95
_SENTENCE_END = re.compile(r"(?<=[.!?。！？؟])\s+")


@dataclass(frozen=True, slots=True)
class Ranked:
    passage: PassageValue
    score: float


def choose(
    question: Question,
    ranked: Sequence[Ranked],
    asked: Sequence[PassageValue],
    parts: Sequence[Sequence[PassageValue]] = (),
) -> list[PassageValue]:
    """At most MAX_PASSAGES, best first; none when nothing answers.

    `ranked` is what `rank` makes of it; `asked` what the question finds without the names in it, empty
    when there is nothing but names; `parts` what each question of several finds.
    """
    if not ranked or ranked[0].score < _LEAST:
        return []
    document = ranked[0].passage.document_id
    if asked and _best_by_document(asked).get(document, 0.0) < _LEAST_ASKED:
        return []
    candidates = [
        ranked[0].passage,
        *_answers_to_parts(parts, document),
        *_about_as_good(question, ranked, document),
    ]
    chosen: list[PassageValue] = []
    for passage in candidates:
        if not _repeats(passage, chosen):
            chosen.append(passage)
    return chosen[:MAX_PASSAGES]


def runners_up(ranked: Sequence[Ranked], chosen: Sequence[PassageValue]) -> list[PassageValue]:
    """The best of what was not chosen, as many as make MAX_OFFERED with what was; none that repeats."""
    offered = list(chosen)
    for one in ranked:
        if len(offered) < MAX_OFFERED and not _repeats(one.passage, offered):
            offered.append(one.passage)
    return offered[len(chosen) :]


def rank(question: Question, found: Sequence[PassageValue], asked: Sequence[PassageValue]) -> list[Ranked]:
    answers = _best_by_document(asked)
    ranked = []
    for passage in found:
        score = passage.score
        if asked:
            said = answers.get(passage.document_id, 0.0)
            score = (1 - _ASKED_SHARE) * score + _ASKED_SHARE * said
        bonus = _PRODUCT_BONUS if _names_product(question, passage) else 0.0
        ranked.append(Ranked(passage, score * _belonging(question, passage) + bonus))
    return sorted(ranked, key=lambda one: -one.score)


def _about_as_good(question: Question, ranked: Sequence[Ranked], document: str) -> Iterator[PassageValue]:
    """Table rows of other goods score almost as well as the row that was asked for, and are left out."""
    best = ranked[0]
    named = _names_product(question, best.passage)
    for candidate in ranked:
        share = _SAME_DOCUMENT if candidate.passage.document_id == document else _SECOND_DOCUMENT
        fits = not (named and _is_row(candidate.passage)) or _names_product(question, candidate.passage)
        if fits and candidate.score >= share * best.score:
            yield candidate.passage


def _answers_to_parts(parts: Sequence[Sequence[PassageValue]], document: str) -> Iterator[PassageValue]:
    """What `document` says to each part, where it says it about as well as any."""
    for passages in parts:
        for passage in passages:
            good = max(_LEAST_PART, _SAME_DOCUMENT * passages[0].score)
            if passage.document_id == document and passage.score >= good:
                yield passage


def _best_by_document(passages: Iterable[PassageValue]) -> dict[str, float]:
    best: dict[str, float] = {}
    for passage in passages:
        best[passage.document_id] = max(passage.score, best.get(passage.document_id, 0.0))
    return best


def _belonging(question: Question, passage: PassageValue) -> float:
    """Less for documents of merchants other than the one that is meant."""
    if question.merchant_ids and passage.merchant_id not in question.merchant_ids:
        return _PORT_INSTEAD if passage.merchant_id == PORT else _OTHER_MERCHANT
    goods_of = question.product_merchants
    if goods_of and passage.merchant_id not in goods_of and passage.merchant_id != PORT:
        return _OTHER_MERCHANTS_GOODS
    return 1.0


def _names_product(question: Question, passage: PassageValue) -> bool:
    said = words_of(f"{passage.text} {passage.heading}")
    return any(name and name <= said for name in question.products)


def _is_row(passage: PassageValue) -> bool:
    """A table row names its columns: "product: X; halal: yes"."""
    cells = passage.text.split("; ")
    return len(cells) > 1 and all(": " in cell for cell in cells)


def _repeats(passage: PassageValue, chosen: Sequence[PassageValue]) -> bool:
    sentences = set(_SENTENCE_END.split(passage.text))
    return any(not sentences.isdisjoint(_SENTENCE_END.split(other.text)) for other in chosen)
