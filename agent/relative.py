"""Quantities told against the last call: "one carton less", "200 more"."""

import re

from agent.memory import LastCall
from core.values import QuantityValue
from tools.reading import Span

_LESS = r"(?P<less>less|fewer|menos|меньше|de moins|en moins|أقل)"
_MORE = r"(?P<more>more|extra|más|больше|de plus|en plus|أكثر)"
_THAN = r"than\s+(?:before|that|this|last|the last|in the last|previously)"
_ON = (
    "please|pls|thanks|now|then|and|but|to|for|of|with|instead|too|also|por favor|y|para|con|et|pour|avec"
    "|s'il|merci|пожалуйста|и|чем раньше|من فضلك|de lo anterior|qu'avant"
)
# What follows tells a change from a limit or an adjective: "more or less", "less 2 %", "extra large".
_AFTER = re.compile(
    rf"\s*(?:{_LESS}|{_MORE})(?=\s*$|\s*[.,;:!?)。，！？]|\s+(?:{_THAN}|{_ON})\b)", re.IGNORECASE
)
# A change is not the end of "at least", "at most", "about", "so many", "how many".
_BEFORE = re.compile(
    r"(?<![至最不很更许好太较多大几么])(?:(?P<less>少|减|减少)|(?P<more>多|加|增加))(?:要|订|买)?\s*$"
)


def related(text: str, span: Span, last: LastCall | None) -> Span:
    """`span` with its quantity counted from the one of the last call, when it is told against it.

    Left as it is when nothing, or less than nothing, would remain.
    """
    if last is None or not isinstance(span.value, QuantityValue):
        return span
    told = _AFTER.match(text[span.end :]) or _BEFORE.search(text[: span.start])
    known = [item.value for item in last.items.values() if isinstance(item.value, QuantityValue)]
    if told is None or len(known) != 1 or known[0].unit is not span.value.unit:
        return span
    change = -span.value.amount if told["less"] else span.value.amount
    amount = known[0].amount + change
    if amount <= 0:
        return span
    return Span(span.start, span.end, span.value.model_copy(update={"amount": amount}))
