"""Everything that a request for a quotation can come to."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from core.trade import ChargeGroup, FxRate, Lane, Mode, Product, Risk, Storage, Term
from core.values import PlaceRef
from tools.quotation.charges import ChargeAmount
from tools.quotation.consolidate import PricedLine
from tools.quotation.customs_1039 import Verdict
from tools.quotation.freight import Carriage
from tools.quotation.landed import LandedLine
from tools.quotation.price import Expired, MoqMiss, Unpriced

Missing = Literal["cartons_per_pallet", "quantity", "place", "term"]


@dataclass(frozen=True, slots=True)
class ChargeTotal:
    """All that fell due under one code, over all shipments. Duty and VAT are DUTY and VAT."""

    code: str
    name: str
    group: ChargeGroup
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation. Amounts are in `currency`, rounded; `total` is the sum of its parts. `fx` are the rows
    used, in the order of their first use; `charges_due` the charge rows behind `charges`; `rest` goods of
    the same deal that are sent apart."""

    currency: str
    term: Term
    place: PlaceRef
    lines: tuple[PricedLine, ...]
    goods: Decimal
    cbm: Decimal
    gross_kg: Decimal
    shipments: tuple[Carriage, ...]
    charges: tuple[ChargeTotal, ...]
    charges_due: tuple[ChargeAmount, ...]
    freight: Decimal
    insurance: Decimal
    total: Decimal
    valid_until: date
    customs_1039: Verdict
    fx: tuple[FxRate, ...]
    landed: tuple[LandedLine, ...] = ()
    rest: tuple[PricedLine, ...] = ()

    @property
    def lanes(self) -> tuple[Lane, ...]:
        return tuple(carriage.lane for carriage in self.shipments if carriage.lane is not None)


@dataclass(frozen=True, slots=True)
class Incomplete:
    """`product` is the one without a pallet size."""

    missing: tuple[Missing, ...]
    product: Product | None = None


@dataclass(frozen=True, slots=True)
class BelowMoq:
    lines: tuple[MoqMiss, ...]


@dataclass(frozen=True, slots=True)
class PriceExpired:
    lines: tuple[Expired, ...]


@dataclass(frozen=True, slots=True)
class NoPrice:
    lines: tuple[Unpriced, ...]


@dataclass(frozen=True, slots=True)
class RateExpired:
    """`served`: the codes of places that could be quoted instead."""

    place: str
    served: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnservedLane:
    """`storage` and `modes` are there when the place itself is served, but not for what is needed."""

    place: str
    served: tuple[str, ...]
    storage: Storage | None = None
    modes: tuple[Mode, ...] = ()


@dataclass(frozen=True, slots=True)
class AmbiguousPlace:
    asked: str
    candidates: tuple[PlaceRef, ...]


@dataclass(frozen=True, slots=True)
class AmbiguousProduct:
    """No candidate: nothing here is called that. `near`: neither are the candidates, only alike."""

    asked: str
    candidates: tuple[Product, ...]
    near: bool = False


@dataclass(frozen=True, slots=True)
class NeedsReview:
    """`products` are the lines that need a person; `country` is the one without a duty rate."""

    reason: Risk | Literal["no_exchange_rate", "no_duty_rate"]
    products: tuple[Product, ...] = ()
    country: str = ""
    currencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotPermitted:
    reason: str


Refusal = (
    Incomplete
    | BelowMoq
    | PriceExpired
    | NoPrice
    | RateExpired
    | UnservedLane
    | AmbiguousPlace
    | AmbiguousProduct
    | NeedsReview
    | NotPermitted
)
QuoteResult = Quoted | Refusal
