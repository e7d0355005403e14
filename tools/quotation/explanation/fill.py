"""How full a shipment's containers are, what fills them, and what still fits."""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Literal

from core.trade import Mode, PortProfile
from tools.quotation.freight import PLAN_CBM, Carriage, kg_per_cbm, payload_kg

Binding = Literal["volume", "weight", "minimum"]
_ZERO, _HUNDRED = Decimal(0), Decimal(100)
_TENTH, _THOUSANDTH = Decimal("0.1"), Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Fill:
    """`binding` is what decides the price: volume, weight, or for LCL the lane's minimum. For containers:
    `percent` is the share of each in that measure, all full but the last; `kg_over` is how much too heavy
    the goods are for the containers that their volume needs; `room_cbm` and `room_kg` still fit."""

    binding: Binding
    percent: tuple[Decimal, ...] = ()
    kg_over: Decimal = _ZERO
    room_cbm: Decimal = _ZERO
    room_kg: Decimal = _ZERO


def fill_of(carriage: Carriage, profile: PortProfile) -> Fill | None:
    """None when the buyer collects and no mode was chosen."""
    if carriage.mode is None:
        return None
    if carriage.mode is Mode.LCL:
        return Fill(_lcl_binding(carriage, profile))
    goods, plan = carriage.consignment, PLAN_CBM[carriage.mode]
    limit = payload_kg(carriage.mode, carriage.lane.payload_limit_kg if carriage.lane else None)
    by_volume, by_weight = goods.cbm / plan, goods.gross_kg / limit
    full = max(by_volume, by_weight)
    needed = int(by_volume.to_integral_value(rounding="ROUND_CEILING"))
    return Fill(
        binding="weight" if by_weight > by_volume else "volume",
        percent=_each(full, carriage.containers),
        kg_over=max(_ZERO, goods.gross_kg - needed * limit),
        room_cbm=_floor(carriage.containers * plan - goods.cbm),
        room_kg=_floor(carriage.containers * limit - goods.gross_kg),
    )


def _lcl_binding(carriage: Carriage, profile: PortProfile) -> Binding:
    goods = carriage.consignment
    by_weight = goods.gross_kg / kg_per_cbm(carriage.lane, profile)
    minimum = carriage.lane.minimum_wm if carriage.lane else None
    if minimum is not None and minimum > max(goods.cbm, by_weight):
        return "minimum"
    return "weight" if by_weight > goods.cbm else "volume"


def _each(full: Decimal, containers: int) -> tuple[Decimal, ...]:
    """`full` containers' worth of goods over `containers`: all full but the last."""
    last = (full - (containers - 1)) * _HUNDRED
    return (*[_HUNDRED.quantize(_TENTH)] * (containers - 1), last.quantize(_TENTH, rounding=ROUND_HALF_UP))


def _floor(amount: Decimal) -> Decimal:
    return max(_ZERO, amount).quantize(_THOUSANDTH, rounding=ROUND_FLOOR)
