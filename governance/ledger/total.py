"""Sums of ledger rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.errors import BadInput
from core.records import LedgerRow


@dataclass(frozen=True, slots=True)
class LedgerTotal:
    """Sums over inferences. `energy_wh` is an estimate; money is in `currency`, empty for no row."""

    inferences: int
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    thinking_tokens: int
    busy_s: float
    cpu_s: float
    energy_wh: Decimal
    marginal: Decimal
    allocated: Decimal
    fully_loaded: Decimal
    currency: str


def total(rows: Sequence[LedgerRow]) -> LedgerTotal:
    """The sum of a turn's or a conversation's rows. Raises BadInput when they are in several currencies."""
    currencies = sorted({row.currency for row in rows})
    if len(currencies) > 1:
        raise BadInput(
            f"Ledger rows in {', '.join(currencies)} have no one sum.", hint="Sum each currency apart."
        )
    nothing = Decimal(0)
    return LedgerTotal(
        inferences=len(rows),
        input_tokens=sum(row.input_tokens for row in rows),
        cached_tokens=sum(row.cached_tokens for row in rows),
        output_tokens=sum(row.output_tokens for row in rows),
        thinking_tokens=sum(row.thinking_tokens for row in rows),
        busy_s=sum(row.busy_s for row in rows),
        cpu_s=sum(row.cpu_s for row in rows),
        energy_wh=sum((row.energy_wh for row in rows), nothing),
        marginal=sum((row.marginal for row in rows), nothing),
        allocated=sum((row.allocated for row in rows), nothing),
        fully_loaded=sum((row.fully_loaded for row in rows), nothing),
        currency=currencies[0] if currencies else "",
    )
