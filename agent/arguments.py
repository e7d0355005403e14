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
    ModeValue,
    PlaceValue,
    ProductValue,
    QuantityValue,
    ReferenceValue,
)

_FOLLOW_UP_WORDS = 8
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
            return _quote_args(call, evidence, seen.asks_1039)
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
    return WatchArgs(
        product=_first(call, seen.evidence, ProductValue), below=_first(call, seen.evidence, AmountValue)
    )


def _products(seen: Understanding, handles: Iterable[str]) -> tuple[ProductValue, ...]:
    values = (seen.evidence.get(handle).value for handle in handles if handle in seen.evidence)
    return tuple(value for value in values if isinstance(value, ProductValue))


def _quote_args(call: Call, evidence: Evidence, mode_1039: bool) -> QuoteArgs:
    mode = _first(call, evidence, ModeValue)
    currency = _first(call, evidence, CurrencyValue)
    return QuoteArgs(
        lines=tuple(_quote_lines(call, evidence)),
        term=next((Term(word) for word in call.words if word in TERMS), None),
        place=_first(call, evidence, PlaceValue),
        mode=mode.mode if mode else None,
        currency=currency.currency if currency else None,
        customs_1039=mode_1039,
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


def _first(call: Call, evidence: Evidence, kind: type[_V]) -> _V | None:
    held = (evidence.get(word).value for word in call.words if word in evidence)
    return next((value for value in held if isinstance(value, kind)), None)
