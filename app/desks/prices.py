"""The price desk: the history of a SKU as its caller may see it, and how a merchant's own lists moved."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from app.desks.records import Recorder
from core.clock import Clock, today
from core.errors import NotFound, NotPermitted
from core.ports import PolicyEngine, PortData
from core.prices import PricePoint
from core.principal import Principal, Role
from core.trade import PortBook
from core.turns import JsonObject
from store.price_points import SqlPricePoints
from tools.prices import Move, Step, draw_chart, price_moves, price_steps, prices_on, visible, with_dates_of

_DAYS_SHOWN = 30
_MOST_MOVES = 1000
Lines = dict[tuple[str, str, int], list[Step]]


class PriceDesk:
    """Implements api.services.Prices: the policy's filter on Price decides what of a history is seen."""

    def __init__(
        self,
        points: SqlPricePoints,
        port: PortData,
        policy: PolicyEngine,
        clock: Clock,
        recorder: Recorder,
    ) -> None:
        self._points, self._port, self._policy = points, port, policy
        self._clock, self._recorder = clock, recorder

    def history(self, merchant_id: str, sku: str, principal: Principal) -> JsonObject:
        book = self._port.book()
        points = self._seen(merchant_id, sku, principal)
        day = today(self._clock, book.profile.timezone)
        steps = self._steps(points, book, day)
        self._recorder.shown(principal, f"Price/{merchant_id}/{sku}")
        return {
            **_names(merchant_id, sku, book),
            "points": [_point(point) for point in points],
            "current": [_current(point) for point in prices_on(steps, day)],
            "ranges": _ranges(points),
        }

    def chart(self, merchant_id: str, sku: str, principal: Principal, currency: str | None) -> str:
        book = self._port.book()
        day = today(self._clock, book.profile.timezone)
        points = self._seen(merchant_id, sku, principal)
        shown, unit = _of_one_unit(self._steps(points, book, day), currency)
        if not shown:
            raise NotFound(
                f"No price of {sku!r} has been in {currency or 'force'}.", hint="Ask without a currency."
            )
        self._recorder.shown(principal, f"Price/{merchant_id}/{sku}")
        named = _names(merchant_id, sku, book)
        return draw_chart(shown, title=f"{named['product']} · {named['merchant']}", unit=unit, until=day)

    def moves(self, principal: Principal, since: date | None) -> JsonObject:
        if principal.role is not Role.MERCHANT or not principal.merchant_id:
            raise NotPermitted(
                "Moves of a list are for its merchant's staff.", hint="Sign in as one of them."
            )
        book = self._port.book()
        zone = book.profile.timezone
        first = since or today(self._clock, zone) - timedelta(days=_DAYS_SHOWN)
        seen_from = datetime.combine(first, time.min, UTC) - timedelta(days=1)  # no zone is further off
        points = self._points.points_since(principal.merchant_id, seen_from, first)
        rule = self._policy.filter(principal, "read", "Price")
        moves = price_moves(visible(points, rule), first, zone)
        names = {row.sku: row.name for row in book.products if row.merchant_id == principal.merchant_id}
        self._recorder.shown(principal, f"PriceMoves/{principal.merchant_id}")
        return {
            "merchant_id": principal.merchant_id,
            "since": first.isoformat(),
            "moves": [
                _move(move) | {"product": names.get(move.old.sku, "")} for move in moves[:_MOST_MOVES]
            ],
            "left_out": max(0, len(moves) - _MOST_MOVES),
        }

    def _seen(self, merchant_id: str, sku: str, principal: Principal) -> list[PricePoint]:
        """Raises the same NotFound for what the caller may not see as for what is not there."""
        rule = self._policy.filter(principal, "read", "Price")
        points = visible(self._points.points_of(merchant_id, sku), rule)
        if not points:
            raise NotFound(
                f"There are no prices of {f'{merchant_id}/{sku}'!r} to see.",
                hint="Check merchant and SKU, or sign in.",
            )
        return points

    def _steps(self, points: list[PricePoint], book: PortBook, day: date) -> Lines:
        key = (points[0].merchant_id, points[0].sku)
        rows = [row for row in book.prices if (row.merchant_id, row.sku) == key]
        return price_steps(with_dates_of(points, rows), day, book.profile.timezone)


