"""The price of each line (price list, audience, tier) on each day, from the points that imports left."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from core.filters import RowFilter, matches
from core.prices import PricePoint
from core.trade import PriceRow

Line = tuple[str, str, int]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """From `day` on `point` is the line's price; None: it has no valid price."""

    day: date
    point: PricePoint | None


def visible(points: Iterable[PricePoint], rule: RowFilter) -> list[PricePoint]:
    """The points that pass the policy's `rule` for prices."""
    return [
        point
        for point in points
        if matches(rule, {"merchant_id": point.merchant_id, "audience": point.audience})
    ]


def with_dates_of(points: Sequence[PricePoint], rows: Iterable[PriceRow]) -> list[PricePoint]:
    """The points with the last day that their rows have in the lists of today, or had at last: a list that
    is prolonged at the same price leaves no point."""
    lasts: dict[tuple[Line, date], date] = {}
    for point in points:
        lasts[_row(point)] = max(point.valid_until, lasts.get(_row(point), point.valid_until))
    lasts |= {(_line(row), row.valid_from): row.valid_until for row in rows}
    return [replace(point, valid_until=lasts[_row(point)]) for point in points]


def price_steps(points: Iterable[PricePoint], until: date, timezone: str) -> dict[Line, list[Step]]:
    """By line, up to `until`: the days on which its price, or whether it has one, changed.

    A price counts from the day its import was seen at `timezone`, within its own dates; of several of one
    line the newest valid_from.
    """
    lines: defaultdict[Line, list[tuple[date, PricePoint]]] = defaultdict(list)
    zone = ZoneInfo(timezone)
    for point in points:
        lines[point.line].append((point.seen_at.astimezone(zone).date(), point))
    found = {line: _steps(seen, until) for line, seen in lines.items()}
    return {line: steps for line, steps in sorted(found.items()) if steps}


def prices_on(steps: dict[Line, list[Step]], day: date) -> list[PricePoint]:
    """Each line's price on `day`, of those that have one."""
    standing = [[step.point for step in line if step.day <= day][-1:] for line in steps.values()]
    return [point for last in standing for point in last if point is not None]


def _steps(seen: Sequence[tuple[date, PricePoint]], until: date) -> list[Step]:
    steps: list[Step] = []
    for day in sorted(_turning_days(seen)):
        point = _price_on(seen, day)
        if day > until or (not steps and point is None):
            continue
        if not steps or _price(steps[-1].point) != _price(point):
            steps.append(Step(day, point))
    return steps


def _turning_days(seen: Sequence[tuple[date, PricePoint]]) -> set[date]:
    """After the last day that there is, no price ends."""
    ends = {point.valid_until + _DAY for _, point in seen if point.valid_until < date.max}
    return ends | {day for on, point in seen for day in (on, point.valid_from)}


def _price_on(seen: Iterable[tuple[date, PricePoint]], day: date) -> PricePoint | None:
    """The line's price on `day` by what was known then."""
    rows: dict[date, PricePoint] = {}
    for on, point in seen:
        if on <= day:
            rows[point.valid_from] = point
    valid = [
        point
        for point in rows.values()
        if point.unit_price is not None and point.valid_from <= day <= point.valid_until
    ]
    return max(valid, key=lambda point: point.valid_from, default=None)


def _price(point: PricePoint | None) -> tuple[object, ...] | None:
    return (point.unit_price, point.currency, point.price_unit) if point else None


def _line(row: PriceRow) -> Line:
    return (row.price_list, row.audience, row.min_cartons)


def _row(point: PricePoint) -> tuple[Line, date]:
    return (point.line, point.valid_from)
