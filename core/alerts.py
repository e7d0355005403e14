"""Price alerts as plain values: what an alert waits for, what a look at it changed, what it told."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from core.prices import ListRow
from core.records import AuditLeaf
from core.trade import PriceUnit, Term
from core.turns import JsonObject
from core.values import PlaceRef

Ending = Literal["", "fired", "cancelled", "expired"]


@dataclass(frozen=True, slots=True)
class Alert:
    """`below` is in `currency` a `unit` (None: the list's, once there is one). `tier` is in cartons; None:
    the lowest that the owner can have. Without a `term` the list price is meant, with one the delivered
    price, a carton unless a unit was said. `trouble` says why there was no valid price at the last look.
    `ended` empty: it waits."""

    watch_id: str
    owner: str
    merchant_id: str
    sku: str
    below: Decimal
    currency: str
    unit: PriceUnit | None = None
    tier: int | None = None
    term: Term | None = None
    place: PlaceRef | None = None
    expires: date | None = None
    seen: ListRow | None = None
    trouble: str = ""
    set_at: datetime | None = None
    ended: Ending = ""
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AlertChange:
    """What a look at an active alert found. `facts` and `leaf` are there when it fires: its notice and the
    audit leaf, written in one transaction with the alert's end."""

    watch_id: str
    seen: ListRow | None
    unit: PriceUnit | None
    trouble: str = ""
    ended: Ending = ""
    facts: JsonObject = field(default_factory=dict)
    leaf: AuditLeaf | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What an alert told its owner, once. `facts` is plain JSON: all that a face needs to draw it."""

    notice_id: str
    owner: str
    watch_id: str
    at: datetime
    facts: JsonObject
    read_at: datetime | None = None
