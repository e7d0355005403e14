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
from models.turns import Planning, a_role, an_intent, hints
from models.wording import a_language

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
    strange = _unmarked(seen, surface) if made.call[0] == "quote" else []
    if strange and len(strange) == 1 and not any(word and word[0] == "P" for word in words):
        words[1:1] = [*strange, *[handle for handle in seen.said if handle[0] == "N"][:1]]
    elif strange:
        return None
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


def _unmarked(seen: Understanding, surface: Surface) -> list[str]:
    """Goods that the readers found in words of the message that stand for no value of the draft."""
    meant = [value for value in surface.values.values() if isinstance(value, ProductValue)]
    goods = [handle for handle in seen.said if handle[0] == "P"]
    return [
        handle
        for handle in goods
        if all(_place(value, seen.evidence.get(handle).value) is None for value in meant)
    ]


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
            return 0 if (wanted.amount, wanted.unit) == (held.amount, held.unit) else None
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
    said = [surface.value(match[0]) for match in MARK.finditer(made.text) if match[2]]
    offers: list[Value] = []
    match made.last_outcome:
        case "ambiguous_product":
            goods = [ref for value in said if isinstance(value, ProductValue) for ref in value.candidates]
            goods += [article.ref for article in surface.rng.sample(surface.market.articles, 2)]
            offers += [ProductValue(asked=ref.name, candidates=(ref,)) for ref in dict.fromkeys(goods)]
        case "ambiguous_place":
            places = [ref for value in said if isinstance(value, PlaceValue) for ref in value.candidates]
            places.append(surface.another_place())
            offers += [PlaceValue(asked=ref.name, candidates=(ref,)) for ref in dict.fromkeys(places)]
        case "which":
            numbers = [value.asked for value in said if isinstance(value, ReferenceValue)]
            offers += [TextFact(role="reference", text=number) for number in numbers]
    surface.rng.shuffle(offers)
    return tuple(map(_labelled, offers))
