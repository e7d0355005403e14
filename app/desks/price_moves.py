"""The newest moves of a merchant's lists: day by day from the last one backwards, until they are enough."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from core.filters import RowFilter
from core.prices import PricePoint
from store.price_points import Day, SqlPricePoints
from tools.prices import Move, price_moves, visible

_SKUS = 100  # whose history is read at once


def newest_moves(
    points: SqlPricePoints, merchant_id: str, rule: RowFilter, since: date, timezone: str, *, limit: int
) -> tuple[list[Move], bool]:
    """As tools.prices.price_moves of all that passes `rule`, but at most `limit`; and whether there are
    more."""
    zone = ZoneInfo(timezone)
    found = (
        move
        for day in _days(points, merchant_id, since, zone)
        for skus in _skus_of(points, merchant_id, rule, day, limit + 1)
        for move in _moves_of(points.points_of_skus(merchant_id, skus, rule), rule, day.day, timezone)
    )
    moves = list(islice(found, limit + 1))
    return moves[:limit], len(moves) > limit


def _days(points: SqlPricePoints, merchant_id: str, since: date, zone: ZoneInfo) -> Iterator[Day]:
    """Those on which something was seen or began to count, newest first. Nothing moves before the first
    price was seen."""
    began = points.began(merchant_id)
    if began is None:
        return
    first = max(since, began.astimezone(zone).date())
    day: Day | None = None
    while True:
        seen, begun = points.newest_before(merchant_id, day)
        days = [*([seen.astimezone(zone).date()] if seen else []), *([begun] if begun else [])]
        if not days or max(days) < first:
            return
        day = _day(max(days), zone)
        yield day


def _skus_of(
    points: SqlPricePoints, merchant_id: str, rule: RowFilter, day: Day, limit: int
) -> Iterator[list[str]]:
    """Parts of those that may have moved; `limit` are looked for at once."""
    after = ""
    while skus := points.skus_of_day(merchant_id, day, rule, after=after, limit=limit):
        yield from (skus[at : at + _SKUS] for at in range(0, len(skus), _SKUS))
        after = skus[-1]


def _moves_of(seen: Iterable[PricePoint], rule: RowFilter, day: date, timezone: str) -> list[Move]:
    return [move for move in price_moves(visible(seen, rule), day, timezone) if move.day == day]


def _day(day: date, zone: ZoneInfo) -> Day:
    """The last day that there is ends with time."""
    if day == date.max:
        return Day(day, _beginning(day, zone), datetime.max.replace(tzinfo=UTC))
    return Day(day, _beginning(day, zone), _beginning(day + timedelta(days=1), zone))


def _beginning(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
