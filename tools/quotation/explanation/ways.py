"""The other ways to carry a shipment, at the same named place, and where LCL stops being the cheaper."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from core.trade import Charge, Mode
from tools.quotation.charges import goods_charges, shipment_charges
from tools.quotation.choose import Route, cost, rank, ways
from tools.quotation.freight import PLAN_CBM, Carriage, lane_freight
from tools.quotation.fx import Exchange
from tools.quotation.tariff import Tariff

_PER_WM = 1000
_STEP = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Way:
    """`cost` is freight plus the seller's charges; `at_destination` what the buyer pays there on top, by
    the port's table: the two sums together are compared at the same point."""

    carriage: Carriage
    cost: Decimal
    at_destination: Decimal
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The best way of each mode, the cheapest first. From `break_even_wm` on (W/M, also revenue tons) one
    container costs no more than LCL; None when there is nothing to compare or LCL stays the cheaper."""

    ways: tuple[Way, ...]
    break_even_wm: Decimal | None = None


def compare(
    chosen: Carriage, route: Route, left: Sequence[Charge], tariff: Tariff, exchange: Exchange
) -> Comparison:
    """`left` are the destination rows that the term leaves to the buyer; `route` names no mode."""
    found = ways(chosen.consignment, route, tariff, exchange)
    if not isinstance(found, list):
        return Comparison(())
    best: dict[Mode | None, Carriage] = {}
    for carriage in sorted(found, key=lambda way: rank(way, route, exchange)):
        best.setdefault(carriage.mode, carriage)
    compared = tuple(_way(carriage, chosen, route, left, exchange) for carriage in best.values())
    return Comparison(compared, _break_even(best, route, exchange))


def _way(
    carriage: Carriage, chosen: Carriage, route: Route, left: Sequence[Charge], exchange: Exchange
) -> Way:
    due = (
        *shipment_charges(left, carriage, exchange, route.currency),
        *goods_charges(left, (carriage,), exchange, route.currency),
    )
    at_destination = sum((charge.amount for charge in due), Decimal(0))
    is_chosen = (carriage.mode, carriage.lane) == (chosen.mode, chosen.lane)
    return Way(carriage, cost(carriage, route, exchange), at_destination, is_chosen)


def _break_even(best: dict[Mode | None, Carriage], route: Route, exchange: Exchange) -> Decimal | None:
    """The least W/M, in steps of 0.001, at which some one container is not dearer than LCL."""
    lcl = best.get(Mode.LCL)
    single = [_one_container(way, route, exchange) for mode, way in best.items() if mode in PLAN_CBM]
    if lcl is None or lcl.lane is None or not single:
        return None
    cheapest, room = min(single)
    low, high = 1, int(room * _PER_WM)
    if _lcl_cost(lcl, high, route, exchange) < cheapest:
        return None
    while low < high:
        middle = (low + high) // 2
        if _lcl_cost(lcl, middle, route, exchange) >= cheapest:
            high = middle
        else:
            low = middle + 1
    return low * _STEP


def _one_container(way: Carriage, route: Route, exchange: Exchange) -> tuple[Decimal, Decimal]:
    """What one container of the way's type costs, and the CBM that it takes."""
    assert way.lane is not None, "ways by lane have one"
    assert way.mode is not None, "ways by lane have a mode"
    freight = lane_freight(way.lane, Decimal(0), 1, exchange, route.currency)
    single = replace(way, containers=1, freight=freight)
    return cost(single, route, exchange), PLAN_CBM[way.mode]


def _lcl_cost(way: Carriage, thousandths: int, route: Route, exchange: Exchange) -> Decimal:
    assert way.lane is not None, "ways by lane have one"
    wm = max(thousandths * _STEP, way.lane.minimum_wm or Decimal(0))
    freight = lane_freight(way.lane, wm, 0, exchange, route.currency)
    return cost(replace(way, wm=wm, freight=freight), route, exchange)
