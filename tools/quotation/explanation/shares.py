"""What each line and each merchant bears of a quotation: every shared amount split by largest remainder.

Freight and the charges of a shipment go by what fills it: revenue tons of LCL, weight of containers that
are full by weight, volume of all others (how forwarders apportion a consolidation). Percentages of goods go
by the goods, the premium by the value that it insures.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from core.ids import MerchantId
from core.money import quantum
from core.trade import ChargeBasis, PortProfile
from tools.quotation.consolidate import PricedLine
from tools.quotation.freight import Carriage, kg_per_cbm
from tools.quotation.landed import largest_remainder
from tools.quotation.outcome import Quoted

_ZERO = Decimal(0)
STEPS = ("goods", "origin", "freight", "insurance", "destination", "customs", "duty", "vat")


@dataclass(slots=True)
class Costs:
    """The steps of a price from the goods to the total, in the quotation's currency. `customs` is without
    duty and VAT."""

    goods: Decimal = _ZERO
    origin: Decimal = _ZERO
    freight: Decimal = _ZERO
    insurance: Decimal = _ZERO
    destination: Decimal = _ZERO
    customs: Decimal = _ZERO
    duty: Decimal = _ZERO
    vat: Decimal = _ZERO

    @property
    def total(self) -> Decimal:
        return sum((getattr(self, step) for step in STEPS), _ZERO)

    def add(self, step: str, amount: Decimal) -> None:
        setattr(self, step, getattr(self, step) + amount)


@dataclass(frozen=True, slots=True)
class LineShare:
    line: PricedLine
    costs: Costs


@dataclass(slots=True)
class MerchantShare:
    merchant_id: MerchantId
    cbm: Decimal = _ZERO
    gross_kg: Decimal = _ZERO
    costs: Costs = field(default_factory=Costs)


def line_shares(result: Quoted, profile: PortProfile) -> tuple[LineShare, ...]:
    """One for each line, in their order. They add up to the quotation, step by step."""
    split = _Split(result, profile)
    for carriage in result.shipments:
        split.by_cargo("freight", carriage.freight, carriage)
    for due in result.charges_due:
        step = due.row.group.value
        if due.row.basis is ChargeBasis.PERCENT_OF_GOODS:
            split.by_goods(step, due.amount, due.carriages)
        else:
            split.by_cargo(step, due.amount, *due.carriages)
    split.by_value("insurance", result.insurance)
    for at, landed in enumerate(result.landed):
        split.costs[at].add("duty", landed.duty)
        split.costs[at].add("vat", landed.vat)
    return tuple(LineShare(line, costs) for line, costs in zip(result.lines, split.costs, strict=True))


def merchant_shares(shares: Iterable[LineShare]) -> tuple[MerchantShare, ...]:
    """One for each merchant, in the order in which the lines first name them."""
    merchants: dict[MerchantId, MerchantShare] = {}
    for share in shares:
        order = share.line.order
        own = merchants.setdefault(order.product.merchant_id, MerchantShare(order.product.merchant_id))
        own.cbm += order.cbm
        own.gross_kg += order.gross_kg
        for step in STEPS:
            own.costs.add(step, getattr(share.costs, step))
    return tuple(merchants.values())


class _Split:
    """`costs` are those of the lines at the same place."""

    def __init__(self, result: Quoted, profile: PortProfile) -> None:
        self._result, self._profile = result, profile
        self._at = {id(line): at for at, line in enumerate(result.lines)}
        self.costs = [Costs(goods=line.amount) for line in result.lines]

    def by_cargo(self, step: str, amount: Decimal, carriage: Carriage) -> None:
        weight = _cargo_weight(carriage, self._profile)
        self._share(step, amount, carriage.consignment.lines, weight)

    def by_goods(self, step: str, amount: Decimal, carriages: Iterable[Carriage]) -> None:
        lines = [line for carriage in carriages for line in carriage.consignment.lines]
        self._share(step, amount, lines, lambda line: line.amount)

    def by_value(self, step: str, amount: Decimal) -> None:
        def insured(line: PricedLine) -> Decimal:
            own = self.costs[self._at[id(line)]]
            return own.goods + own.origin + own.freight

        self._share(step, amount, self._result.lines, insured)

    def _share(
        self,
        step: str,
        amount: Decimal,
        lines: Sequence[PricedLine],
        weight: Callable[[PricedLine], Decimal],
    ) -> None:
        parts = largest_remainder(amount, [weight(line) for line in lines], quantum(self._result.currency))
        for line, part in zip(lines, parts, strict=True):
            self.costs[self._at[id(line)]].add(step, part)


def _cargo_weight(carriage: Carriage, profile: PortProfile) -> Callable[[PricedLine], Decimal]:
    if carriage.payload_kg is not None:
        return lambda line: line.order.gross_kg
    if carriage.containers:
        return lambda line: line.order.cbm
    ratio = kg_per_cbm(carriage.lane, profile)
    return lambda line: max(line.order.cbm, line.order.gross_kg / ratio)
