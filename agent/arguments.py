"""A call's arguments: the values behind its handles, and for a search the buyer's own words."""

import re
from collections.abc import Iterable
from typing import TypeVar, assert_never

from agent.calls import TERMS, Call
from agent.length import length_in_words
from agent.understanding import Understanding
from core.evidence import Evidence
from core.trade import Term
from core.turns import (
    HandoffArgs,
    QuoteArgs,
    QuoteLine,
    SearchArgs,
    ToolArgs,
    TrackArgs,
    WatchArgs,
)
from core.values import (
    AmountValue,
    CurrencyValue,
    DayValue,
    ModeValue,
    PlaceValue,
    ProductValue,
    QuantityValue,
    ReferenceValue,
)

_FOLLOW_UP_WORDS = 8
_ASKING = ("incomplete", "ambiguous_place")
_AT_ORIGIN = frozenset({Term.EXW, Term.FCA, Term.FOB})
_ELLIPSIS = re.compile(
    r"\W*(?:(?:and|or|also|same|what about|how about|y|o|et|ou|и|а|или|qué tal)\b"
    r"|و|أو|ماذا عن|那|还有|另外)",
    re.IGNORECASE,
)
_V = TypeVar("_V")


def arguments(call: Call, seen: Understanding, text: str) -> ToolArgs | None:
    """The call's arguments as values behind its handles; None for a plain reply."""
    evidence = seen.evidence
    match call.verb:
        case "quote":
            return _quote_args(call, seen)
        case "track":
            return TrackArgs(reference=_first(call, evidence, ReferenceValue))
        case "search":
            return _search_args(seen, text)
        case "watch":
            return _watch_args(call, seen)
        case "handoff":
            return HandoffArgs(text=text)
        case "refuse" | "none":
            return None
        case _:
            assert_never(call.verb)


def with_conditions(call: Call, seen: Understanding) -> Call:
    """An alert's call with what the message says beside goods and sum: the quantity whose tier counts, a
    delivery term with its place, the last day. What was said when the tool had to ask stays said; a term
    that needs a place takes the one that the conversation is about.
    """
    if call.verb != "watch" or call.words == ("cancel",):
        return call
    answers = seen.last.startswith("watch ") and seen.last_outcome in _ASKING
    said = (*seen.said, *(seen.last.split()[1:] if answers else ()))
    goods, sums = _of("P", call.words), _of("A", call.words)
    quantities = tuple(word for word in _of("N", said) if word in seen.evidence and _counted(word, seen))
    terms = tuple(word for word in said if word in TERMS)[:1]
    places = _of("L", (*said, *(() if {*terms} & _AT_ORIGIN else seen.have))) if terms else ()
    words = (*goods, *(quantities[:1] if goods else ()), *sums, *places[:1], *terms, *_of("D", said)[:1])
    return Call("watch", words)


def alert_with_place(seen: Understanding) -> Call | None:
    """The alert that was asked where to deliver, when the message names a place and nothing else."""
    verb, *words = seen.last.split() or [""]
    asked = verb == "watch" and seen.last_outcome in _ASKING and any(word in TERMS for word in words)
    if not asked or {word[0] for word in seen.said} != {"L"}:
        return None
    return Call("watch", (*_of("P", words), *_of("A", words)))


def _of(letter: str, words: Iterable[str]) -> tuple[str, ...]:
    """The handles of a kind among `words`, each once."""
    return tuple(dict.fromkeys(word for word in words if word[0] == letter and word not in TERMS))


def _search_args(seen: Understanding, text: str) -> SearchArgs:
    """A short question after another one is asked together with it: "and the other one?".

    One that names goods is about their merchant, whoever answered before.
    """
    named = [handle for handle in seen.about if handle in seen.said]
    short = length_in_words(text) <= _FOLLOW_UP_WORDS
    follows = bool(seen.before) and short and (not named or bool(_ELLIPSIS.match(text)))
    return SearchArgs(
        text=f"{seen.before} {text}" if follows else text,
        products=_products(seen, seen.about),
        merchant_ids=seen.merchant_ids if follows and not named else (),
    )


def _watch_args(call: Call, seen: Understanding) -> WatchArgs:
    """An alert is cancelled on the product that the message names, when it names one."""
    if call.words == ("cancel",):
        named = _products(seen, seen.said)
        return WatchArgs(product=named[0] if len(named) == 1 else None, cancel=True)
    last_day = _first(call, seen.evidence, DayValue)
    return WatchArgs(
        product=_first(call, seen.evidence, ProductValue),
        below=_first(call, seen.evidence, AmountValue),
        quantity=_first(call, seen.evidence, QuantityValue),
        term=_term(call),
        place=_first(call, seen.evidence, PlaceValue),
        until=last_day.day if last_day else None,
    )


def _counted(handle: str, seen: Understanding) -> bool:
    """Whether it is a quantity to buy: one of a unit is what a price is said for ("8 dollars for 1 kg")."""
    value = seen.evidence.get(handle).value
    return isinstance(value, QuantityValue) and value.amount != 1


def _products(seen: Understanding, handles: Iterable[str]) -> tuple[ProductValue, ...]:
    values = (seen.evidence.get(handle).value for handle in handles if handle in seen.evidence)
    return tuple(value for value in values if isinstance(value, ProductValue))


def _quote_args(call: Call, seen: Understanding) -> QuoteArgs:
    evidence = seen.evidence
    mode = _first(call, evidence, ModeValue)
    currency = _first(call, evidence, CurrencyValue)
    return QuoteArgs(
        lines=tuple(_quote_lines(call, evidence)),
        term=_term(call),
        place=_first(call, evidence, PlaceValue),
        mode=mode.mode if mode else None,
        currency=currency.currency if currency else None,
        customs_1039=seen.asks_1039,
        in_two=seen.in_two,
        risk=seen.risk,
    )


def _quote_lines(call: Call, evidence: Evidence) -> list[QuoteLine]:
    lines: list[QuoteLine] = []
    for word in call.words:
        value = evidence.get(word).value if word in evidence else None
        if isinstance(value, ProductValue):
            lines.append(QuoteLine(product=value))
        elif isinstance(value, QuantityValue):
            lines[-1] = QuoteLine(product=lines[-1].product, quantity=value)
    return lines


def _term(call: Call) -> Term | None:
    return next((Term(word) for word in call.words if word in TERMS), None)


def _first(call: Call, evidence: Evidence, kind: type[_V]) -> _V | None:
    held = (evidence.get(word).value for word in call.words if word in evidence)
    return next((value for value in held if isinstance(value, kind)), None)
