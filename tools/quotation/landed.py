"""Duty and import VAT: an estimate, part of the total in DDP only (contracts 2, step 9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from core.money import quantum, round_minor
from core.trade import Duty, DutyBasis, Product
from tools.quotation.consolidate import PricedLine


@dataclass(frozen=True, slots=True)
class LandedLine:
    """`value` is the line's share of the customs value; amounts are in the quotation's currency."""

    line: PricedLine
    duty_row: Duty
    value: Decimal
    duty: Decimal
    vat: Decimal


def find_duty(product: Product, rows: Sequence[Duty]) -> Duty | None:
    """The longest prefix of the product's HS code; of equal ones the newest, then the first row."""
    digits = "".join(char for char in product.hs_code if char.isdigit())
    fitting = [row for row in rows if digits and digits.startswith(row.hs_prefix.replace(".", ""))]
    return min(
        fitting,
        key=lambda row: (-len(row.hs_prefix.replace(".", "")), -row.source_date.toordinal(), row.row),
        default=None,
    )


def customs_values(
    goods: Decimal, origin: Decimal, freight: Decimal, insurance: Decimal
) -> dict[DutyBasis, Decimal]:
    """The customs value of the whole request: up to the destination insured, or up to the ship."""
    return {DutyBasis.CIF: goods + origin + freight + insurance, DutyBasis.FOB: goods + origin}


def landed_cost(
    lines: Sequence[tuple[PricedLine, Duty]], customs_value: Mapping[DutyBasis, Decimal], currency: str
) -> tuple[LandedLine, ...]:
    """`customs_value` is of the whole request; each line takes its share by amount."""
    weights = [line.amount for line, _ in lines]
    shares = {
        basis: largest_remainder(value, weights, quantum(currency))
        for basis, value in customs_value.items()
    }
    return tuple(
        _landed(line, row, shares[row.duty_basis][at], currency) for at, (line, row) in enumerate(lines)
    )


def largest_remainder(total: Decimal, weights: Sequence[Decimal], step: Decimal) -> list[Decimal]:
    """`total`, a multiple of `step`, split by weight into multiples of `step` that add up to it.

    Equal remainders go to the earlier part. Weights that are all zero count as equal.
    """
    whole = sum(weights, Decimal(0))
    fair = [total * weight / whole if whole else total / len(weights) for weight in weights]
    parts = [share.quantize(step, rounding=ROUND_FLOOR) for share in fair]
    left = int((total - sum(parts, Decimal(0))) / step)
    by_remainder = sorted(range(len(parts)), key=lambda at: (parts[at] - fair[at], at))
    for at in by_remainder[:left]:
        parts[at] += step
    return parts


def _landed(line: PricedLine, row: Duty, value: Decimal, currency: str) -> LandedLine:
    duty = round_minor(value * row.duty_rate, currency)
    vat = round_minor((value + duty) * row.vat_rate, currency)
    return LandedLine(line, row, value, duty, vat)
