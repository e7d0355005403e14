"""A step chart of prices as SVG text: one currency and unit, a line for each list, audience and tier.

Colours are variables of the page's style sheet with plain ones to fall back on, as presentation attributes:
the page's content security policy takes no styles inside. Nothing in it is of one language but the title.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from html import escape
from unicodedata import east_asian_width

from tools.prices.history import Line, Step

WIDTH, HEIGHT = 640, 280
MOST_LINES = 8
_LEFT, _RIGHT, _BOTTOM = 70, 18, 34
_TITLE_Y, _LEGEND_Y, _LEGEND_STEP = 22, 44, 17
_TITLE_LETTERS = 60
_CHAR = 6.6  # px of a letter at 12 px, on average
_DAY = timedelta(days=1)
_COLOURS = (
    "var(--water, #1f7a8c)",
    "var(--brass, #a86f12)",
    "var(--good, #1b6e4b)",
    "var(--bad, #a3322b)",
)
_DASHES = ("", "7 3", "2 3", "9 3 2 3")
_SOFT = "var(--soft, #56707a)"
_GRID = "var(--line, #d5e0e1)"
_INK = "var(--ink, currentColor)"


@dataclass(frozen=True, slots=True)
class _Frame:
    """The plot's edges in px, and what they stand for."""

    top: int
    first: date
    last: date
    low: Decimal
    high: Decimal

    def x(self, day: date) -> str:
        days = Decimal((day - self.first).days) / (self.last - self.first).days
        return f"{_LEFT + days * (WIDTH - _LEFT - _RIGHT):.1f}"

    def y(self, price: Decimal) -> str:
        share = (price - self.low) / (self.high - self.low)
        return f"{HEIGHT - _BOTTOM - share * (HEIGHT - _BOTTOM - self.top):.1f}"


def draw_chart(lines: dict[Line, list[Step]], *, title: str, unit: str, until: date) -> str:
    """`lines` as `price_steps` gives them, all in the currency and unit that `unit` names ("USD / carton").

    The last price goes on through `until`; where there is none, the line is broken. Lines beyond MOST_LINES
    are counted, not drawn.
    """
    drawn = dict(list(lines.items())[:MOST_LINES])
    names = _names(drawn)
    legend = _legend_places(names, len(lines) - len(drawn))
    frame = _frame(drawn, until, top=max(y for _, y in legend) + 18 if legend else _LEGEND_Y)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" class="chart" '
        'font-family="system-ui, sans-serif" font-size="12" fill="none">',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(_described(drawn, names, unit, frame))}</desc>",
        _text(16, _TITLE_Y, _cut(title), size=14, weight=600, colour=_INK),
        _text(WIDTH - _RIGHT, _TITLE_Y, unit, anchor="end"),
        *_legend(names, legend, len(lines) - len(drawn)),
        *_price_axis(frame),
        *_day_axis(frame),
        *(part for at, steps in enumerate(drawn.values()) for part in _line(steps, at, frame)),
        "</svg>",
    ]
    return "\n".join(parts)


def _frame(lines: dict[Line, list[Step]], until: date, top: int) -> _Frame:
    days = [step.day for steps in lines.values() for step in steps]
    first = min(days, default=until)
    prices = [price for steps in lines.values() for step in steps if (price := _price(step)) is not None]
    low, high = min(prices, default=Decimal(0)), max(prices, default=Decimal(1))
    pad = _step(high - low or high or Decimal(1))
    floor = (low / pad).to_integral_value(ROUND_FLOOR) * pad
    ceiling = (high / pad).to_integral_value(ROUND_CEILING) * pad
    if floor == low and floor > 0:
        floor -= pad
    if ceiling == high:
        ceiling += pad
    return _Frame(top, first, max(until, *days, first) + _DAY, max(floor, Decimal(0)), ceiling)


