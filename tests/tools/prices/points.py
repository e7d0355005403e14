"""Price points for the tests: tea on list L1 of merchant M1, seen on a day in November."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from core.prices import PricePoint
from core.trade import PriceUnit

ZONE = "Asia/Shanghai"


def seen(day: int, month: int = 11, hour: int = 4) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def point(unit_price: str | None, day: int, **changes: Any) -> PricePoint:
    row = PricePoint(
        merchant_id="M1",
        sku="TEA",
        price_list="L1",
        audience="public",
        min_cartons=1,
        price_unit=PriceUnit.CARTON,
        currency="USD",
        unit_price=None if unit_price is None else Decimal(unit_price),
        valid_from=date(2026, 10, 1),
        valid_until=date(2026, 12, 31),
        seen_at=seen(day),
    )
    return replace(row, **changes)
