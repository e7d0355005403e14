"""The checks of one turn: what was expected against the reply, and figures that no evidence holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from agent.saying.figures import find_figure
from agent.saying.phrases import LANGUAGES, phrases
from agent.saying.render import render
from core.evidence import Evidence
from core.turns import TurnReply

_NUMBER = re.compile(r"\d(?:[.,\u00a0\u202f]?\d)*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_QUESTION = re.compile(r"[?？؟]")
_SEPARATORS = re.compile(r"[.,\u00a0\u202f]")
_FORMS = (  # English and Chinese; Russian, French and Spanish: as a whole, thousands, decimal mark
    (re.compile(r"(?:\d+|\d{1,3}(?:([,\u00a0\u202f])\d{3})(?:\1\d{3})*)(?:\.\d+)?"), ",\u00a0\u202f", "."),
    (re.compile(r"(?:\d+|\d{1,3}(?:([.\u00a0\u202f])\d{3})(?:\1\d{3})*)(?:,\d+)?"), ".\u00a0\u202f", ","),
)


@dataclass(frozen=True, slots=True)
class Failure:
    check: str
    expected: Any
    got: Any


def failures(expect: dict[str, Any], reply: TurnReply) -> Iterator[Failure]:
    """Every expectation that `reply` does not meet."""
    call = reply.tool_calls[0] if reply.tool_calls else None
    tool = call.tool if call else "none"
    if expect.get("tool", tool) != tool:
        yield Failure("tool", expect["tool"], tool)
    if "args" in expect and not is_subset(expect["args"], call.args if call else {}):
        yield Failure("args", expect["args"], call.args if call else {})
    if expect.get("outcome", reply.outcome) != reply.outcome:
        yield Failure("outcome", expect["outcome"], reply.outcome)
    yield from _said(expect, reply)
    if "ask" in expect and expect["ask"] != asks_once(reply.answer):
        yield Failure("ask", expect["ask"], reply.answer)
    if expect.get("handoff", reply.handoff) != reply.handoff:
        yield Failure("handoff", expect["handoff"], reply.handoff)


def _said(expect: dict[str, Any], reply: TurnReply) -> Iterator[Failure]:
    shown = reply.answer.casefold()
    numbers = set(numbers_in(reply.answer))
    for figure in expect.get("figures", ()):
        if Decimal(str(figure)).normalize() not in numbers:
            yield Failure("figures", figure, reply.answer)
    cited = {citation.file_name for citation in reply.citations}
    for name in expect.get("cites", ()):
        if name not in cited:
            yield Failure("cites", name, sorted(cited))
    for words in expect.get("says", ()):
        if words.casefold() not in shown:
            yield Failure("says", words, reply.answer)
    for words in expect.get("must_not_say", ()):
        if words.casefold() in shown:
            yield Failure("must_not_say", words, reply.answer)


def asks_once(answer: str) -> bool:
    return len(_QUESTION.findall(answer)) == 1


def is_subset(expected: Any, got: Any) -> bool:
    """Whether `expected` is held in `got`; a list has as many items, in any order."""
    if isinstance(expected, dict):
        return isinstance(got, dict) and all(
            key in got and is_subset(value, got[key]) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return isinstance(got, list) and len(got) == len(expected) and _pair_off(expected, got)
    return bool(_plain(expected) == _plain(got))


def _pair_off(expected: list[Any], got: list[Any]) -> bool:
    """Whether each expected item finds an item of its own."""
    if not expected:
        return True
    first, *others = expected
    return any(
        is_subset(first, item) and _pair_off(others, got[:at] + got[at + 1 :])
        for at, item in enumerate(got)
    )


def numbers_in(text: str) -> Iterator[Decimal]:
    """Every reading of the numbers in `text`, with either decimal mark: "1,500" is 1500 and 1.5, never 500.

    The parts of a date are no numbers; what is grouped like no number ("20,40,60") is a list of numbers.
    """
    for match in _NUMBER.finditer(_DATE.sub(" ", text)):
        raw = match.group()
        readings = [
            re.sub(f"[{thousands}]", "", raw).replace(mark, ".")
            for form, thousands, mark in _FORMS
            if form.fullmatch(raw)
        ]
        for reading in readings or _SEPARATORS.split(raw):
            yield Decimal(reading).normalize()


def unfounded_figures(reply: TurnReply, evidence: Evidence) -> list[str]:
    """The first figure of the answer that is no rendered value of the turn: nothing else may hold a
    numeral, a number word or a currency. Empty when there is none."""
    texts = {f"[{citation.marker}]" for citation in reply.citations}
    for language in LANGUAGES:
        texts |= {render(item, phrases(language)).text for _, item in evidence}
    left = reply.answer
    for text in sorted(filter(None, texts), key=len, reverse=True):
        left = re.sub(rf"(?<![\d.,]){re.escape(text)}(?![\d%])", " ", left)
    figure = find_figure(left)
    return [figure] if figure else []


def _plain(value: Any) -> Any:
    try:
        return Decimal(str(value)).normalize() if not isinstance(value, bool) else value
    except InvalidOperation:
        return value
