"""The cheapest way to carry each consignment to the named place (contracts 2, steps 6 and 7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.trade import Charge, Lane, Mode, Term
from core.values import PlaceRef
from tools.quotation.charges import ENDS_AT_POL, depends_on_mode, goods_charges, shipment_charges
from tools.quotation.consolidate import Consignment
from tools.quotation.freight import FCL, FITTING, Carriage, by_lane, is_valid, served_places, to_port
from tools.quotation.fx import Exchange
from tools.quotation.outcome import RateExpired, UnservedLane
from tools.quotation.tariff import Tariff

_TIE_ORDER = (*FCL, Mode.LCL, None)


@dataclass(frozen=True, slots=True)
class Route:
    """Where the goods go and by what means. `mode` None: the cheapest. `charges` are the term's rows."""

    term: Term
    place: PlaceRef
    mode: Mode | None
    charges: Sequence[Charge]
    currency: str
    today: date


def choose_carriages(
    consignments: Sequence[Consignment], route: Route, tariff: Tariff, exchange: Exchange
) -> tuple[Carriage, ...] | RateExpired | UnservedLane:
    """One carriage for each consignment, or why one of them cannot travel: that is told before any of them
    is priced, so that a missing rate hides no missing lane."""
    chosen = []
    if route.term not in ENDS_AT_POL:
        for consignment in consignments:
            lanes = _valid_lanes(consignment, route, tariff)
            if isinstance(lanes, RateExpired | UnservedLane):
                return lanes
    for consignment in consignments:
        found = ways(consignment, route, tariff, exchange)
        if isinstance(found, RateExpired | UnservedLane):
            return found
        chosen.append(min(found, key=lambda way: rank(way, route, exchange)))
    return tuple(chosen)


def unreached(consignments: Sequence[Consignment], route: Route, tariff: Tariff) -> UnservedLane | None:
    """A place with no row at all; None when lanes, or the terms that end at a port of loading, reach it."""
    place = route.place.locode
    if route.term in ENDS_AT_POL:
        ports = loading_ports(tariff)
        return None if place in ports else UnservedLane(place, ports)
    if place in tariff.lanes:
        return None
    storages = [consignment.storage for consignment in consignments]
    return UnservedLane(place, served_places(tariff.book.lanes, storages, route.today))


def loading_ports(tariff: Tariff) -> tuple[str, ...]:
    """The places where EXW, FCA and FOB can be quoted, the port's own first."""
    book = tariff.book
    others = sorted({lane.pol for lane in book.lanes} | {row.pol for row in book.charges if row.pol})
    return tuple(dict.fromkeys((book.profile.locode, *others)))


def ways(
    consignment: Consignment, route: Route, tariff: Tariff, exchange: Exchange
) -> list[Carriage] | RateExpired | UnservedLane:
    """Every way that `route` leaves open to `consignment`, or why there is none."""
    if route.term in ENDS_AT_POL:
        return _ways_to_port(consignment, route, tariff)
    return _ways_by_lane(consignment, route, tariff, exchange)


def _ways_to_port(consignment: Consignment, route: Route, tariff: Tariff) -> list[Carriage] | UnservedLane:
    fitting = FITTING[consignment.storage]
    modes: Sequence[Mode | None] = fitting
    if route.mode is not None:
        if route.mode not in fitting:
            return UnservedLane(route.place.locode, loading_ports(tariff), consignment.storage, fitting)
        modes = (route.mode,)
    elif route.term is not Term.FOB and not depends_on_mode(route.charges, route.place.locode):
        modes = (None,)
    return [to_port(consignment, route.place.locode, mode) for mode in modes]


def _ways_by_lane(
    consignment: Consignment, route: Route, tariff: Tariff, exchange: Exchange
) -> list[Carriage] | RateExpired | UnservedLane:
    lanes = _valid_lanes(consignment, route, tariff)
    if isinstance(lanes, RateExpired | UnservedLane):
        return lanes
    profile = tariff.book.profile
    return [by_lane(consignment, lane, profile, exchange, route.currency) for lane in lanes]


def _valid_lanes(
    consignment: Consignment, route: Route, tariff: Tariff
) -> list[Lane] | RateExpired | UnservedLane:
    fitting = [
        lane
        for lane in tariff.lanes.get(route.place.locode, ())
        if lane.mode in FITTING[consignment.storage]
    ]
    meant = [lane for lane in fitting if route.mode in (None, lane.mode)]
    valid = [lane for lane in meant if is_valid(lane, route.today)]
    return valid or _no_lane(consignment, route, tariff, fitting, meant)


def _no_lane(
    consignment: Consignment, route: Route, tariff: Tariff, fitting: Sequence[Lane], meant: Sequence[Lane]
) -> RateExpired | UnservedLane:
    served = served_places(tariff.book.lanes, (consignment.storage,), route.today)
    if any(lane.valid_until < route.today for lane in meant):
        return RateExpired(route.place.locode, served)
    modes = dict.fromkeys(lane.mode for lane in fitting if is_valid(lane, route.today))
    return UnservedLane(route.place.locode, served, consignment.storage, tuple(modes))


def rank(way: Carriage, route: Route, exchange: Exchange) -> tuple[Decimal, bool, int, int, int]:
    """Freight plus charges; then FCL before LCL, fewer containers, the order of types, the first row."""
    return (
        cost(way, route, exchange),
        way.mode is Mode.LCL,
        way.containers,
        _TIE_ORDER.index(way.mode),
        way.lane.row if way.lane else 0,
    )


def cost(way: Carriage, route: Route, exchange: Exchange) -> Decimal:
    """Percentages of all goods are the same whichever way is taken and are left out."""
    by_mode = [row for row in route.charges if row.mode is not None]
    due = (
        *shipment_charges(route.charges, way, exchange, route.currency),
        *goods_charges(by_mode, (way,), exchange, route.currency),
    )
    return way.freight + sum((charge.amount for charge in due), Decimal(0))
