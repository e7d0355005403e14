"""Buyers with something in mind: each scenario writes one random message as a Draft with its call."""

import random
from collections.abc import Callable
from dataclasses import replace

from models.corpus import EMPTY, Corpus
from models.drafts import Draft
from models.followups import followup
from models.noise import dress, fill
from models.orders import Order, a_term, an_order, carried, fresh
from models.wording import asks, plainly


def draft(intent: str, language: str, rng: random.Random, corpus: Corpus = EMPTY) -> Draft:
    """A message of `intent`, before its values have handles."""
    return _SCENARIOS[intent](language, rng, corpus)


def _quote(language: str, rng: random.Random, corpus: Corpus) -> Draft:
    frames = asks(language)["quote"]
    families = {"full": 64, "wrong": 13, "two_units": 4, "price_of": 10, "unknown": 5, "by_container": 4}
    family = rng.choices(tuple(families), tuple(families.values()))[0]
    last = an_order(rng) if rng.random() < 0.22 else None
    said, frame = _said(family, rng.choice(frames[family]), rng)
    call = carried(said, last)
    if "<item>" in frame:
        call = replace(call, lines=())
    apart = family == "full" and bool(said.place) and rng.random() < 0.12
    there = dest(replace(said, place="") if apart else said, language, rng)
    values = {"lines": _lines(said, language, rng), "dest": there, **_first(said)}
    if family == "two_units":
        product, quantity = said.lines[0]
        values |= {"p": product, "n": quantity, "n2": said.lines[1][1]}
    if family == "by_container":
        values["m"] = fresh("M")
        call = replace(call, lines=said.lines, mode=values["m"])
    text = fill(frame, values, language, rng)
    if apart:
        based = fill(rng.choice(asks(language)["part"]["based"]), {"l": said.place}, language, rng)
        text = rng.choice((f"{based}. {text}", f"{text}. {based}", f"{based}, {text}"))
    if rng.random() < 0.04:
        text += ". " + fill(rng.choice(asks(language)["search"]["full"]), {}, language, rng)
    outcome = rng.choice(("quoted", "quoted", "quoted", "below_moq", "incomplete")) if last else ""
    if last is None and rng.random() < 0.15:
        return Draft("quote", language, dress(text, language, rng), call.words(), ("search",), "found")
    return Draft(
        "quote", language, dress(text, language, rng), call.words(), last.words() if last else (), outcome
    )


def _said(family: str, frame: str, rng: random.Random) -> tuple[Order, str]:
    order = an_order(rng, lines=0 if family == "full" else 1)
    if family == "full" and rng.random() < 0.06:
        order = replace(order, lines=tuple((product, "") for product, _ in order.lines))
    if family == "two_units":
        product, quantity = order.lines[0]
        order = replace(order, lines=((product, quantity), (product, fresh("N"))))
    if family == "by_container":
        order = replace(order, mode="", currency="")
    if family in {"price_of", "by_container"}:
        order = replace(order, lines=((order.lines[0][0], ""),))
    if family == "unknown":
        order = replace(order, lines=())
    if "{dest}" not in frame:
        has_place = "{l}" in frame
        order = Order(order.lines, fresh("L") if has_place else "", a_term(rng, 0.0) if has_place else "")
    return order, frame


def _first(order: Order) -> dict[str, str]:
    product, quantity = order.lines[0] if order.lines else ("", "")
    named = {"p": product, "n": quantity, "l": order.place, "t": order.term}
    return {slot: value for slot, value in named.items() if value}


def _lines(order: Order, language: str, rng: random.Random) -> str:
    part = asks(language)["part"]
    frame, join = plainly(part["line"], rng), plainly(part["join"], rng)
    pieces = []
    for product, quantity in order.lines:
        if rng.random() < 0.15:
            frame = plainly(part["line"], rng)
        pieces.append(
            fill(
                frame if quantity else rng.choice(part["bare"]),
                {"p": product, "n": quantity},
                language,
                rng,
            )
        )
    return join.join(pieces)


def dest(order: Order, language: str, rng: random.Random) -> str:
    """The words for place, term, mode and currency, in some order."""
    part = asks(language)["part"]
    values = {"l": order.place, "t": order.term, "m": order.mode, "c": order.currency}
    family = (
        "dest_tl"
        if order.place and order.term
        else "dest_l"
        if order.place
        else "dest_t"
        if order.term
        else ""
    )
    families = [name for name in (family, order.mode and "mode", order.currency and "currency") if name]
    rng.shuffle(families)
    return " ".join(fill(plainly(part[name], rng), values, language, rng) for name in families)


def _track(language: str, rng: random.Random, corpus: Corpus) -> Draft:
    frames = asks(language)["track"]
    family = rng.choices(
        ("full", "wrong", "bare", "follow", "another", "answer"), (0.5, 0.05, 0.13, 0.2, 0.06, 0.06)
    )[0]
    reference, before = fresh("R"), fresh("R")
    last, outcome = _last(rng)
    if family in {"follow", "another"}:
        last, outcome = ("track", before), rng.choice(("found", "found", "found", "not_found"))
    if family == "answer":
        last = ("track", before) if rng.random() < 0.5 else ("track",)
        outcome = rng.choice(("not_found", "invalid_number")) if len(last) > 1 else "which"
    if family == "wrong" and rng.random() < 0.5:
        last, outcome = ("track", before), "found"
    text = fill(rng.choice(frames[family]), {"r": reference, "r2": before}, language, rng)
    known = last[1:] if last[:1] == ("track",) else ()
    call = ("track", reference) if reference in text else ("track", *known)
    return Draft(
        "track", language, dress(text, language, rng, follow=family != "full"), call, last, outcome
    )


