"""Lessons of the writer: what the tools found, by role, and a sentence or two about it.

Of the wordings in wording/answers the one is taken whose roles are all known and weigh most, so that an
answer is complete: the total and its validity, the minimum and its price, the date and its reason.
"""

import random
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass

from agent.prompts import SayView
from models.drafts import Draft, number
from models.findings import OUTCOMES, Findings, finding
from models.noise import dress, fill
from models.orders import fresh
from models.scenarios import draft
from models.wording import a_language, answers, glue

SLOT = re.compile(r"\{(\w+)\}|\[(S\d+)\]")
_WEIGHT = {
    "total": 5, "valid_until": 4, "items": 3, "term": 2, "place": 2, "moq": 5, "unit_price": 4,
    "product": 1, "asked": 3, "expired_on": 5, "valid_from": 5, "choices": 5, "missing": 3, "reason": 5,
    "reference": 1, "hold_reason": 20, "rollover_reason": 16, "eta_reason": 5, "eta_before": 3,
    "eta": 9, "milestone": 3, "milestone_date": 2, "milestone_place": 1, "departure_planned": 1.5,
    "pod": 0.5, "vessel": 0.4, "voyage": 0.2, "bl_no": 5, "house_bl_no": 4, "container_no": 5,
    "free_days_demurrage": 3, "free_days_detention": 3, "demurrage_last_free_day": 3, "arrived_on": 9,
    "below": 5, "handoff_id": 5, "passage": 5, "goods": 0, "freight": 0, "insurance": 0,
}  # fmt: skip
_TOOLS = {
    "quote": 0.42,
    "track": 0.28,
    "search": 0.07,
    "price_watch": 0.06,
    "handoff": 0.03,
    "refuse": 0.04,
    "none": 0.1,
}


@dataclass(frozen=True, slots=True)
class Saying:
    """One lesson of the writer. `needed`: the roles and passages that the answer must name."""

    view: SayView
    answer: str
    needed: frozenset[str]


def sayings(rng: random.Random) -> Iterator[Saying]:
    """Endless lessons."""
    while True:
        yield saying(rng)


def saying(rng: random.Random, tool: str = "", outcome: str = "", language: str = "") -> Saying:
    """One random lesson, of `tool`, `outcome` and `language` when they are given."""
    language = language or a_language(rng)
    tool = tool or rng.choices(tuple(_TOOLS), tuple(_TOOLS.values()))[0]
    outcomes = OUTCOMES[tool]
    outcome = outcome or rng.choices(tuple(outcomes), tuple(outcomes.values()))[0]
    asked, wordings = _asked(tool, outcome, language, rng)
    numbered = number(asked)
    found = finding(tool, outcome, numbered.call, rng)
    answer = _worded(rng, wordings, found, language)
    view = SayView(language=language, tool=tool, outcome=outcome, roles=found.roles, text=numbered.text)
    return Saying(view=view, answer=answer, needed=frozenset(slots_in(answer)))


def slots_in(answer: str) -> set[str]:
    """What an answer points at, `total` of `{total}` and `S1` of `[S1]`."""
    return {figure or passage for figure, passage in SLOT.findall(answer)}


def _asked(tool: str, outcome: str, language: str, rng: random.Random) -> tuple[Draft, tuple[str, ...]]:
    """A message that leads to the outcome, and the wordings of its answer."""
    frames = answers(language)
    focus = "track" if (tool, outcome) == ("track", "found") else "none" if tool == "none" else ""
    if focus:
        section = rng.choice([name for name in frames if name.startswith(f"focus_{focus}.")])
        family = frames[section]
        reference = fresh("R")
        text = dress(
            fill(rng.choice(family["ask"]), {"r": reference}, language, rng), language, rng, follow=True
        )
        call = ("track", reference) if focus == "track" else ("none",)
        return Draft(tool, language, text, call, last=call), family["say"]
    intent = {"quote": rng.choice(("quote", "follow")), "price_watch": "watch"}.get(tool, tool)
    asked = draft(intent, language, rng)
    while tool == "price_watch" and ("cancel" in asked.call) != (outcome in {"cancelled", "no_watch"}):
        asked = draft(intent, language, rng)
    return asked, frames[tool][outcome]


def _worded(rng: random.Random, wordings: tuple[str, ...], found: Findings, language: str) -> str:
    known = _named(found, language)
    weighed: list[tuple[float, str]] = []
    for wording in wordings:
        roles = {name for _, name, _, _ in string.Formatter().parse(wording) if name}
        if roles <= known.keys():
            weighed.append((sum(_WEIGHT[role] for role in roles), wording))
    best = max(weight for weight, _ in weighed)
    return rng.choice([wording for weight, wording in weighed if weight == best]).format(**known)


def _named(found: Findings, language: str) -> dict[str, str]:
    """What each role of a wording becomes: itself in braces, passages by their handles."""
    known = {role: f"{{{role}}}" for role in found.roles if role != "passage"}
    if found.passages:
        known["passage"] = found.passages[0]
    if found.goods:
        known["items"] = glue(language)["item" if len(found.goods) > 1 else "item_bare"]
    if "choice" in known:
        known["choices"] = known["choice"]
    return known
