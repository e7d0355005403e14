"""Exchange rates: which rows turn one currency into another on a day (contracts 2, step 3)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.errors import NotFound
from core.money import round_minor
from core.trade import FxRate

Pair = tuple[str, str]


class NoExchangeRate(NotFound):
    """No row leads from one currency to the other."""

    def __init__(self, source: str, target: str, today: date) -> None:
        super().__init__(
            f"No exchange rate leads from {source!r} to {target!r} on {today}.",
            hint="Add a row to fx.csv and import the port again.",
        )
        self.pair = (source, target)


@dataclass(frozen=True, slots=True)
class Leg:
    """One row, taken as it stands or, if `inverse`, the other way round."""

    row: FxRate
    inverse: bool


@dataclass(frozen=True, slots=True)
class Rate:
    """No leg: the same currency. Two legs: through a common currency."""

    legs: tuple[Leg, ...]

    def apply(self, amount: Decimal) -> Decimal:
        """Multiplies first and divides once, so an inverse is exact to the context's precision."""
        divisor = Decimal(1)
        for leg in self.legs:
            if leg.inverse:
                divisor *= leg.row.rate
            else:
                amount *= leg.row.rate
        return amount / divisor


class Exchange:
    """The rates of one day. `rows` are by (base, quote), newest first."""

    def __init__(self, rows: Mapping[Pair, tuple[FxRate, ...]], today: date) -> None:
        self._rows = rows
        self._today = today
        self._rates: dict[Pair, Rate] = {}

    def rate(self, source: str, target: str) -> Rate:
        """Direct, else inverse, else through one common currency. Raises NoExchangeRate."""
        pair = (source, target)
        if pair not in self._rates:
            self._rates[pair] = self._find(source, target)
        return self._rates[pair]

    def convert(self, amount: Decimal, source: str, target: str) -> Decimal:
        """`amount` in `target`, rounded half up to its minor unit."""
        return round_minor(self.rate(source, target).apply(amount), target)

    def rows_for(self, pairs: Iterable[Pair]) -> tuple[FxRate, ...]:
        """The rows that stand behind `pairs`, each once, in the order of their first use."""
        rows = (leg.row for pair in pairs for leg in self.rate(*pair).legs)
        return tuple(dict.fromkeys(rows))

    def _find(self, source: str, target: str) -> Rate:
        if source == target:
            return Rate(())
        for leg in self._leg(source, target):
            return Rate((leg,))
        crosses = [
            (-min(first.row.date, second.row.date).toordinal(), common, first, second)
            for common in sorted({currency for pair in self._rows for currency in pair})
            for first in self._leg(source, common)
            for second in self._leg(common, target)
        ]
        if not crosses:
            raise NoExchangeRate(source, target, self._today)
        _, _, first, second = min(crosses, key=lambda cross: cross[:2])
        return Rate((first, second))

    def _leg(self, source: str, target: str) -> Iterator[Leg]:
        """The newest usable row between two currencies, if there is one; direct before inverse."""
        for pair, inverse in (((source, target), False), ((target, source), True)):
            for row in self._rows.get(pair, ()):
                if row.date <= self._today:
                    yield Leg(row, inverse)
                    return
