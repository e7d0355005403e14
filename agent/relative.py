"""Quantities told against the last call: "one carton less", "200 more", "double the quantity"."""

import re
from collections.abc import Sequence
from decimal import Decimal

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
_COUNTED = r"(?:quantity|qty|volume|order|number of cartons|cartons|ctns?|boxes)"
_END = r"(?=\s*(?:$|[.,;:!?)。，！？؟]|please\b|pls\b|then\b|instead\b|now\b))"
# "Half of the payment" and "double the time" are no quantities: what is multiplied is named, or nothing is.
_OF = (
    rf"(?:\s+(?:of\s+)?(?:the|that|this|my|our)\s+{_COUNTED}\b"
    rf"|\s+(?:of\s+)?(?:that|this|it|as much|as many){_END})"
)
_PAY = (
    r"\b(?:pay(?!load)\w*|paid|pay[ée]\w*|paie\w*|pag[aou]\w*|deposit|advance|anticip\w+|adelant\w+|acompte"
    r"|опла\w+|предоплат\w+|аванс\w*)\b|付款|支付|定金|付(?=[一两二])|دفع(?!تين)|مقدم"
)
_PAID = re.compile(rf"{_PAY}|\b(?:price|cost|damaged|broken|commande)\b|付|款", re.IGNORECASE)
_TIMES = {
    "2": rf"\b(?:double|twice){_OF}|\b(?:el|le) double{_END}|\bel doble{_END}|翻一?倍|两倍|ضعف الكمية"
    rf"|\b(?:вдвое|в два раза) больше{_END}",
    "3": rf"\b(?:triple|three times){_OF}|\b(?:el|le) triple{_END}|三倍|ثلاثة أضعاف"
    rf"|\b(?:втрое|в три раза) больше{_END}",
    "0.5": rf"\bhalf{_OF}|\bla mitad{_END}|\bla moitié(?: seulement)?{_END}|一半{_END}|减半|نصف الكمية"
    rf"|\b(?:вдвое|в два раза) меньше{_END}|\bполовину{_END}",
}
_MULTIPLES = tuple((Decimal(factor), re.compile(words, re.IGNORECASE)) for factor, words in _TIMES.items())
# "Half now, half later", "in two shipments": nothing is halved, it is sent in parts.
_IN_TWO = re.compile(
    r"\bhalf (?:of (?:it|them|that) )?(?:now|first|this month)\b.{0,40}?\b(?:half|rest|other)\b"
    r"|\b(?:in|as|into) (?:two|2) (?:separate |partial )?(?:shipments|lots|deliveries|consignments)\b"
    r"|\bla mitad (?:ahora|primero|ya)\b|\ben dos (?:envíos|embarques|entregas)\b"
    r"|\bla moitié (?:maintenant|d'abord|tout de suite)\b"
    r"|\ben deux (?:envois|expéditions|lots|livraisons)\b"
    r"|\bполовину (?:сейчас|сначала)\b"
    r"|\b(?:двумя партиями|в две партии|в два отправления|двумя отправками)\b"
    r"|(?:先发|现在发|先运|先出)(?:一半|半)|分(?:两|二|2)(?:批|票)"
    r"|نصف(?:ها|ه)? الآن|النصف الآن|على (?:دفعتين|شحنتين)|في شحنتين",
    re.IGNORECASE,
)
_PAYING = re.compile(rf"{_PAY}|\bagainst documents\b", re.IGNORECASE)
_MARK = re.compile(r"[.,;:?!，。；：？！؟،]")


def sends_in_two(text: str) -> bool:
    """Whether the goods are to go in two shipments, half now and half later."""
    return any(not _PAYING.search(_clause(text, match)) for match in _IN_TWO.finditer(text))


def _clause(text: str, match: re.Match[str]) -> str:
    """What stands around `match` without a mark between."""
    start = max((found.end() for found in _MARK.finditer(text, 0, match.start())), default=0)
    end = _MARK.search(text, match.end())
    return text[start : end.start() if end else len(text)]


def related(text: str, span: Span, last: LastCall | None) -> Span:
    """`span` with its quantity counted from the one of the last call, when it is told against it.

    Left as it is when nothing, or less than nothing, would remain.
    """
    if last is None or not isinstance(span.value, QuantityValue):
        return span
    told = _AFTER.match(text[span.end :]) or _BEFORE.search(text[: span.start])
    known = _only_quantity(last)
    if told is None or known is None or known.unit is not span.value.unit:
        return span
    change = -span.value.amount if told["less"] else span.value.amount
    amount = known.amount + change
    if amount <= 0:
        return span
    return Span(span.start, span.end, span.value.model_copy(update={"amount": amount}))


def multiplied(text: str, spans: Sequence[Span], last: LastCall) -> list[Span]:
    """`spans` with the quantity of the last call times what `text` says, when it counts nothing itself.

    Goods that are called so, such as a double teapot, are not meant by "double the quantity".
    """
    known = _only_quantity(last)
    counted = any(isinstance(span.value, QuantityValue) for span in spans)
    if known is None or counted or _PAID.search(text) or sends_in_two(text):
        return list(spans)
    for factor, pattern in _MULTIPLES:
        if match := pattern.search(text):
            value = known.model_copy(update={"amount": known.amount * factor, "asked": match.group()})
            told = Span(match.start(), match.end(), value)
            others = [span for span in spans if not told.overlaps(span)]
            return sorted([*others, told], key=lambda span: span.start)
    return list(spans)


def _only_quantity(last: LastCall) -> QuantityValue | None:
    known = [item.value for item in last.items.values() if isinstance(item.value, QuantityValue)]
    return known[0] if len(known) == 1 else None
