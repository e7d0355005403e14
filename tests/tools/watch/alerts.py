"""An alert on tea below 8 dollars, and what a look at it finds in a changed port."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from core.alerts import Alert
from core.trade import PortBook, PriceRow, PriceUnit
from tests.books import BUYER, TODAY, book, price
from tools.watch import Verdict, check
from tools.watch.price import list_row

SEEN = price(unit_price="9.00")
LAST_DAY = date(2027, 4, 30)


def alert(seen: PriceRow | None = SEEN, **changes: Any) -> Alert:
    row = Alert(
        watch_id="W-1",
        owner="ana",
        merchant_id="M1",
        sku="TEA",
        below=Decimal("8.00"),
        currency="USD",
        unit=PriceUnit.CARTON,
        expires=LAST_DAY,
        seen=list_row(seen) if seen else None,
    )
    return replace(row, **changes)


def look(held: Alert, port: PortBook, today: date = TODAY) -> Verdict:
    (verdict,) = check([held], {"ana": BUYER}, port, today)
    return verdict


def listed(*rows: PriceRow, **changes: Any) -> PortBook:
    return book(prices=rows, **changes)