def _line(steps: Sequence[Step], at: int, frame: _Frame) -> list[str]:
    """A path of steps, broken where there is no price, and a dot where a price begins."""
    ends = [*(step.day for step in steps[1:]), frame.last]
    path, dots, on = "", [], False
    colour = _COLOURS[at % len(_COLOURS)]
    for step, end in zip(steps, ends, strict=True):
        price = _price(step)
        if price is None:
            on = False
            continue
        x, y = frame.x(step.day), frame.y(price)
        path += f"V{y}" if on else f"M{x} {y}"
        path += f"H{frame.x(end)}"
        dots.append(f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>')
        on = True
    return [_stroke(path, at), *dots]


def _stroke(path: str, at: int) -> str:
    dash = _DASHES[(at + at // len(_COLOURS)) % len(_DASHES)]
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    colour = _COLOURS[at % len(_COLOURS)]
    return (
        f'<path class="chart-line chart-line-{at}" d="{path}" stroke="{colour}" stroke-width="2"{dashed}/>'
    )


def _price_axis(frame: _Frame) -> list[str]:
    step = _step(frame.high - frame.low)
    price = (frame.low / step).to_integral_value(ROUND_CEILING) * step
    parts = []
    while price <= frame.high:
        y = frame.y(price)
        parts.append(f'<path class="chart-grid" d="M{_LEFT} {y}H{WIDTH - _RIGHT}" stroke="{_GRID}"/>')
        parts.append(_text(_LEFT - 8, Decimal(y) + 4, f"{_shown(price, step)}", anchor="end"))
        price += step
    return parts


def _day_axis(frame: _Frame) -> list[str]:
    """At most five days, evenly apart; the first and the last one always."""
    last = frame.last - _DAY
    span = (last - frame.first).days
    days = sorted({frame.first + timedelta(days=round(span * part / 4)) for part in range(5)})
    y = HEIGHT - _BOTTOM
    parts = [f'<path class="chart-axis" d="M{_LEFT} {y}H{WIDTH - _RIGHT}" stroke="{_SOFT}"/>']
    for day in days:
        anchor = "end" if day == last and span else "start" if day == frame.first else "middle"
        parts.append(f'<path class="chart-axis" d="M{frame.x(day)} {y}v5" stroke="{_SOFT}"/>')
        parts.append(_text(Decimal(frame.x(day)), y + 20, day.isoformat(), anchor=anchor))
    return parts


def _step(span: Decimal) -> Decimal:
    """A round step (1, 2 or 5 by a power of ten) that `span` holds about four of."""
    rough = span / 4
    power = Decimal(1).scaleb(rough.adjusted())
    return next((power * times for times in (1, 2, 5) if power * times >= rough), power * 10)


def _names(lines: dict[Line, list[Step]]) -> list[str]:
    """`LIST ≥ TIER`, with the audience when more than one is shown."""
    several = len({audience for _, audience, _ in lines}) > 1
    return [
        f"{price_list} ≥ {tier}" + (f" ({audience})" if several else "")
        for price_list, audience, tier in lines
    ]


def _legend_places(names: Sequence[str], more: int) -> list[tuple[float, int]]:
    """Left edge and baseline of each entry, from left to right, in as many rows as it takes."""
    x, y = 16.0, _LEGEND_Y
    places = []
    for name in [*names, *([f"+ {more}"] if more else [])]:
        width = 34 + _letters(name) * _CHAR
        if x > 16 and x + width > WIDTH - _RIGHT:
            x, y = 16.0, y + _LEGEND_STEP
        places.append((x, y))
        x += width
    return places


def _legend(names: Sequence[str], places: Sequence[tuple[float, int]], more: int) -> list[str]:
    parts = []
    for at, (name, (x, y)) in enumerate(zip(names, places, strict=False)):
        parts += [_stroke(f"M{x:.1f} {y - 4}h18", at), _text(x + 23, y, name)]
    if more:
        x, y = places[-1]
        parts.append(_text(x, y, f"+ {more}"))
    return parts


def _letters(text: str) -> int:
    """How many Latin letters `text` is as wide as: Chinese ones are twice as wide (UAX 11)."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _cut(title: str) -> str:
    """As much of it as fits beside the unit."""
    kept = title
    while _letters(kept) > _TITLE_LETTERS:
        kept = kept[:-1]
    return kept if kept == title else f"{kept.rstrip()}…"


def _described(lines: dict[Line, list[Step]], names: Sequence[str], unit: str, frame: _Frame) -> str:
    told = [
        f"{name}: " + " → ".join(f"{_plain(step)} ({step.day})" for step in steps)
        for name, steps in zip(names, lines.values(), strict=True)
    ]
    return f"{unit}, {frame.first} – {frame.last - _DAY}. " + "; ".join(told)


def _text(
    x: Decimal | float,
    y: Decimal | int,
    text: str,
    *,
    anchor: str = "start",
    size: int = 12,
    weight: int = 400,
    colour: str = _SOFT,
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y}" fill="{colour}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )


def _price(step: Step) -> Decimal | None:
    return step.point.unit_price if step.point else None


def _plain(step: Step) -> str:
    price = _price(step)
    return "–" if price is None else f"{price:f}"


def _shown(price: Decimal, step: Decimal) -> str:
    """With as many places as the step needs, two at least unless it is whole."""
    places = max(0, -step.adjusted())
    return f"{price:.{places if places == 0 else max(places, 2)}f}"
