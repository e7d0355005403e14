"""Shipment numbers by their shape: container (ISO 6346), the port's own references, bookings and bills.

Only shapes are read here. Whether such a shipment exists, and whose it is, is for the tool that asks the
policy first.
"""

import re
from typing import Literal

from core.values import ReferenceValue
from tools.reading.folding import Folded
from tools.reading.lexicon import Lexicon
from tools.reading.spans import Span

ReferenceType = Literal["container", "booking", "bl", "house_bl", "shipment", "quotation", "unknown"]
_CONTAINER = re.compile(
    r"(?<![a-z0-9])([a-z]{3}[ujz])[\s\-./]{0,2}((?:\d[\s\-./]?){6}\d)(?![\s-]?\d|[a-z])"
)
_CUT_CONTAINER = re.compile(r"(?<![a-z0-9])([a-z]{3}u)[\s\-./]?(\d{6}|\d{8})(?![a-z0-9])")
_GENERIC_SHIPMENT = re.compile(r"(?<![a-z0-9-])([a-z]{2,4})-(\d{2,4})-(\d{3,6})(?![a-z0-9-])")
_QUOTATION = re.compile(r"(?<![a-z0-9-])q(?:uo|t|u)?-?(?:[a-z]{1,4}-)?\d{2,}(?:-\d{1,6})*(?![a-z0-9])")
_GENERIC_NUMBER = re.compile(r"(?<![a-z0-9-])[a-z]{2,5}-?\d{6,}(?![a-z0-9])")
_KIND_WORDS: tuple[tuple[ReferenceType, str], ...] = (
    ("house_bl", r"house\s*(?:bill|b/?l)|hbl|house|分提单|分单"),
    ("bl", r"bill of lading|b/l|\bbl\b|提单|коносамент\w*|conocimiento|connaissement|بوليصه"),
    ("booking", r"booking|bkg|订舱|букинг\w*|reserva|حجز"),
)


def find_references(text: Folded, lexicon: Lexicon) -> list[Span]:
    """Everything that looks like a shipment's number, the surest reading first."""
    spans = [_container(text, match) for match in _CONTAINER.finditer(text.text)]
    for shape in lexicon.shapes:
        for match in re.finditer(rf"(?<![a-z0-9]){shape.pattern()}(?![a-z0-9])", text.text):
            kind = _said(text.text, match) or _typed(shape.type)
            spans.append(_span(text, match, kind, shape.canonical(match.group())))
    spans += [
        _span(text, m, "container", _joined(m.group()), False) for m in _CUT_CONTAINER.finditer(text.text)
    ]
    spans += [_span(text, m, "quotation", m.group().upper()) for m in _QUOTATION.finditer(text.text)]
    spans += [_span(text, m, "shipment", m.group().upper()) for m in _GENERIC_SHIPMENT.finditer(text.text)]
    for match in _GENERIC_NUMBER.finditer(text.text):
        spans.append(_span(text, match, _said(text.text, match) or "unknown", _joined(match.group())))
    return _first_readings(spans)


def check_digit(code: str) -> int:
    """The check digit of the first ten characters of a container number (ISO 6346, section 3.1.5)."""
    letters = [value for value in range(10, 39) if value % 11]
    values = [int(char) if char.isdigit() else letters[ord(char) - ord("A")] for char in code[:10]]
    return sum(value << place for place, value in enumerate(values)) % 11 % 10


def _container(text: Folded, match: re.Match[str]) -> Span:
    number = _joined(match.group())
    valid = check_digit(number) == int(number[10])
    return _span(text, match, "container", number, valid)


def _said(text: str, match: re.Match[str]) -> ReferenceType | None:
    """The kind of number that the words just before it name."""
    before = text[max(0, match.start() - 28) : match.start()]
    return next(
        (kind for kind, words in _KIND_WORDS if re.search(rf"(?:{words})[\s:#\w.]{{0,12}}$", before)), None
    )


def _typed(kind: str) -> ReferenceType:
    match kind:
        case "shipment" | "booking" | "bl" | "house_bl":
            return kind
        case _:
            return "unknown"


def _joined(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text).upper()


def _span(text: Folded, match: re.Match[str], kind: ReferenceType, number: str, valid: bool = True) -> Span:
    asked = text.asked(match.start(), match.end())
    value = ReferenceValue(type=kind, number=number, valid=valid, asked=asked)
    return text.span(match.start(), match.end(), value)


def _first_readings(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        if not any(span.overlaps(other) for other in kept):
            kept.append(span)
    return kept
