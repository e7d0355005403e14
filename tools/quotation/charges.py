"""Charges by term, basis and mode (contracts 2, step 7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.money import round_minor
from core.trade import Charge, ChargeBasis, ChargeGroup, Term
from tools.quotation.freight import Carriage
from tools.quotation.fx import Exchange

ENDS_AT_POL = frozenset({Term.EXW, Term.FCA, Term.FOB})
INSURED = frozenset({Term.CIF, Term.CIP})
TO_DOOR = frozenset({Term.DAP, Term.DPU, Term.DDP})
_EXPORT, _UNLOAD = "EXPORT", "UNLOAD"


@dataclass(frozen=True, slots=True)
class ChargeAmount:
    """One row as it fell due; `amount` is in the quotation's currency. `carriages` are the shipments that
    it fell due for: one, or for a percentage those whose goods it is taken of."""

    row: Charge
    amount: Decimal
    carriages: tuple[Carriage, ...]


def rows_for(term: Term, charges: Iterable[Charge], today: date) -> tuple[Charge, ...]:
    """The rows that `term` puts on the seller and that are valid today, whatever their place and mode."""
    return tuple(row for row in charges if _falls_on_seller(row, term) and _is_valid(row, today))


def rows_left(term: Term, charges: Iterable[Charge], today: date) -> tuple[Charge, ...]:
    """The rows valid today that arise at the destination and that `term` leaves to the buyer."""
    return tuple(
        row
        for row in charges
        if row.group is not ChargeGroup.ORIGIN and not _falls_on_seller(row, term) and _is_valid(row, today)
    )


def shipment_charges(
    rows: Iterable[Charge], carriage: Carriage, exchange: Exchange, currency: str
) -> list[ChargeAmount]:
    """What one shipment costs; rows per container do not touch LCL, percentages are not here."""
    return [
        ChargeAmount(row, _charge(row, row.amount * times, exchange, currency), (carriage,))
        for row in rows
        if _touches(row, carriage) and (times := _times(row.basis, carriage)) is not None
    ]


def goods_charges(
    rows: Iterable[Charge], carriages: Sequence[Carriage], exchange: Exchange, currency: str
) -> list[ChargeAmount]:
    """Percentages, each taken once: on all goods, or on those that travel in the mode the row names."""
    charged = []
    for row in rows:
        touched = [carriage for carriage in carriages if _touches(row, carriage)]
        if row.basis is ChargeBasis.PERCENT_OF_GOODS and touched:
            meant = carriages if row.mode is None else touched
            goods = sum((carriage.consignment.goods for carriage in meant), Decimal(0))
            own = exchange.rate(currency, row.currency).apply(goods) * row.amount / 100
            charged.append(ChargeAmount(row, _charge(row, own, exchange, currency), tuple(meant)))
    return charged


def depends_on_mode(rows: Iterable[Charge], pol: str) -> bool:
    """Whether what falls due at the port of loading, where no port of discharge is known, does."""
    return any(
        row.mode is not None or row.basis is ChargeBasis.PER_CONTAINER
        for row in rows
        if row.pol in ("", pol) and not row.pod
    )


def _falls_on_seller(row: Charge, term: Term) -> bool:
    match row.group:
        case ChargeGroup.ORIGIN:
            return term is not Term.EXW and (term is not Term.FCA or row.code == _EXPORT)
        case ChargeGroup.DESTINATION:
            return term in TO_DOOR and (row.code != _UNLOAD or term is Term.DPU)
        case ChargeGroup.CUSTOMS:
            return term is Term.DDP


def _is_valid(row: Charge, today: date) -> bool:
    begun = row.valid_from is None or row.valid_from <= today
    return begun and (row.valid_until is None or today <= row.valid_until)


def _touches(row: Charge, carriage: Carriage) -> bool:
    return (
        row.pol in ("", carriage.pol)
        and row.pod in ("", carriage.pod)
        and (row.mode is None or row.mode is carriage.mode)
    )


def _times(basis: ChargeBasis, carriage: Carriage) -> Decimal | None:
    """How many times the amount is due; None when the basis does not touch this shipment."""
    match basis:
        case ChargeBasis.PER_SHIPMENT | ChargeBasis.PER_BL:
            return Decimal(1)
        case ChargeBasis.PER_WM:
            return carriage.wm
        case ChargeBasis.PER_CONTAINER:
            return Decimal(carriage.containers) if carriage.containers else None
        case ChargeBasis.PERCENT_OF_GOODS:
            return None


def _charge(row: Charge, own: Decimal, exchange: Exchange, currency: str) -> Decimal:
    """Kept between minimum and maximum, rounded in its own currency, converted, rounded."""
    if row.minimum is not None:
        own = max(own, row.minimum)
    if row.maximum is not None:
        own = min(own, row.maximum)
    return exchange.convert(round_minor(own, row.currency), row.currency, currency)
