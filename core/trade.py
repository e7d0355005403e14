"""Rows of a port as plain frozen values (contracts: the port folder). No rule of the trade lives here.

Each row keeps `row`, its line in the CSV file (the header is line 1): a quotation names it, and
"the first row" in a tie is the one with the smallest.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from core.ids import MerchantId, UserId
from core.principal import Role


class Storage(StrEnum):
    AMBIENT = "ambient"
    CHILLED = "chilled"
    FROZEN = "frozen"


class PriceUnit(StrEnum):
    CARTON = "carton"
    PIECE = "piece"
    KG = "kg"


class Mode(StrEnum):
    """Carriage by sea: less than a container load, or a full container of one type."""

    LCL = "LCL"
    GP20 = "20GP"
    GP40 = "40GP"
    HQ40 = "40HQ"
    RF20 = "20RF"
    RH40 = "40RH"


class Term(StrEnum):
    """Incoterms 2020 rules that a quotation can name."""

    EXW = "EXW"
    FCA = "FCA"
    FOB = "FOB"
    CFR = "CFR"
    CPT = "CPT"
    CIF = "CIF"
    CIP = "CIP"
    DAP = "DAP"
    DPU = "DPU"
    DDP = "DDP"


class QuantityUnit(StrEnum):
    CARTON = "carton"
    PIECE = "piece"
    KG = "kg"
    KG_GROSS = "kg_gross"
    TONNE = "tonne"
    TONNE_GROSS = "tonne_gross"
    PALLET = "pallet"
    CBM = "cbm"


Risk = Literal["dangerous_goods", "branded_goods"]
"""Why a person has to look at goods before they are quoted."""


class LaneBasis(StrEnum):
    PER_WM = "per_wm"
    PER_CONTAINER = "per_container"


class ChargeGroup(StrEnum):
    ORIGIN = "origin"
    DESTINATION = "destination"
    CUSTOMS = "customs"


class ChargeBasis(StrEnum):
    PER_SHIPMENT = "per_shipment"
    PER_WM = "per_wm"
    PER_CONTAINER = "per_container"
    PER_BL = "per_bl"
    PERCENT_OF_GOODS = "percent_of_goods"


class Customs1039(StrEnum):
    ALLOWED = "allowed"
    EXCLUDED = "excluded"
    NEEDS_REVIEW = "needs_review"


class DutyBasis(StrEnum):
    CIF = "CIF"
    FOB = "FOB"


class ShipmentKind(StrEnum):
    FCL = "FCL"
    LCL = "LCL"
    CONSOLIDATED = "consolidated"


@dataclass(frozen=True, slots=True)
class PortProfile:
    """port.toml. Rates are fractions; `fallback_wm_ratio` is kg per CBM by means of carriage."""

    name: str
    locode: str
    currency: str
    timezone: str
    languages: tuple[str, ...]
    insurance_rate: Decimal
    insured_share: Decimal
    quote_validity_days: int
    customs_cap_1039_usd: Decimal
    fallback_wm_ratio: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Merchant:
    row: int
    merchant_id: MerchantId
    name: str
    name_zh: str = ""
    contact: str = ""
    city: str = ""
    verified_since: date | None = None


@dataclass(frozen=True, slots=True)
class User:
    row: int
    user_id: UserId
    name: str
    role: Role
    merchant_id: MerchantId | None = None
    email: str = ""
    language: str = "en"
    company: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Product:
    """Carton sizes are in cm, weights in kg a carton, `setpoint_c` in degrees Celsius."""

    row: int
    merchant_id: MerchantId
    sku: str
    name: str
    category: str
    pcs_per_carton: int
    carton_l_cm: Decimal
    carton_w_cm: Decimal
    carton_h_cm: Decimal
    carton_nw_kg: Decimal
    carton_gw_kg: Decimal
    storage: Storage
    moq_cartons: int
    name_zh: str = ""
    aliases: tuple[str, ...] = ()
    hs_code: str = ""
    origin: str = ""
    setpoint_c: Decimal | None = None
    shelf_life_days: int | None = None
    stackable: bool | None = None
    dangerous: bool = False
    customs_1039: Customs1039 | None = None
    cartons_per_pallet: Decimal | None = None

    @property
    def key(self) -> str:
        """`MERCHANT/SKU`, unique in a port."""
        return f"{self.merchant_id}/{self.sku}"

    def units_per_carton(self, unit: PriceUnit) -> Decimal:
        """How many of a price's unit a carton holds: net kg, pieces, or itself (contracts 2, step 3)."""
        match unit:
            case PriceUnit.CARTON:
                return Decimal(1)
            case PriceUnit.PIECE:
                return Decimal(self.pcs_per_carton)
            case PriceUnit.KG:
                return self.carton_nw_kg

    @property
    def carton_cbm(self) -> Decimal:
        return self.carton_l_cm * self.carton_w_cm * self.carton_h_cm / Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class PriceRow:
    """`audience` is public, registered or `buyer:<user_id>`; both dates are inclusive."""

    row: int
    merchant_id: MerchantId
    sku: str
    price_list: str
    currency: str
    price_unit: PriceUnit
    min_cartons: int
    unit_price: Decimal
    valid_from: date
    valid_until: date
    audience: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CostRow:
    """The merchant's secret. Never in a buyer's prompt, answer or evidence."""

    row: int
    merchant_id: MerchantId
    sku: str
    unit_cost: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Lane:
    row: int
    pol: str
    pod: str
    mode: Mode
    currency: str
    rate: Decimal
    basis: LaneBasis
    valid_from: date
    valid_until: date
    pod_name: str = ""
    minimum_wm: Decimal | None = None
    minimum_charge: Decimal | None = None
    wm_ratio_kg_per_cbm: Decimal | None = None
    payload_limit_kg: Decimal | None = None
    transit_days: int | None = None
    departure_weekday: str = ""
    carrier: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    """`amount` is in `currency`, or a percentage for percent_of_goods. Empty pol, pod or mode: any."""

    row: int
    code: str
    name: str
    group: ChargeGroup
    basis: ChargeBasis
    amount: Decimal
    currency: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    pol: str = ""
    pod: str = ""
    mode: Mode | None = None
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """`duty_rate` and `vat_rate` are fractions (0.25 is 25 %)."""

    row: int
    country: str
    hs_prefix: str
    duty_rate: Decimal
    vat_rate: Decimal
    duty_basis: DutyBasis
    source: str
    source_date: date


