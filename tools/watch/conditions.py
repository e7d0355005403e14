"""What an alert is set on beside its product and its sum: the tier, the delivery, the last day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core.trade import PortBook, Product, Term
from core.turns import WatchArgs
from core.values import PlaceRef, PlaceValue
from tools.places import place_of
from tools.quotation.cartons import lacks_pallet_size, order_line
from tools.quotation.charges import ENDS_AT_POL
from tools.quotation.request import is_quotable

LIFE_DAYS = 180


@dataclass(frozen=True, slots=True)
class Conditions:
    expires: date
    tier: int | None = None
    term: Term | None = None
    place: PlaceRef | None = None


@dataclass(frozen=True, slots=True)
class Lacking:
    missing: Literal["place", "pallet_size"]


@dataclass(frozen=True, slots=True)
class Unclear:
    """The place is one of several, or none that is known here."""

    place: PlaceValue


def conditions(
    args: WatchArgs, product: Product | None, book: PortBook, today: date
) -> Conditions | Lacking | Unclear:
    """A day that has passed (not today) is not the alert's last; a place without a term is no delivery."""
    expires = args.until if args.until and args.until >= today else today + timedelta(days=LIFE_DAYS)
    if product and args.quantity and lacks_pallet_size(args.quantity.unit, product):
        return Lacking("pallet_size")
    tier = _tier(args, product)
    if args.term is None:
        return Conditions(expires, tier)
    if args.place is None:
        if args.term not in ENDS_AT_POL:
            return Lacking("place")
        return Conditions(expires, tier, args.term, place_of(book.profile.locode, book.lanes))
    if len(args.place.candidates) != 1:
        return Unclear(args.place)
    return Conditions(expires, tier, args.term, args.place.candidates[0])


def _tier(args: WatchArgs, product: Product | None) -> int | None:
    """In cartons; None when nothing was said that can be counted."""
    if product is None or args.quantity is None or not is_quotable(args.quantity.amount):
        return None
    return order_line(product, args.quantity.amount, args.quantity.unit).cartons
