"""Rows that count how often somebody goes through all of them."""

from collections.abc import Iterator

from core.trade import PriceRow


class Counted(tuple[PriceRow, ...]):
    gone_through = 0

    def __iter__(self) -> Iterator[PriceRow]:
        self.gone_through += 1
        return super().__iter__()
