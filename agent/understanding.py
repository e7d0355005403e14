"""From a buyer's words to evidence: mentions read in this message, then what the last call carries over.

New mentions get the lowest numbers in the order of the text; the last call's values follow. A value that
is said again keeps one handle.
"""

import re
from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel, ConfigDict

from agent.choosing import answer_spans
from agent.memory import LastCall
from agent.parts import Reader
from agent.prompts import delexicalise
from agent.relative import multiplied, related, sends_in_two
from core.evidence import Evidence, Labelled
from core.labels import Integrity, Label
from core.trade import Risk, Term
from core.values import (
    LETTERS,
    CurrencyValue,
    ModeValue,
    PlaceValue,
    ProductValue,
    QuantityValue,
    Value,
)
from tools.reading import Span

_MODE_1039 = re.compile(r"(?<!\d)1039(?!\d)|市场采购")
_MARK = re.compile(r"\[([A-Z]\d+|[A-Z]{3})\]")
_CHANGES = (Term, QuantityValue, PlaceValue, ModeValue, CurrencyValue)


class Understanding(BaseModel):
    """What the planner works on. `text` has its values as handles; `last` is the last call in them.
    `have` names every handle and term that a plan may use: as said, then as carried over. `about` are the
    handles of the goods that a question is about. `before` and `merchant_ids` are the last question to the
    documents and whose documents answered it.
    """

    model_config = ConfigDict(frozen=True)

    evidence: Evidence
    text: str
    have: tuple[str, ...]
    last: str = ""
    last_outcome: str = ""
    asks_1039: bool = False
    in_two: bool = False
    risk: Risk | None = None
    about: tuple[str, ...] = ()
    before: str = ""
    merchant_ids: tuple[str, ...] = ()

    @property
    def terms(self) -> tuple[str, ...]:
        return tuple(word for word in self.have if word in Term.__members__)

    @property
    def said(self) -> tuple[str, ...]:
        """The handles and terms of this message, in the order of the text."""
        return tuple(dict.fromkeys(_MARK.findall(self.text)))


def understand(
    text: str, reader: Reader, last: LastCall | None, label: Label, today: date
) -> Understanding:
    """`label` is the label of what this buyer says."""
    read = reader.read(text, today)
    spans, goes_on = _spans(text, read.spans, reader, last)
    evidence, marks = _mentions(spans, label)
    said = tuple(dict.fromkeys(handle for _, _, handle in marks))
    marked = delexicalise(text, marks)
    asks_1039 = bool(_MODE_1039.search(text))
    if last is None:
        return Understanding(
            evidence=evidence,
            text=marked,
            have=said,
            asks_1039=asks_1039,
            in_two=sends_in_two(text),
            risk=read.risk,
            about=_goods(said),
        )
    shown = last.standing if goes_on else last
    goods = last.goods or last.standing.goods
    evidence, standing = _carry(evidence, last.standing)
    evidence, latest = (evidence, standing) if last.standing is last else _carry(evidence, last)
    carried = [word for word in standing.split() if word in evidence or word in Term.__members__]
    return Understanding(
        evidence=evidence,
        text=marked,
        have=tuple(dict.fromkeys([*said, *carried, *evidence.items])),
        last=standing if goes_on else latest,
        last_outcome=shown.outcome,
        asks_1039=asks_1039,
        in_two=sends_in_two(text),
        risk=read.risk,
        about=_goods(said) or tuple(_place(evidence, item)[1] for item in goods.values()),
        before=last.text if last.verb == "search" else "",
        merchant_ids=last.merchant_ids,
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
        item = Labelled(value=span.value, label=label, source="message")
        # Sixty of one and sixty of another are two quantities, a product named twice is one.
        counts = isinstance(span.value, QuantityValue)
        evidence, handle = evidence.add(item) if counts else _place(evidence, item)
        marks.append((span.start, span.end, handle))
    return evidence, marks


def _carry(evidence: Evidence, last: LastCall) -> tuple[Evidence, str]:
    """Evidence with the last call's values, and its line in this turn's handles."""
    names: dict[str, str] = {}
    for old, item in last.items.items():
        taken = isinstance(item.value, QuantityValue) and bool(
            set(names.values()) & set(_equal(evidence, item))
        )
        evidence, names[old] = evidence.add(item) if taken else _place(evidence, item)
    for choice in last.choices:
        if isinstance(choice.value, QuantityValue):
            evidence, _ = _place(evidence, choice)
    return evidence, " ".join(names.get(word, word) for word in last.line.split())


def _place(evidence: Evidence, item: Labelled) -> tuple[Evidence, str]:
    known = next(iter(_equal(evidence, item)), None)
    return (evidence, known) if known else evidence.add(item)


def _equal(evidence: Evidence, item: Labelled) -> list[str]:
    return [handle for handle, held in evidence if _same(held.value, item.value)]


def _same(a: Value, b: Value) -> bool:
    """Equal apart from the wording that named them."""
    return a.model_dump(exclude={"asked"}) == b.model_dump(exclude={"asked"})


def _spans(
    text: str, said: Iterable[Span], reader: Reader, last: LastCall | None
) -> tuple[list[Span], bool]:
    """What the message means, and whether it goes on with the call that stands: answers or changes it."""
    read = list(said)
    if last is None:
        return read, False
    if answer := answer_spans(text, read, reader, last.standing):
        return answer, True
    told = [_narrowed(span, last) for span in read]
    changed = [related(text, span, last.standing) for span in multiplied(text, told, last.standing)]
    if not any(_is_new(span, last) for span in changed):
        told = changed
    return told, any(isinstance(span.value, _CHANGES) for span in told)


def _goods(handles: Iterable[str]) -> tuple[str, ...]:
    return tuple(handle for handle in handles if handle[0] == LETTERS["product"])


def _is_new(span: Span, last: LastCall) -> bool:
    """Whether it names goods that the conversation is not about."""
    known = {ref for product in last.products for ref in product.candidates}
    return isinstance(span.value, ProductValue) and known.isdisjoint(span.value.candidates)


def _narrowed(span: Span, last: LastCall) -> Span:
    """A mention that fits several goods means the one that the conversation is about, if just one is."""
    value = span.value
    if not isinstance(value, ProductValue) or len(value.candidates) < 2:
        return span
    known = {ref for product in last.products if len(product.candidates) == 1 for ref in product.candidates}
    kept = tuple(ref for ref in value.candidates if ref in known)
    if len(kept) != 1:
        return span
    return Span(span.start, span.end, value.model_copy(update={"candidates": kept}))
