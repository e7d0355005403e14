"""A price as a list had it: what an alert remembers, and what the history of a SKU is made of."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from core.trade import PriceUnit


class ListRow(BaseModel):
    """The row of a price list that counted for an alert. Its dates and its place in the file are left out:
    they may change without the list having moved."""

    model_config = ConfigDict(frozen=True)

    price_list: str
    audience: str
    min_cartons: int
    price_unit: PriceUnit
    currency: str
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class PricePoint:
    """`unit_price` None: the import at `seen_at` (UTC) no longer had the row. Both dates are inclusive."""

    merchant_id: str
    sku: str
    price_list: str
    audience: str
    min_cartons: int
    price_unit: PriceUnit
    currency: str
    unit_price: Decimal | None
    valid_from: date
    valid_until: date
    seen_at: datetime
    revision: str = ""

    @property
    def line(self) -> tuple[str, str, int]:
        """Price list, audience and tier: what goes on while its prices change."""
        return (self.price_list, self.audience, self.min_cartons)
