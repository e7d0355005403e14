"""The shapes of a port's own shipment numbers: letters and digits by position, never the numbers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """`template` such as `AA-99-9999`; `type` as in ReferenceValue, `unknown` where two types share it."""

    type: str
    template: str

    def pattern(self) -> str:
        """A regular expression on folded text; the parts may stand with or without a separator."""
        parts = re.findall(r"A+|9+", self.template)
        pieces = [(r"[a-z]" if part[0] == "A" else r"\d") + f"{{{len(part)}}}" for part in parts]
        return r"[\s\-./]?".join(pieces)

    def canonical(self, written: str) -> str:
        """`written` with this shape's separators and in capitals."""
        characters = iter(re.sub(r"[^a-z0-9]", "", written.casefold()).upper())
        return "".join(next(characters, "") if mark in "A9" else mark for mark in self.template)


def shapes_of(numbers: Iterable[tuple[str, str]]) -> tuple[Shape, ...]:
    """The distinct shapes of (type, number) pairs, longest first."""
    types: dict[str, set[str]] = {}
    for kind, number in numbers:
        if number:
            types.setdefault(_template(number), set()).add(kind)
    shapes = [
        Shape(next(iter(kinds)) if len(kinds) == 1 else "unknown", template)
        for template, kinds in types.items()
        if "A" in template and template.count("9") >= 4
    ]
    return tuple(sorted(shapes, key=lambda shape: (-len(shape.template), shape.template)))


def _template(number: str) -> str:
    """LH-26-1001 is AA-99-9999."""
    return re.sub(r"[A-Z]", "A", re.sub(r"\d", "9", number.upper()))
