"""Lines to shipments: one storage and one setpoint a container (contracts 2, step 5)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from core.trade import PriceRow, Storage
from tools.quotation.cartons import OrderLine


@dataclass(frozen=True, slots=True)
class PricedLine:
    """`list_amount` is in the price row's currency, `amount` in the quotation's; both are rounded."""

    order: OrderLine
    price: PriceRow
    list_amount: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Consignment:
    """Lines that can travel in one container. `goods` is in the quotation's currency."""

    storage: Storage
    setpoint_c: Decimal | None
    lines: tuple[PricedLine, ...]

    @property
    def cbm(self) -> Decimal:
        return sum((line.order.cbm for line in self.lines), Decimal(0))

    @property
    def gross_kg(self) -> Decimal:
        return sum((line.order.gross_kg for line in self.lines), Decimal(0))

    @property
    def goods(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))


def consolidate(lines: Iterable[PricedLine]) -> tuple[Consignment, ...]:
    """In the order in which the lines first name a storage and setpoint."""
    groups: defaultdict[tuple[Storage, Decimal | None], list[PricedLine]] = defaultdict(list)
    for line in lines:
        groups[line.order.product.storage, line.order.product.setpoint_c].append(line)
    return tuple(
        Consignment(storage, setpoint_c, tuple(members))
        for (storage, setpoint_c), members in groups.items()
    )
