"""The currency in which a caller knows a product's price."""

from datetime import date

from core.principal import Principal
from core.trade import PortBook
from core.values import ProductRef
from tools.quotation.price import audiences


def list_currency(product: ProductRef, book: PortBook, caller: Principal, today: date) -> str:
    """That of the best list that `caller` may see, one valid today before others; else the port's own."""
    seen = audiences(caller)
    rows = [
        row
        for row in book.prices
        if (row.merchant_id, row.sku) == (product.merchant_id, product.sku) and row.audience in seen
    ]
    rows.sort(
        key=lambda row: (not row.valid_from <= today <= row.valid_until, seen.index(row.audience), row.row)
    )
    return rows[0].currency if rows else book.profile.currency
