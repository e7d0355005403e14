"""Builds small port books: each function gives one plain row, and keywords say what the test is about."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from core.ids import MerchantId, UserId
from core.principal import Principal, Role
from core.trade import (
    Charge,
    ChargeBasis,
    ChargeGroup,
    CostRow,
    Customs1039,
    Duty,
    DutyBasis,
    FxRate,
    Lane,
    LaneBasis,
    Merchant,
    Mode,
    PortBook,
    PortProfile,
    PriceRow,
    PriceUnit,
    Product,
    Storage,
    User,
)

FIGURES = {
    "carton_l_cm",
    "carton_w_cm",
    "carton_h_cm",
    "carton_nw_kg",
    "carton_gw_kg",
    "setpoint_c",
    "cartons_per_pallet",
    "minimum_wm",
    "minimum_charge",
    "wm_ratio_kg_per_cbm",
    "payload_limit_kg",
    "minimum",
    "maximum",
    "vat_rate",
}
TODAY = date(2026, 11, 1)
BUYER = Principal(role=Role.BUYER, user_id=UserId("ana"))
STAFF = Principal(role=Role.MERCHANT, user_id=UserId("m1-desk"), merchant_id=MerchantId("M1"))
PROFILE = PortProfile(
    name="Test Port",
    locode="CNNBG",
    currency="USD",
    timezone="Asia/Shanghai",
    languages=("en",),
    insurance_rate=Decimal("0.0035"),
    insured_share=Decimal("1.10"),
    quote_validity_days=14,
    customs_cap_1039_usd=Decimal("150000.00"),
    fallback_wm_ratio={"sea": Decimal(1000)},
)


def decimals(changes: dict[str, Any]) -> dict[str, Any]:
    """Figures written as strings become Decimals, so that tests can write `minimum="20.00"`."""
    return {
        name: Decimal(value) if isinstance(value, str) and name in FIGURES else value
        for name, value in changes.items()
    }


def product(sku: str = "TEA", merchant: str = "M1", **changes: Any) -> Product:
    """A carton of 0.05 CBM, 10 kg net and 11 kg gross."""
    row = Product(
        row=2,
        merchant_id=MerchantId(merchant),
        sku=sku,
        name=f"Product {sku}",
        category="tea",
        pcs_per_carton=20,
        carton_l_cm=Decimal(50),
        carton_w_cm=Decimal(40),
        carton_h_cm=Decimal(25),
        carton_nw_kg=Decimal("10.00"),
        carton_gw_kg=Decimal("11.00"),
        storage=Storage.AMBIENT,
        moq_cartons=1,
        hs_code="090210",
        customs_1039=Customs1039.ALLOWED,
        cartons_per_pallet=Decimal(40),
    )
    return replace(row, **decimals(changes))


def price(sku: str = "TEA", unit_price: str = "40.00", merchant: str = "M1", **changes: Any) -> PriceRow:
    row = PriceRow(
        row=2,
        merchant_id=MerchantId(merchant),
        sku=sku,
        price_list="L1",
        currency="USD",
        price_unit=PriceUnit.CARTON,
        min_cartons=1,
        unit_price=Decimal(unit_price),
        valid_from=date(2026, 10, 1),
        valid_until=date(2026, 11, 30),
        audience="public",
    )
    return replace(row, **decimals(changes))


def lane(mode: Mode = Mode.LCL, rate: str = "98.00", **changes: Any) -> Lane:
    row = Lane(
        row=2,
        pol="CNNBG",
        pod="KEMBA",
        mode=mode,
        currency="USD",
        rate=Decimal(rate),
        basis=LaneBasis.PER_WM if mode is Mode.LCL else LaneBasis.PER_CONTAINER,
        valid_from=date(2026, 10, 1),
        valid_until=date(2026, 11, 30),
        minimum_wm=Decimal(1) if mode is Mode.LCL else None,
    )
    return replace(row, **decimals(changes))


def charge(code: str = "EXPORT", amount: str = "45.00", **changes: Any) -> Charge:
    row = Charge(
        row=2,
        code=code,
        name=code.title(),
        group=ChargeGroup.ORIGIN,
        basis=ChargeBasis.PER_SHIPMENT,
        amount=Decimal(amount),
        currency="USD",
    )
    return replace(row, **decimals(changes))


def duty(country: str = "KE", hs_prefix: str = "09", rate: str = "0.25", **changes: Any) -> Duty:
    row = Duty(
        row=2,
        country=country,
        hs_prefix=hs_prefix,
        duty_rate=Decimal(rate),
        vat_rate=Decimal("0.16"),
        duty_basis=DutyBasis.CIF,
        source="tariff desk",
        source_date=date(2026, 9, 15),
    )
    return replace(row, **decimals(changes))


def fx(base: str, quote: str, rate: str, day: date = date(2026, 10, 31), row: int = 2) -> FxRate:
    return FxRate(row=row, date=day, base=base, quote=quote, rate=Decimal(rate), source="treasury")


def book(**changes: Any) -> PortBook:
    """One product of one merchant, with a price, an LCL lane to Mombasa and nothing else."""
    whole = PortBook(
        profile=PROFILE,
        merchants=(Merchant(row=2, merchant_id=MerchantId("M1"), name="First Merchant"),),
        users=(User(row=2, user_id=UserId("ana"), name="Ana", role=Role.BUYER),),
        products=(product(),),
        prices=(price(),),
        lanes=(lane(),),
        charges=(),
        duties=(),
        fx=(),
        shipments=(),
    )
    return replace(whole, **changes)


class FakePort:
    """PortData over one book."""

    def __init__(self, port_book: PortBook | None = None, revision: str = "r1") -> None:
        self.held = port_book or book()
        self.version = revision

    def revision(self) -> str:
        return self.version

    def book(self) -> PortBook:
        return self.held

    def costs(self, merchant_id: str) -> list[CostRow]:
        return []
