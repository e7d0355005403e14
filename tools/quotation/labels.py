"""Who may read a figure, by the audience of the price row that it came from."""

from core.labels import PUBLIC, Integrity, Label
from core.principal import Principal
from core.trade import PriceRow

MERCHANT_PUBLIC = PUBLIC.model_copy(update={"integrity": Integrity.MERCHANT})


def price_label(row: PriceRow) -> Label:
    """Public rows are for everyone, registered rows for anyone signed in, a buyer's row for that buyer."""
    if row.audience == "public":
        return MERCHANT_PUBLIC
    reader = row.audience.removeprefix("buyer:")
    return Label(readers=frozenset({reader}), integrity=Integrity.MERCHANT)


def own_label(caller: Principal) -> Label:
    """For what was read off rows that only `caller` is known to see."""
    return Label(readers=frozenset({caller.reader}), integrity=Integrity.MERCHANT)