def _of_one_unit(lines: Lines, currency: str | None) -> tuple[Lines, str]:
    """The lines of the currency asked for, or of the one with most; what is in another is not drawn."""
    units = {line: {_unit(step.point) for step in steps if step.point} for line, steps in lines.items()}
    counted = Counter(unit for found in units.values() for unit in found)
    fitting = [unit for unit in counted if currency is None or unit[0] == currency.upper()]
    if not fitting:
        return {}, ""
    chosen = min(fitting, key=lambda unit: (-counted[unit], unit))
    kept = {line: _only(steps, chosen) for line, steps in lines.items() if chosen in units[line]}
    return kept, f"{chosen[0]} / {chosen[1]}"


def _only(steps: Iterable[Step], unit: tuple[str, str]) -> list[Step]:
    """`steps` with a gap where the price was in another unit, from the first that is drawn."""
    cut = [step if step.point and _unit(step.point) == unit else Step(step.day, None) for step in steps]
    first = next(at for at, step in enumerate(cut) if step.point)
    return cut[first:]


def _unit(point: PricePoint) -> tuple[str, str]:
    return (point.currency, point.price_unit.value)


def _names(merchant_id: str, sku: str, book: PortBook) -> JsonObject:
    product = next((row for row in book.products if (row.merchant_id, row.sku) == (merchant_id, sku)), None)
    merchant = next((row for row in book.merchants if row.merchant_id == merchant_id), None)
    return {
        "merchant_id": merchant_id,
        "merchant": merchant.name if merchant else merchant_id,
        "merchant_zh": merchant.name_zh if merchant else "",
        "sku": sku,
        "product": product.name if product else sku,
        "product_zh": product.name_zh if product else "",
    }


def _ranges(points: Iterable[PricePoint]) -> list[JsonObject]:
    """Lowest and highest price by currency and unit."""
    prices: dict[tuple[str, str], list[PricePoint]] = {}
    for point in points:
        if point.unit_price is not None:
            prices.setdefault(_unit(point), []).append(point)
    found = []
    for (currency, unit), held in sorted(prices.items()):
        amounts = [point.unit_price for point in held if point.unit_price is not None]
        found.append(
            {
                "currency": currency,
                "price_unit": unit,
                "lowest": f"{min(amounts):f}",
                "highest": f"{max(amounts):f}",
            }
        )
    return found


def _current(point: PricePoint) -> JsonObject:
    return {name: value for name, value in _point(point).items() if name != "seen_at"}


def _point(point: PricePoint) -> JsonObject:
    return {
        "price_list": point.price_list,
        "audience": point.audience,
        "min_cartons": point.min_cartons,
        "price_unit": point.price_unit.value,
        "currency": point.currency,
        "unit_price": None if point.unit_price is None else f"{point.unit_price:f}",
        "valid_from": point.valid_from.isoformat(),
        "valid_until": point.valid_until.isoformat(),
        "seen_at": point.seen_at.isoformat(),
    }


def _move(move: Move) -> JsonObject:
    return {
        "sku": move.old.sku,
        "price_list": move.old.price_list,
        "audience": move.old.audience,
        "min_cartons": move.old.min_cartons,
        "day": move.day.isoformat(),
        "old": _price(move.old),
        "new": _price(move.new) if move.new else None,
        "percent": None if move.percent is None else f"{move.percent:f}",
    }


def _price(point: PricePoint) -> JsonObject:
    return {name: _point(point)[name] for name in ("unit_price", "currency", "price_unit")}
