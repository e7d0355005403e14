"""Which fields make a row of a port the same one over imports and edits; rows that share them are told
apart by their order."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeVar

from core.trade import (
    Charge,
    CostRow,
    Duty,
    FxRate,
    Lane,
    Merchant,
    PriceRow,
    Product,
    Shipment,
    User,
)

Row = TypeVar("Row")

IDENTITY: Mapping[type[object], tuple[str, ...]] = {
    Merchant: ("merchant_id",),
    User: ("user_id",),
    Product: ("merchant_id", "sku"),
    PriceRow: ("merchant_id", "sku", "price_list", "audience", "min_cartons", "valid_from"),
    CostRow: ("merchant_id", "sku"),
    Lane: ("pol", "pod", "mode", "carrier", "valid_from"),
    Charge: ("code", "group", "pol", "pod", "mode", "valid_from"),
    Duty: ("country", "hs_prefix", "source_date"),
    FxRate: ("date", "base", "quote"),
    Shipment: ("reference",),
}


def by_key(rows: Iterable[Row]) -> dict[str, Row]:
    """The rows of one table by key: the JSON array of the fields above and a number that counts from 0."""
    times: Counter[str] = Counter()
    found: dict[str, Row] = {}
    for row in rows:
        stem = json.dumps(
            [str(getattr(row, name)) for name in IDENTITY[type(row)]], ensure_ascii=False
        ).removesuffix("]")
        found[f"{stem}, {times[stem]}]"] = row
        times[stem] += 1
    return found