@dataclass(frozen=True, slots=True)
class FxRate:
    """One unit of `base` buys `rate` units of `quote`."""

    row: int
    date: date
    base: str
    quote: str
    rate: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Shipment:
    row: int
    reference: str
    kind: ShipmentKind
    buyer_id: UserId
    merchant_ids: tuple[MerchantId, ...] = ()
    container_no: str = ""
    booking_no: str = ""
    bl_no: str = ""
    house_bl_no: str = ""
    pol: str = ""
    pod: str = ""
    carrier: str = ""
    vessel: str = ""
    voyage: str = ""
    eta: date | None = None
    free_days_demurrage: int | None = None
    free_days_detention: int | None = None
    day_kind: str = ""
    setpoint_c: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A file under documents/. `merchant_id` is `_port` for the port's own; `audience` is public,
    registered or private; `sha256` is of the bytes, in hex."""

    path: str
    merchant_id: MerchantId
    audience: str
    sha256: str
    title: str = ""
    language: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class PortBook:
    """Everything that prices, search and tracking read, parsed and cross-checked. Costs are apart."""

    profile: PortProfile
    merchants: tuple[Merchant, ...]
    users: tuple[User, ...]
    products: tuple[Product, ...]
    prices: tuple[PriceRow, ...]
    lanes: tuple[Lane, ...]
    charges: tuple[Charge, ...]
    duties: tuple[Duty, ...]
    fx: tuple[FxRate, ...]
    shipments: tuple[Shipment, ...]
