"""From a buyer's words to evidence: mentions read in this message, then what the last call carries over.

New mentions get the lowest numbers in the order of the text; the last call's values follow. A value that
is said again keeps one handle.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from agent.memory import LastCall
from agent.parts import Reader
from agent.prompts import delexicalise
from agent.relative import related
from core.evidence import Evidence, Labelled
from core.labels import Integrity, Label
from core.trade import Term
from core.values import PlaceValue, ProductValue, QuantityValue, Value
from tools.reading import Span, resolve_place_choice

_MODE_1039 = re.compile(r"(?<!\d)1039(?!\d)|市场采购")
_SHORT_ANSWER_CHARS = 80


class Understanding(BaseModel):
    """What the planner works on. `text` has its values as handles; `last` is the last call in them.
    `have` names every handle and term that a plan may use: as said, then as carried over. `before` and
    `merchant_ids` are the last question to the documents and whose documents answered it.
    """

    model_config = ConfigDict(frozen=True)

    evidence: Evidence
    text: str
    have: tuple[str, ...]
    last: str = ""
    last_outcome: str = ""
    asks_1039: bool = False
    before: str = ""
    merchant_ids: tuple[str, ...] = ()

    @property
    def terms(self) -> tuple[str, ...]:
        return tuple(word for word in self.have if word in Term.__members__)


def understand(
    text: str, reader: Reader, last: LastCall | None, label: Label, today: date
) -> Understanding:
    """`label` is the label of what this buyer says."""
    read = reader.read(text, today).spans
    spans = _chosen(text, read, reader, last) or [
        related(text, _narrowed(span, last), last) for span in read
    ]
    evidence, marks = _mentions(spans, label)
    evidence, line = _carry(evidence, last) if last else (evidence, "")
    said = [handle for _, _, handle in marks]
    carried = [word for word in line.split() if word in evidence or word in Term.__members__]
    return Understanding(
        evidence=evidence,
        text=delexicalise(text, marks),
        have=tuple(dict.fromkeys([*said, *carried, *evidence.items])),
        last=line,
        last_outcome=last.outcome if last else "",
        asks_1039=bool(_MODE_1039.search(text)),
        before=last.text if last and last.line == "search" else "",
        merchant_ids=last.merchant_ids if last else (),
    )


def said_by(readers: Iterable[str]) -> Label:
    """The label of a message: its own reader may see it, and it is trusted as a buyer's word."""
    return Label(readers=frozenset(readers), integrity=Integrity.BUYER)


def _mentions(spans: Iterable[Span], label: Label) -> tuple[Evidence, list[tuple[int, int, str]]]:
    evidence, marks = Evidence(), []
    for span in spans:
        if isinstance(span.value, Term):
            marks.append((span.start, span.end, span.value.value))
            continue
        evidence, handle = _place(evidence, Labelled(value=span.value, label=label, source="message"))
        marks.append((span.start, span.end, handle))
    return evidence, marks


def _carry(evidence: Evidence, last: LastCall) -> tuple[Evidence, str]:
    """Evidence with the last call's values, and its line in this turn's handles."""
    names: dict[str, str] = {}
    for old, item in last.items.items():
        evidence, names[old] = _place(evidence, item)
    for choice in last.choices:
        if isinstance(choice.value, QuantityValue):
            evidence, _ = _place(evidence, choice)
    return evidence, " ".join(names.get(word, word) for word in last.line.split())


def _place(evidence: Evidence, item: Labelled) -> tuple[Evidence, str]:
    known = next((handle for handle, held in evidence if _same(held.value, item.value)), None)
    return (evidence, known) if known else evidence.add(item)


def _same(a: Value, b: Value) -> bool:
    """Equal apart from the wording that named them."""
    return a.model_dump(exclude={"asked"}) == b.model_dump(exclude={"asked"})


def _chosen(text: str, read: Sequence[Span], reader: Reader, last: LastCall | None) -> list[Span]:
    """The answer to "which one?" with whatever else was said; empty when the message is no such answer."""
    if last is None or len(text) > _SHORT_ANSWER_CHARS:
        return []
    chosen: Value | None = None
    if last.outcome == "ambiguous_product":
        offered = [item.value for item in last.choices if isinstance(item.value, ProductValue)]
        chosen = reader.choose(text, [ref for value in offered for ref in value.candidates])
    elif last.outcome == "ambiguous_place":
        places = [item.value for item in last.choices if isinstance(item.value, PlaceValue)]
        chosen = resolve_place_choice(text, [ref for value in places for ref in value.candidates])
    if chosen is None:
        return []
    others = [span for span in read if not isinstance(span.value, ProductValue | PlaceValue)]
    return sorted([*others, _gap(text, others, chosen)], key=lambda span: span.start)


def _gap(text: str, others: Sequence[Span], chosen: Value) -> Span:
    """`chosen` in place of the longest stretch of words that nothing else was read from."""
    edges = [0, *(edge for span in others for edge in (span.start, span.end)), len(text)]
    stretches = zip(edges[::2], edges[1::2], strict=True)
    start, end = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
    return Span(start, end, chosen)


def _narrowed(span: Span, last: LastCall | None) -> Span:
    """A mention that fits several goods means those of the last call, when one of them is among these."""
    value = span.value
    if last is None or not isinstance(value, ProductValue) or len(value.candidates) < 2:
        return span
    spoken = [item.value for item in last.items.values() if isinstance(item.value, ProductValue)]
    known = {ref for product in spoken if len(product.candidates) == 1 for ref in product.candidates}
    kept = tuple(ref for ref in value.candidates if ref in known)
    if len(kept) != 1:
        return span
    return Span(span.start, span.end, value.model_copy(update={"candidates": kept}))
