"""A plan as one line of text, `quote P0 N0 L0 CIF`, and as a Call. The model's line is verified here.

What a grammar enforces while the model writes is checked again by `parse_call`, because a backend may
ignore grammars: unknown verbs, handles that are not evidence and verbs not permitted are all refused.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, TypeVar, assert_never, get_args

from core.errors import QuaysideError
from core.evidence import Evidence
from core.trade import Term
from core.turns import (
    HandoffArgs,
    QuoteArgs,
    QuoteLine,
    SearchArgs,
    ToolArgs,
    ToolName,
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

Verb = Literal["quote", "track", "search", "watch", "handoff", "refuse", "none"]
VERBS: tuple[Verb, ...] = get_args(Verb)
TOOL_OF: dict[Verb, ToolName | None] = {
    "quote": ToolName.QUOTE,
    "track": ToolName.TRACK,
    "search": ToolName.SEARCH,
    "watch": ToolName.PRICE_WATCH,
    "handoff": ToolName.HANDOFF,
    "refuse": None,
    "none": None,
}
_LETTERS: dict[Verb, str] = {"quote": "PNLMC", "track": "R", "watch": "PA"}
_V = TypeVar("_V")
_TERMS = frozenset(term.value for term in Term)


class BadCall(QuaysideError):
    """The planner's line breaks the grammar of this turn."""


@dataclass(frozen=True, slots=True)
class Call:
    """`words` are handles and term literals in the order of the line, without the verb."""

    verb: Verb
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join((self.verb, *self.words))


def parse_call(line: str, verbs: Collection[str], handles: Collection[str]) -> Call:
    """Raises BadCall unless `line` is a call with permitted verbs and handles of this turn."""
    verb, *words = line.split() or [""]
    if verb not in VERBS or verb not in verbs:
        raise BadCall(f"The plan begins with {verb!r}.", hint=f"Use one of: {', '.join(verbs)}.")
    call = Call(verb, tuple(words))
    if call.verb == "watch" and words == ["cancel"]:
        return call
    letters = _LETTERS.get(call.verb, "")
    for word in words:
        is_term = call.verb == "quote" and word in _TERMS
        if not is_term and (word not in handles or word[0] not in letters):
            raise BadCall(f"{word!r} cannot stand in {line!r}.", hint="Use handles of this turn.")
    _check_order(call)
    return call


def _check_order(call: Call) -> None:
    """A quantity follows its product; every other kind comes at most once."""
    kinds = ["T" if word in _TERMS else word[0] for word in call.words]
    orphan = any(kind == "N" and (at == 0 or kinds[at - 1] != "P") for at, kind in enumerate(kinds))
    repeated = any(kinds.count(kind) > 1 for kind in "LMCRAT" + ("P" if call.verb == "watch" else ""))
    if orphan or repeated:
        raise BadCall(f"The parts of {str(call)!r} are out of order.", hint="See agent/calls.py.")


def arguments(call: Call, evidence: Evidence, text: str, *, mode_1039: bool = False) -> ToolArgs | None:
    """The call's arguments as values behind its handles; None for a plain reply."""
    match call.verb:
        case "quote":
            return _quote_args(call, evidence, mode_1039)
        case "track":
            return TrackArgs(reference=_first(call, evidence, ReferenceValue))
        case "search":
            products = [item.value for _, item in evidence if isinstance(item.value, ProductValue)]
            return SearchArgs(text=text, products=tuple(products))
        case "watch":
            return WatchArgs(
                product=_first(call, evidence, ProductValue),
                below=_first(call, evidence, AmountValue),
                cancel=call.words == ("cancel",),
            )
        case "handoff":
            return HandoffArgs(text=text)
        case "refuse" | "none":
            return None
        case _:
            assert_never(call.verb)


def _quote_args(call: Call, evidence: Evidence, mode_1039: bool) -> QuoteArgs:
    mode = _first(call, evidence, ModeValue)
    currency = _first(call, evidence, CurrencyValue)
    return QuoteArgs(
        lines=tuple(_quote_lines(call, evidence)),
        term=next((Term(word) for word in call.words if word in _TERMS), None),
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
