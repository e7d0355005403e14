"""Ways to carry a consignment: W/M, containers, freight (contracts 2, step 6). Choosing is in `choose`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from core.money import round_minor
from core.trade import Lane, LaneBasis, Mode, PortProfile, Storage
from tools.quotation.consolidate import Consignment
from tools.quotation.fx import Exchange

# Container types in the order that ties are broken; figures of contracts 2, step 6.
FCL = (Mode.GP20, Mode.GP40, Mode.HQ40, Mode.RF20, Mode.RH40)
PLAN_CBM = dict(zip(FCL, map(Decimal, (28, 58, 68, 23, 58)), strict=True))
PAYLOAD_KG = dict(zip(FCL, map(Decimal, (28130, 28750, 28600, 29140, 29580)), strict=True))
_REEFERS = (Mode.RF20, Mode.RH40)
FITTING = {
    Storage.AMBIENT: (Mode.LCL, Mode.GP20, Mode.GP40, Mode.HQ40),
    Storage.CHILLED: _REEFERS,
    Storage.FROZEN: _REEFERS,
}
_WM_STEP = Decimal("0.001")
_KG_PER_CBM = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Carriage:
    """One way for one consignment. No `mode`: the buyer collects and none was chosen. `containers` is 0
    for LCL. `freight` is in the quotation's currency. `payload_kg` is there when weight, not volume,
    decides how many containers are needed."""

    consignment: Consignment
    pol: str
    pod: str
    mode: Mode | None
    containers: int
    wm: Decimal
    lane: Lane | None = None
    freight: Decimal = Decimal(0)
    payload_kg: Decimal | None = None


def by_lane(
    consignment: Consignment, lane: Lane, profile: PortProfile, exchange: Exchange, currency: str
) -> Carriage:
    wm = _wm(consignment, kg_per_cbm(lane, profile), lane.minimum_wm or Decimal(0))
    containers, limit = _containers(consignment, lane.mode, lane.payload_limit_kg)
    return Carriage(
        consignment=consignment,
        pol=lane.pol,
        pod=lane.pod,
        mode=lane.mode,
        containers=containers,
        wm=wm,
        lane=lane,
        freight=lane_freight(lane, wm, containers, exchange, currency),
        payload_kg=limit,
    )


def to_port(consignment: Consignment, pol: str, mode: Mode | None) -> Carriage:
    """Without a lane, for terms that end at the port of loading: W/M at 1000 kg per CBM."""
    wm = _wm(consignment, _KG_PER_CBM, Decimal(0))
    containers, limit = _containers(consignment, mode, None)
    return Carriage(consignment, pol, "", mode, containers, wm, payload_kg=limit)


def payload_kg(mode: Mode, limit_kg: Decimal | None) -> Decimal:
    """What a container of type `mode` takes: its own payload, or the lane's limit if that is less."""
    return min(PAYLOAD_KG[mode], limit_kg or PAYLOAD_KG[mode])


def lane_freight(lane: Lane, wm: Decimal, containers: int, exchange: Exchange, currency: str) -> Decimal:
    """In `currency`, rounded in the lane's own first."""
    own = lane.rate * (wm if lane.basis is LaneBasis.PER_WM else containers)
    if lane.basis is LaneBasis.PER_WM and lane.minimum_charge is not None:
        own = max(own, lane.minimum_charge)
    return exchange.convert(round_minor(own, lane.currency), lane.currency, currency)


def kg_per_cbm(lane: Lane | None, profile: PortProfile) -> Decimal:
    """The W/M ratio: the lane's, else the port's for the sea; 1000 without a lane."""
    if lane is None:
        return _KG_PER_CBM
    return lane.wm_ratio_kg_per_cbm or profile.fallback_wm_ratio.get("sea", _KG_PER_CBM)


def is_valid(lane: Lane, today: date) -> bool:
    return lane.valid_from <= today <= lane.valid_until


def served_places(lanes: Iterable[Lane], storages: Iterable[Storage], today: date) -> tuple[str, ...]:
    """The PODs with a valid row for each of `storages`, by code."""
    rows = [lane for lane in lanes if is_valid(lane, today)]
    reached = [{row.pod for row in rows if row.mode in FITTING[storage]} for storage in set(storages)]
    return tuple(sorted(set.intersection(*reached))) if reached else ()


def _wm(consignment: Consignment, ratio: Decimal, minimum: Decimal) -> Decimal:
    """W/M, also called revenue tons, rounded up to 0.001."""
    exact = max(consignment.cbm, consignment.gross_kg / ratio, minimum)
    return exact.quantize(_WM_STEP, rounding=ROUND_CEILING)


def _containers(
    consignment: Consignment, mode: Mode | None, limit_kg: Decimal | None
) -> tuple[int, Decimal | None]:
    """How many, and the payload in kg when it is weight that decides."""
    if mode is None or mode is Mode.LCL:
        return 0, None
    payload = payload_kg(mode, limit_kg)
    by_volume = _ceil(consignment.cbm / PLAN_CBM[mode])
    by_weight = _ceil(consignment.gross_kg / payload)
    return max(by_volume, by_weight), payload if by_weight > by_volume else None


def _ceil(amount: Decimal) -> int:
    return int(amount.to_integral_value(rounding=ROUND_CEILING))
