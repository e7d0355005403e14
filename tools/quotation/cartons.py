"""Quantities in any unit to full cartons (contracts 2, step 1)."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from core.trade import Product, QuantityUnit

_KG_PER_TONNE = Decimal(1000)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line whose product is known: what was asked, and the full cartons that make it."""

    product: Product
    asked: Decimal
    unit: QuantityUnit
    cartons: int

    @property
    def cbm(self) -> Decimal:
        return self.product.carton_cbm * self.cartons

    @property
    def gross_kg(self) -> Decimal:
        return self.product.carton_gw_kg * self.cartons


def lacks_pallet_size(unit: QuantityUnit, product: Product) -> bool:
    return unit is QuantityUnit.PALLET and product.cartons_per_pallet is None


def order_line(product: Product, quantity: Decimal, unit: QuantityUnit) -> OrderLine:
    """Fractions of a carton go up. kg and tonnes are net unless the unit says gross."""
    return OrderLine(product, quantity, unit, _ceil(_cartons(product, quantity, unit)))


def _cartons(product: Product, quantity: Decimal, unit: QuantityUnit) -> Decimal:
    match unit:
        case QuantityUnit.CARTON:
            return quantity
        case QuantityUnit.PIECE:
            return quantity / product.pcs_per_carton
        case QuantityUnit.KG:
            return quantity / product.carton_nw_kg
        case QuantityUnit.KG_GROSS:
            return quantity / product.carton_gw_kg
        case QuantityUnit.TONNE:
            return quantity * _KG_PER_TONNE / product.carton_nw_kg
        case QuantityUnit.TONNE_GROSS:
            return quantity * _KG_PER_TONNE / product.carton_gw_kg
        case QuantityUnit.PALLET:
            assert product.cartons_per_pallet is not None, "checked by lacks_pallet_size"
            return quantity * product.cartons_per_pallet
        case QuantityUnit.CBM:
            return quantity / product.carton_cbm


def _ceil(amount: Decimal) -> int:
    return int(amount.to_integral_value(rounding=ROUND_CEILING))