def _search(language: str, rng: random.Random, corpus: Corpus) -> Draft:
    frames = asks(language)["search"]
    last, outcome = _last(rng)
    if rng.random() < 0.2:
        frame = rng.choice(frames["follow"])
        if "{" in frame or rng.random() < 0.5 or last[:1] == ("track",):
            last, outcome = ("search",), rng.choice(("found", "found", "nothing_found"))
        text = dress(fill(frame, {}, language, rng), language, rng, follow=True)
        return Draft("search", language, text, ("search",), last, outcome, _spare(last, rng))
    foreign = corpus.questions.get(language, ())
    if foreign and rng.random() < 0.25:
        return Draft(
            "search", language, dress(rng.choice(foreign), language, rng), ("search",), last, outcome
        )
    text = fill(rng.choice(frames["full"]), {}, language, rng)
    return Draft(
        "search", language, dress(text, language, rng), ("search",), last, outcome, _spare(last, rng)
    )


def _own(language: str, rng: random.Random, corpus: Corpus) -> Draft:
    """Merchant's staff asking for what is their own: private documents, found by search."""
    last, outcome = _last(rng)
    text = fill(rng.choice(asks(language)["search"]["own"]), {}, language, rng)
    return Draft("own", language, dress(text, language, rng), ("search",), last, outcome)


def _watch(language: str, rng: random.Random, corpus: Corpus) -> Draft:
    frames = asks(language)["watch"]
    family = rng.choices(("full", "carried", "no_amount", "cancel"), (0.5, 0.17, 0.1, 0.23))[0]
    product, amount = fresh("P"), fresh("A")
    last, outcome = _last(rng)
    call: tuple[str, ...] = ("watch", product, amount)
    if family == "carried":
        order = an_order(rng, lines=1)
        last, outcome = order.words(), "quoted"
        call = ("watch", order.lines[0][0], amount)
    elif family == "no_amount":
        call = ("watch", product)
    elif family == "cancel":
        call = ("watch", "cancel")
        if rng.random() < 0.4:
            last, outcome = ("watch", product, amount), "watching"
    text = fill(rng.choice(frames[family]), {"p": product, "a": amount}, language, rng)
    return Draft(
        "watch", language, dress(text, language, rng, follow=family != "full"), call, last, outcome
    )


def _handoff(language: str, rng: random.Random, corpus: Corpus) -> Draft:
    if rng.random() < 0.15:
        last = rng.choice((("search",), an_order(rng, lines=1).words()))
        outcome = (
            "nothing_found" if last == ("search",) else rng.choice(("no_price", "no_price", "needs_review"))
        )
        text = fill(rng.choice(asks(language)["handoff"]["yes"]), {}, language, rng)
        return Draft(
            "handoff", language, dress(text, language, rng, follow=True), ("handoff",), last, outcome
        )
    return _plain("handoff", language, rng)


def _refuse(language: str, rng: random.Random, corpus: Corpus) -> Draft:
    return _plain("refuse", language, rng)


def _none(language: str, rng: random.Random, corpus: Corpus) -> Draft:
    if rng.random() < 0.06:
        return _declined(language, rng)
    foreign = corpus.small_talk.get(language, ())
    if not foreign or rng.random() < 0.7:
        return _plain("none", language, rng)
    last, outcome = _last(rng)
    return Draft(
        "none", language, dress(rng.choice(foreign), language, rng, follow=True), ("none",), last, outcome
    )


def _declined(language: str, rng: random.Random) -> Draft:
    """No to what was offered: the minimum, another person, an answer to wait for."""
    last, outcome = rng.choice(
        (
            (("search",), "nothing_found"),
            (an_order(rng, lines=1).words(), "below_moq"),
            (an_order(rng, lines=1).words(), "no_price"),
            (an_order(rng, lines=1).words(), "quoted"),
        )
    )
    text = rng.choice(asks(language)["none"]["declined"])
    return Draft(
        "none",
        language,
        dress(text, language, rng, follow=True, asks_something=False),
        ("none",),
        last,
        outcome,
    )


def _plain(verb: str, language: str, rng: random.Random) -> Draft:
    last, outcome = _last(rng)
    text = fill(rng.choice(asks(language)[verb]["full"]), {}, language, rng)
    text = dress(text, language, rng, follow=verb == "none", asks_something=verb == "refuse")
    return Draft(verb, language, text, (verb,), last, outcome)


def _follow(language: str, rng: random.Random, corpus: Corpus) -> Draft:
    return followup(language, rng)


def _last(rng: random.Random) -> tuple[tuple[str, ...], str]:
    """Some last call that asked nothing; often none."""
    draw = rng.random()
    if draw < 0.55:
        return (), ""
    if draw < 0.77:
        return an_order(rng).words(), "quoted"
    if draw < 0.86:
        return ("track", fresh("R")), "found"
    if draw < 0.93:
        return ("search",), "found"
    return rng.choice(
        (
            (("watch", fresh("P"), fresh("A")), "watching"),
            (("handoff",), "handed_over"),
            (("none",), "reply"),
        )
    )


def _spare(last: tuple[str, ...], rng: random.Random) -> tuple[str, ...]:
    return (fresh("P"),) if last == ("search",) and rng.random() < 0.3 else ()


_SCENARIOS: dict[str, Callable[[str, random.Random, Corpus], Draft]] = {
    "quote": _quote,
    "follow": _follow,
    "track": _track,
    "search": _search,
    "own": _own,
    "watch": _watch,
    "handoff": _handoff,
    "refuse": _refuse,
    "none": _none,
}
