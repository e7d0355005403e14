"""The price desk: the history of a SKU as its caller may see it, and how a merchant's own lists moved."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from app.desks.price_moves import newest_moves
from app.desks.records import Recorder
from core.clock import Clock, today
from core.errors import NotFound, NotPermitted
from core.ports import PolicyEngine
from core.prices import PricePoint
from core.principal import Principal, Role
from core.turns import JsonObject
from store.price_points import SqlPricePoints
from tools.prices import Move, Step, draw_chart, price_steps, prices_on, visible, with_dates_of
from tools.quotation import CurrentTariff, Tariff

_DAYS_SHOWN = 30
MOST_MOVES = 1000
Lines = dict[tuple[str, str, int], list[Step]]


class PriceDesk:
    """Implements api.services.Prices: the policy's filter on Price decides what of a history is seen."""

    def __init__(
        self,
        points: SqlPricePoints,
        tariff: CurrentTariff,
        policy: PolicyEngine,
        clock: Clock,
        recorder: Recorder,
    ) -> None:
        self._points, self._tariff, self._policy = points, tariff, policy
        self._clock, self._recorder = clock, recorder

    def history(self, merchant_id: str, sku: str, principal: Principal) -> JsonObject:
        _, tariff = self._tariff()
        points = self._seen(merchant_id, sku, principal)
        day = self._today(tariff)
        steps = _steps(points, tariff, day)
        self._recorder.shown(principal, f"Price/{merchant_id}/{sku}")
        return {
            **_names(merchant_id, sku, tariff),
            "points": [_point(point) for point in points],
            "current": [_current(point) for point in prices_on(steps, day)],
            "ranges": _ranges(points),
        }

    def chart(self, merchant_id: str, sku: str, principal: Principal, currency: str | None) -> str:
        _, tariff = self._tariff()
        day = self._today(tariff)
        points = self._seen(merchant_id, sku, principal)
        shown, unit = _of_one_unit(_steps(points, tariff, day), currency)
        if not shown:
            raise NotFound(
                f"No price of {sku!r} has been in {currency or 'force'}.", hint="Ask without a currency."
            )
        self._recorder.shown(principal, f"Price/{merchant_id}/{sku}")
        named = _names(merchant_id, sku, tariff)
        return draw_chart(shown, title=f"{named['product']} · {named['merchant']}", unit=unit, until=day)

    def moves(self, principal: Principal, since: date | None, *, limit: int = MOST_MOVES) -> JsonObject:
        if principal.role is not Role.MERCHANT or not principal.merchant_id:
            raise NotPermitted(
                "Moves of a list are for its merchant's staff.", hint="Sign in as one of them."
            )
        own, (_, tariff) = principal.merchant_id, self._tariff()
        first = since or self._today(tariff) - timedelta(days=_DAYS_SHOWN)
        rule = self._policy.filter(principal, "read", "Price")
        zone = tariff.book.profile.timezone
        moves, more = newest_moves(self._points, own, rule, first, zone, limit=limit)
        self._recorder.shown(principal, f"PriceMoves/{own}")
        return {
            "merchant_id": own,
            "since": first.isoformat(),
            "moves": [_move(move) | {"product": _name(own, move.old.sku, tariff)} for move in moves],
            "more": more,
        }

    def _today(self, tariff: Tariff) -> date:
        return today(self._clock, tariff.book.profile.timezone)

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


def _steps(points: list[PricePoint], tariff: Tariff, day: date) -> Lines:
    rows = tariff.prices.get(f"{points[0].merchant_id}/{points[0].sku}", ())
    return price_steps(with_dates_of(points, rows), day, tariff.book.profile.timezone)


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


def _names(merchant_id: str, sku: str, tariff: Tariff) -> JsonObject:
    product = tariff.by_key.get(f"{merchant_id}/{sku}")
    merchant = next((row for row in tariff.book.merchants if row.merchant_id == merchant_id), None)
    return {
        "merchant_id": merchant_id,
        "merchant": merchant.name if merchant else merchant_id,
        "merchant_zh": merchant.name_zh if merchant else "",
        "sku": sku,
        "product": product.name if product else sku,
        "product_zh": product.name_zh if product else "",
    }


def _name(merchant_id: str, sku: str, tariff: Tariff) -> str:
    product = tariff.by_key.get(f"{merchant_id}/{sku}")
    return product.name if product else ""


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
