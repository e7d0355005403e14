"""Quantities told against the last call: "one carton less", "200 more"."""

import re

from agent.memory import LastCall
from core.values import QuantityValue
from tools.reading import Span

_LESS = r"(?P<less>less|fewer|menos|меньше|de moins|en moins|أقل)"
_MORE = r"(?P<more>more|extra|más|больше|de plus|en plus|أكثر)"
_AFTER = re.compile(rf"\s*(?:{_LESS}|{_MORE})\b", re.IGNORECASE)
_BEFORE = re.compile(r"(?:(?P<less>少|减)|(?P<more>多|加|再加))(?:要|订|买)?\s*$")


def related(text: str, span: Span, last: LastCall | None) -> Span:
    """`span` with its quantity counted from the one of the last call, when it is told against it."""
    if last is None or not isinstance(span.value, QuantityValue):
        return span
    told = _AFTER.match(text[span.end :]) or _BEFORE.search(text[: span.start])
    known = [item.value for item in last.items.values() if isinstance(item.value, QuantityValue)]
    if told is None or len(known) != 1 or known[0].unit is not span.value.unit:
        return span
    change = -span.value.amount if told["less"] else span.value.amount
    amount = known[0].amount + change
    return Span(span.start, span.end, span.value.model_copy(update={"amount": amount}))
