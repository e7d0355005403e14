"""How a merchant's lists moved: old price, new price, and by how many percent."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

from core.money import percent_change
from core.prices import PricePoint

_SkuLine = tuple[str, str, tuple[str, str, int]]


@dataclass(frozen=True, slots=True)
class Move:
    """`new` None: the line went from the list on `day`. `percent` is of the old price, rounded to 0.01;
    None when the two cannot be compared."""

    day: date
    old: PricePoint
    new: PricePoint | None
    percent: Decimal | None


def price_moves(points: Iterable[PricePoint], since: date, timezone: str) -> list[Move]:
    """Moves that took or take effect on `since` or later, newest first. `points` are in the order of their
    imports. A line's first price is no move, nor is a list that begins anew at the same price."""
    lines: defaultdict[_SkuLine, list[PricePoint]] = defaultdict(list)
    for point in points:
        lines[point.merchant_id, point.sku, point.line].append(point)
    zone = ZoneInfo(timezone)
    moves = [move for line in lines.values() for move in _moves(line, zone) if move.day >= since]
    return sorted(moves, key=lambda move: (-move.day.toordinal(), move.old.sku, move.old.line))


def _moves(line: Iterable[PricePoint], zone: ZoneInfo) -> Iterable[Move]:
    rows: dict[date, PricePoint] = {}
    for seen_at, batch in groupby(line, key=lambda point: point.seen_at):
        day, before = seen_at.astimezone(zone).date(), dict(rows)
        come: list[PricePoint] = []
        for point in batch:
            if point.unit_price is None:
                rows.pop(point.valid_from, None)
            else:
                come.append(point)
        for point in sorted(come, key=lambda point: point.valid_from):
            old = _before(point, {**before, **rows})
            rows[point.valid_from] = point
            if old is not None and _price(old) != _price(point):
                yield Move(max(day, point.valid_from), old, point, _percent(old, point))
        if before and not rows:
            yield Move(day, before[max(before)], None, None)


def _before(point: PricePoint, known: dict[date, PricePoint]) -> PricePoint | None:
    """What the line had in its place: the row that began last till then, else the first one."""
    earlier = [day for day in known if day <= point.valid_from]
    return known[max(earlier) if earlier else min(known)] if known else None


def _percent(old: PricePoint, new: PricePoint) -> Decimal | None:
    if (old.currency, old.price_unit) != (new.currency, new.price_unit):
        return None
    if not old.unit_price or new.unit_price is None:
        return None
    return percent_change(old.unit_price, new.unit_price)


def _price(point: PricePoint) -> tuple[object, ...]:
    return (point.unit_price, point.currency, point.price_unit)
