"""Plays buyers: random turns with the right call, in the planner's own format.

A scenario (scenarios.py) writes a Draft; `planning` numbers its handles and adds what the product adds:
the hint of an imperfect classifier, the role, the order of the handles.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from agent.calls import VERBS
from agent.prompts import PlanView
from models.corpus import EMPTY, Corpus
from models.drafts import number
from models.scenarios import draft
from models.wording import a_language

SHARE = {
    "quote": 0.21,
    "follow": 0.21,
    "track": 0.11,
    "search": 0.205,
    "own": 0.015,
    "watch": 0.06,
    "handoff": 0.05,
    "refuse": 0.08,
    "none": 0.06,
}
_CONFUSED = {
    "quote": ("search", "watch", "track", "none"),
    "track": ("search", "none", "quote"),
    "search": ("quote", "track", "handoff", "none"),
    "watch": ("quote", "search", "track"),
    "handoff": ("none", "search", "refuse"),
    "refuse": ("search", "quote", "handoff"),
    "none": ("handoff", "search", "refuse"),
}


@dataclass(frozen=True, slots=True)
class Planning:
    """One lesson of the planner: what it sees and the line it shall write."""

    intent: str
    view: PlanView
    call: str


def plannings(rng: random.Random, corpus: Corpus = EMPTY) -> Iterator[Planning]:
    """Endless lessons."""
    while True:
        yield planning(rng, corpus=corpus)


def planning(rng: random.Random, intent: str = "", language: str = "", corpus: Corpus = EMPTY) -> Planning:
    """One random lesson, of `intent` and `language` when they are given."""
    language = language or a_language(rng)
    made = draft(intent or an_intent(rng), language, rng, corpus)
    numbered = number(made)
    verb = made.call[0]
    view = PlanView(
        language=language,
        role=a_role(made.intent, rng),
        hints=hints(verb, language, bool(made.last), rng),
        last=numbered.last,
        last_outcome=made.last_outcome if numbered.last else "",
        handles=_ordered(numbered.handles, rng),
        text=numbered.text,
    )
    return Planning(intent=made.intent, view=view, call=numbered.call)


def an_intent(rng: random.Random) -> str:
    return rng.choices(tuple(SHARE), tuple(SHARE.values()))[0]


def a_role(intent: str, rng: random.Random) -> str:
    """Who asks."""
    if intent == "own":
        return "merchant"
    return rng.choices(("buyer", "visitor", "merchant", "admin"), (0.6, 0.28, 0.07, 0.05))[0]


def hints(verb: str, language: str, follows: bool, rng: random.Random) -> tuple[str, ...]:
    """What agent.hints says of wording that it does not know, as measured.

    Of an English opening message it names one verb alone in half the cases, and then nearly always rightly;
    else two, the first of them right seven times in ten, either of them nine times. It knows less of
    follow-ups and other languages. Now and then there are none.
    """
    if rng.random() < 0.05:
        return ()
    wrong = rng.choice(_CONFUSED[verb]) if rng.random() < 0.7 else rng.choice(VERBS)
    doubt = (language != "en") + follows
    if rng.random() < (0.5, 0.4, 0.3)[doubt]:
        return (verb,) if rng.random() < (0.975, 0.95, 0.92)[doubt] else (wrong,)
    right, within = ((0.72, 0.92), (0.62, 0.85), (0.52, 0.78))[doubt]
    draw = rng.random()
    ranked = (
        (verb, wrong) if draw < right else (wrong, verb) if draw < within else (wrong, rng.choice(VERBS))
    )
    return tuple(dict.fromkeys(ranked))


def _ordered(handles: tuple[str, ...], rng: random.Random) -> tuple[str, ...]:
    if rng.random() < 0.5:
        return handles
    return tuple(
        sorted(
            handles, key=lambda handle: ("PNLMCADR".find(handle[0]) if handle[1].isdigit() else 9, handle)
        )
    )
