"""What reading gives: spans of the buyer's text, each with the value it stands for."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.trade import Risk, Term
from core.values import Value


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` (inclusive) to `end` (exclusive) of the original text and what they mean."""

    start: int
    end: int
    value: Value | Term

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Reading:
    """`spans` are in the order of the text and never overlap; `terms` are those of the spans, each once.
    `risk` is why a person has to look at goods that the port does not list."""

    spans: tuple[Span, ...] = ()
    terms: tuple[Term, ...] = ()
    risk: Risk | None = None


def without_overlap(layers: Sequence[Sequence[Span]]) -> tuple[Span, ...]:
    """The spans of all layers, an earlier layer and then the longer span winning where two overlap."""
    kept: list[Span] = []
    taken = bytearray(max((span.end for layer in layers for span in layer), default=0))
    for layer in layers:
        for span in sorted(layer, key=lambda span: (span.start - span.end, span.start)):
            if not any(taken[span.start : span.end]):
                taken[span.start : span.end] = b"\1" * (span.end - span.start)
                kept.append(span)
    return tuple(sorted(kept, key=lambda span: span.start))
