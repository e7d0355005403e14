"""Where names go on the map: beside their points, off each other and, if there is room, off the route."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Literal
from unicodedata import combining, east_asian_width

from tools.shipment.map.frame import HEIGHT, WIDTH, Point

Anchor = Literal["start", "middle", "end"]

_LATIN_WIDTH, _WIDE_WIDTH, _HEIGHT = 0.6, 1.02, 1.25  # of the letters' size
_EDGE = 6.0
_POINT_RADIUS = 8.0
_GAPS = (12.0, 20.0, 32.0)
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Label:
    """`text` in letters of `size` at `at`, the middle of its height; `anchor` as in SVG."""

    text: str
    at: Point
    anchor: Anchor
    size: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        width = text_width(self.text, self.size)
        left = self.at[0] - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        half = self.size * _HEIGHT / 2
        return left, self.at[1] - half, left + width, self.at[1] + half


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name that wants a place beside `point`, in letters of at most `size`."""

    text: str
    point: Point
    size: float


def place_labels(
    wanted: Sequence[Wanted], route: Sequence[Point], taken: Sequence[Label] = ()
) -> tuple[Label | None, ...]:
    """A place for each, the first ones first; None where it would lie on another label or point."""
    points = [want.point for want in wanted]
    placed: list[Label] = list(taken)
    labels: list[Label | None] = []
    for want in wanted:
        free = [label for label in _tries(want) if _is_free(label, placed, points)]
        best = min(free, key=lambda label: _cost(label, want, route), default=None)
        labels.append(best)
        placed += [best] if best else []
    return tuple(labels)


def text_width(text: str, size: float) -> float:
    """An upper estimate for semi-bold sans-serif letters."""
    wide = sum(east_asian_width(letter) in "WF" for letter in text)
    marks = sum(combining(letter) > 0 for letter in text)
    return size * (wide * _WIDE_WIDTH + (len(text) - wide - marks) * _LATIN_WIDTH)


def shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def _tries(want: Wanted) -> Iterator[Label]:
    x, y = want.point
    for gap in _GAPS:
        aside, above = gap * 0.8, gap * 0.5 + want.size * 0.5
        yield Label(want.text, (x + gap, y), "start", want.size)
        yield Label(want.text, (x - gap, y), "end", want.size)
        yield Label(want.text, (x, y - above - 2), "middle", want.size)
        yield Label(want.text, (x, y + above + 2), "middle", want.size)
        for down in (-above, above):
            yield Label(want.text, (x + aside, y + down), "start", want.size)
            yield Label(want.text, (x - aside, y + down), "end", want.size)


def _is_free(label: Label, placed: Sequence[Label], points: Sequence[Point]) -> bool:
    left, top, right, bottom = label.box
    if left < _EDGE or top < _EDGE or right > WIDTH - _EDGE or bottom > HEIGHT - _EDGE:
        return False
    if any(_overlap(label.box, other.box) for other in placed):
        return False
    r = _POINT_RADIUS
    return not any(left - r < x < right + r and top - r / 2 < y < bottom + r / 2 for x, y in points)


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _cost(label: Label, want: Wanted, route: Sequence[Point]) -> float:
    """How much of the route lies under it, and how far it is from its point."""
    left, top, right, bottom = label.box
    under = sum(left < x < right and top < y < bottom for x, y in route)
    return under + hypot(label.at[0] - want.point[0], label.at[1] - want.point[1]) / 6
