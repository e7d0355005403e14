"""Lessons of the planner as the product meets them: random ports and its own readers.

A draft gets words for its marks; the readers of a random port read the message, slips, false mentions and
all; what was read becomes the planner's view, and the call is told in the handles that it gave. A message
whose needed values were not read has no right call: it counts as a miss of the readers and is left out.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from agent.memory import LastCall
from agent.prompts import PlanView
from agent.understanding import Understanding, said_by, understand
from core.evidence import Evidence, Labelled
from core.values import LETTERS, PlaceValue, ProductValue, QuantityValue, ReferenceValue, TextFact, Value
from models.corpus import EMPTY, Corpus
from models.drafts import MARK, Draft
from models.markets import Market, a_market
from models.scenarios import draft
from models.surface import TODAY, Surface
from models.turns import Planning, a_language, a_role, an_intent, hints

_LESSONS_PER_MARKET = 400
_LABEL = said_by(("buyer",))


@dataclass(slots=True)
class Recall:
    """Values that calls needed, by kind: how many there were, how many the readers found, and how many of
    those at the first place of their candidates."""

    needed: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    first: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Played:
    """`text` is the message as typed."""

    text: str
    planning: Planning


def played(rng: Random, corpus: Corpus = EMPTY, recall: Recall | None = None) -> Iterator[Played]:
    """Endless lessons."""
    recall = recall or Recall()
    while True:
        market = a_market(rng)
        for _ in range(_LESSONS_PER_MARKET):
            made = draft(an_intent(rng), a_language(rng), rng, corpus)
            if lesson := play(made, market, rng, recall):
                yield lesson


def play(made: Draft, market: Market, rng: Random, recall: Recall) -> Played | None:
    """One draft read by the product's own readers; None when a needed value was not read."""
    surface = Surface(market, made.language, rng)
    text = surface.written(made.text)
    seen = understand(text, market, _last(made, surface), _LABEL, TODAY)
    words = [_word(word, seen, surface, recall) for word in made.call]
    if None in words:
        return None
    view = PlanView(
        language=made.language,
        role=a_role(made.intent, rng),
        hints=hints(made.call[0], made.language, bool(seen.last), rng),
        last=seen.last,
        last_outcome=seen.last_outcome,
        handles=seen.have,
        text=seen.text,
    )
    return Played(text, Planning(made.intent, view, " ".join(word for word in words if word)))


def _word(word: str, seen: Understanding, surface: Surface, recall: Recall) -> str | None:
    """A word of the call as this turn's handle or term; None when the readers did not find it."""
    match = MARK.fullmatch(word)
    if match is None:
        return word
    kind, identity = match.groups()
    recall.needed[kind if identity else "T"] += 1
    if not identity:
        handle, place = (kind if kind in seen.have else None), 0
    else:
        handle, place = _handle(surface.value(word), seen.evidence)
    if handle:
        recall.found[kind if identity else "T"] += 1
        recall.first[kind if identity else "T"] += place == 0
    return handle


def _handle(wanted: Value, evidence: Evidence) -> tuple[str | None, int]:
    """The handle whose value is, or may be, `wanted`, and the place of `wanted` among its candidates."""
    best: tuple[str | None, int] = (None, 99)
    for handle, item in evidence:
        place = _place(wanted, item.value)
        if place is not None and place < best[1]:
            best = (handle, place)
    return best


def _place(wanted: Value, held: Value) -> int | None:
    if type(wanted) is not type(held):
        return None
    match wanted, held:
        case (ProductValue() as a, ProductValue() as b) | (PlaceValue() as a, PlaceValue() as b):
            return next((at for at, ref in enumerate(b.candidates) if ref == a.candidates[0]), None)
        case QuantityValue(), QuantityValue():
            return 0 if wanted.amount == held.amount else None
        case ReferenceValue(), ReferenceValue():
            return 0 if wanted.number == "".join(filter(str.isalnum, held.number)).upper() else None
        case _:
            return 0 if wanted.model_dump(exclude={"asked"}) == held.model_dump(exclude={"asked"}) else None


def _last(made: Draft, surface: Surface) -> LastCall | None:
    """The last call as the product remembers it, and what it offered to choose from."""
    if not made.last:
        return None
    items: dict[str, Labelled] = {}
    line = [made.last[0]]
    for word in made.last[1:]:
        match = MARK.fullmatch(word)
        kind, identity = match.groups() if match else (word, "")
        if not identity:
            line.append(kind)
            continue
        line.append(_kept(surface.value(word), items))
    choices = _choices(made, surface)
    for word in made.spare:
        if made.last[0] == "search":
            _kept(surface.value(word), items)
        else:
            choices += (_labelled(surface.value(word)),)
    return LastCall(line=" ".join(line), outcome=made.last_outcome, items=items, choices=choices)


def _kept(value: Value, items: dict[str, Labelled]) -> str:
    letter = LETTERS[value.kind]
    handle = f"{letter}{sum(known[0] == letter for known in items)}"
    items[handle] = _labelled(value)
    return handle


def _labelled(value: Value) -> Labelled:
    return Labelled(value=value, label=_LABEL, source="message")


def _choices(made: Draft, surface: Surface) -> tuple[Labelled, ...]:
    """What a tool offers when it asks "which one?": the values that the message may pick, and others."""
    marks = [match[0] for match in MARK.finditer(made.text) if match[2]]
    if made.last_outcome == "ambiguous_product":
        refs = [
            value.candidates for mark in marks if isinstance(value := surface.value(mark), ProductValue)
        ]
        others = [surface.market.articles[at].ref for at in (0, 7)]
        goods = dict.fromkeys([*(ref for some in refs for ref in some), *others])
        return tuple(_labelled(ProductValue(asked=ref.name, candidates=(ref,))) for ref in goods)
    if made.last_outcome == "ambiguous_place":
        found = [value.candidates for mark in marks if isinstance(value := surface.value(mark), PlaceValue)]
        places = dict.fromkeys([*(ref for some in found for ref in some), surface.another_place()])
        return tuple(_labelled(PlaceValue(asked=ref.name, candidates=(ref,))) for ref in places)
    if made.last_outcome == "which":
        numbers = [v.asked for mark in marks if isinstance(v := surface.value(mark), ReferenceValue)]
        return tuple(_labelled(TextFact(role="reference", text=number)) for number in numbers)
    return ()
