"""The other ways to carry a shipment, at the same named place, and where LCL stops being the cheaper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from core.trade import Charge, Mode, PortProfile
from tools.quotation.charges import goods_charges, shipment_charges
from tools.quotation.choose import Route, cost, rank, ways
from tools.quotation.freight import PLAN_CBM, Carriage, kg_per_cbm, lane_freight, payload_kg
from tools.quotation.fx import Exchange
from tools.quotation.tariff import Tariff

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
    """The best way of each mode, the cheapest first. From `break_even_wm` on (W/M, also revenue tons) goods
    like these cost no more in one container than as LCL, all told; None when there is nothing to compare or
    LCL stays the cheaper for as much as one container takes."""

    ways: tuple[Way, ...]
    break_even_wm: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Weighing:
    """What ways are compared by. `left` are the destination rows that the term leaves to the buyer; `route`
    names no mode."""

    route: Route
    left: Sequence[Charge]
    exchange: Exchange

    def at_destination(self, carriage: Carriage) -> Decimal:
        due = (
            *shipment_charges(self.left, carriage, self.exchange, self.route.currency),
            *goods_charges(self.left, (carriage,), self.exchange, self.route.currency),
        )
        return sum((charge.amount for charge in due), Decimal(0))

    def all_told(self, carriage: Carriage) -> Decimal:
        return cost(carriage, self.route, self.exchange) + self.at_destination(carriage)

    def sized(self, way: Carriage, wm: Decimal, containers: int) -> Carriage:
        """`way` with as much as makes `wm`."""
        assert way.lane is not None, "ways by lane have one"
        charged = max(wm, way.lane.minimum_wm or Decimal(0))
        freight = lane_freight(way.lane, charged, containers, self.exchange, self.route.currency)
        return replace(way, wm=charged, containers=containers, freight=freight)


def compare(chosen: Carriage, weighing: Weighing, tariff: Tariff) -> Comparison:
    route, exchange = weighing.route, weighing.exchange
    found = ways(chosen.consignment, route, tariff, exchange)
    if not isinstance(found, list):
        return Comparison(())
    best: dict[Mode | None, Carriage] = {}
    for carriage in sorted(found, key=lambda way: rank(way, route, exchange)):
        best.setdefault(carriage.mode, carriage)
    compared = tuple(
        Way(
            carriage=carriage,
            cost=cost(carriage, route, exchange),
            at_destination=weighing.at_destination(carriage),
            is_chosen=(carriage.mode, carriage.lane) == (chosen.mode, chosen.lane),
        )
        for carriage in best.values()
    )
    return Comparison(compared, _break_even(best, weighing, tariff.book.profile))


def _break_even(
    best: Mapping[Mode | None, Carriage], weighing: Weighing, profile: PortProfile
) -> Decimal | None:
    """The least of all container types, each up to what one of it takes."""
    lcl = best.get(Mode.LCL)
    if lcl is None:
        return None
    single = [way for mode, way in best.items() if mode in PLAN_CBM]
    found = (_overtakes(way, lcl, weighing, profile) for way in single)
    return min((wm for wm in found if wm is not None), default=None)


def _overtakes(way: Carriage, lcl: Carriage, weighing: Weighing, profile: PortProfile) -> Decimal | None:
    """The least W/M, in steps of 0.001, at which one container of the way is not dearer than `lcl`. The
    costs of both grow with the goods, those of LCL faster, so it is found by halving."""

    def is_cheaper(thousandths: int) -> bool:
        wm = thousandths * _STEP
        box = weighing.sized(way, wm, containers=1)
        return weighing.all_told(box) <= weighing.all_told(weighing.sized(lcl, wm, containers=0))

    low, high = 1, int(_room_wm(way, lcl, profile) / _STEP)
    if high < low or not is_cheaper(high):
        return None
    while low < high:
        middle = (low + high) // 2
        if is_cheaper(middle):
            high = middle
        else:
            low = middle + 1
    return low * _STEP


def _room_wm(way: Carriage, lcl: Carriage, profile: PortProfile) -> Decimal:
    """How much of goods like these one container takes, by volume and by weight, as W/M of the LCL lane."""
    assert way.mode is not None, "ways by lane have a mode"
    goods = way.consignment
    limit = payload_kg(way.mode, way.lane.payload_limit_kg if way.lane else None)
    times = min(PLAN_CBM[way.mode] / goods.cbm, limit / goods.gross_kg)
    return times * max(goods.cbm, goods.gross_kg / kg_per_cbm(lcl.lane, profile))
