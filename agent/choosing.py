"""Answers to "which one?": the offer that a short message picks, with whatever else it says."""

import re
from collections.abc import Iterable, Sequence

from agent.length import length_in_words
from agent.memory import LastCall
from agent.parts import Reader
from core.values import PlaceValue, ProductValue, QuantityValue, ReferenceValue, TextFact, Value
from tools.reading import Span, resolve_place_choice, resolve_reference_choice

_LONGEST_ANSWER, _LONGEST_QUESTION = 7, 3  # words, without what else the message says
_KINDS = {"ambiguous_product": ProductValue, "ambiguous_place": PlaceValue, "which": ReferenceValue}
_QUESTION = re.compile(r"[?？؟]")


def answer_spans(text: str, read: Sequence[Span], reader: Reader, asked: LastCall) -> list[Span]:
    """The choice and the other values of `text`; empty when it does not answer the call `asked`.

    A bare number that counts nothing picks by its place in the list.
    """
    kind = _KINDS.get(asked.outcome)
    if kind is None:
        return []
    others = [span for span in read if not isinstance(span.value, kind)]
    counted = [span for span in others if not _may_be_ordinal(text, span)]
    for kept in (others, counted):
        left = _without(text, kept)
        chosen = _choice(left, reader, asked) if _is_answer(left) else None
        if chosen:
            return sorted([*kept, _gap(text, kept, chosen)], key=lambda span: span.start)
    return []


def _choice(text: str, reader: Reader, asked: LastCall) -> Value | None:
    offered = [item.value for item in asked.choices]
    if asked.outcome == "which":
        shipments = [value.text for value in offered if isinstance(value, TextFact)]
        return resolve_reference_choice(text, shipments)
    if asked.outcome == "ambiguous_product":
        goods = [value for value in offered if isinstance(value, ProductValue)]
        return reader.choose(text, [ref for value in goods for ref in value.candidates])
    places = [value for value in offered if isinstance(value, PlaceValue)]
    return resolve_place_choice(text, [ref for value in places for ref in value.candidates])


def _may_be_ordinal(text: str, span: Span) -> bool:
    """Whether it is one digit without a unit, or stands behind the sign for "number"."""
    if not isinstance(span.value, QuantityValue):
        return False
    bare = len(span.value.asked) == 1 and span.value.asked.isdigit()
    return bare or text[: span.start].endswith("第")


def _is_answer(left: str) -> bool:
    longest = _LONGEST_QUESTION if _QUESTION.search(left) else _LONGEST_ANSWER
    return 0 < length_in_words(left) <= longest


def _without(text: str, spans: Iterable[Span]) -> str:
    for span in spans:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return " ".join(text.split())


def _gap(text: str, others: Sequence[Span], chosen: Value) -> Span:
    """`chosen` in place of the longest stretch of words that nothing else was read from."""
    edges = [0, *(edge for span in others for edge in (span.start, span.end)), len(text)]
    stretches = zip(edges[::2], edges[1::2], strict=True)
    start, end = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
    return Span(start, end, chosen)
