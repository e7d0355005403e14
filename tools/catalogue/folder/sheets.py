"""The CSV files of a port folder, column by column (contracts: a port is a folder).

A new column is a line here and a field with a default in core.trade.
"""

from core.principal import Role
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
    PriceRow,
    PriceUnit,
    Product,
    Shipment,
    ShipmentKind,
    Storage,
    User,
)
from tools.catalogue.folder import cells
from tools.catalogue.folder.cells import Cell
from tools.catalogue.folder.rows import Column, Sheet

_AMOUNT = cells.decimal()
_FRACTION = cells.fraction()
_POSITIVE = cells.decimal(least=None, above="0")
_SIGNED = cells.decimal(least=None)
_COUNT = cells.integer(0)
_DAYS = cells.WholeNumber(0, most=3650)  # ten years: a longer time is a slip
_AT_LEAST_ONE = cells.integer(1)
_USER_ROLES = [Role.BUYER, Role.MERCHANT, Role.ADMIN, Role.AUDITOR]


def _optional(name: str, parse: Cell) -> Column:
    return Column(name, parse, required=False)


MERCHANTS = Sheet(
    "merchants.csv",
    Merchant,
    (
        Column("merchant_id", cells.merchant_id),
        Column("name", cells.text),
        _optional("name_zh", cells.text),
        _optional("contact", cells.text),
        _optional("city", cells.text),
        _optional("verified_since", cells.day),
    ),
    key=("merchant_id",),
)
USERS = Sheet(
    "users.csv",
    User,
    (
        Column("user_id", cells.user_id),
        Column("name", cells.text),
        Column("role", cells.choice(_USER_ROLES)),
        _optional("merchant_id", cells.merchant_id),
        _optional("email", cells.text),
        _optional("language", cells.text),
        _optional("company", cells.text),
        _optional("country", cells.country),
    ),
    key=("user_id",),
)
PRODUCTS = Sheet(
    "products.csv",
    Product,
    (
        Column("merchant_id", cells.merchant_id),
        Column("sku", cells.sku),
        Column("name", cells.text),
        Column("category", cells.text),
        Column("pcs_per_carton", _AT_LEAST_ONE),
        Column("carton_l_cm", _POSITIVE),
        Column("carton_w_cm", _POSITIVE),
        Column("carton_h_cm", _POSITIVE),
        Column("carton_nw_kg", _POSITIVE),
        Column("carton_gw_kg", _POSITIVE),
        Column("storage", cells.choice(Storage)),
        Column("moq_cartons", _COUNT),
        _optional("name_zh", cells.text),
        _optional("aliases", cells.several),
        _optional("hs_code", cells.hs_code),
        _optional("origin", cells.text),
        _optional("setpoint_c", _SIGNED),
        _optional("shelf_life_days", _COUNT),
        _optional("stackable", cells.flag),
        _optional("dangerous", cells.flag),
        _optional("customs_1039", cells.choice(Customs1039)),
        _optional("cartons_per_pallet", _POSITIVE),
    ),
    key=("merchant_id", "sku"),
)
PRICES = Sheet(
    "prices.csv",
    PriceRow,
    (
        Column("merchant_id", cells.merchant_id),
        Column("sku", cells.sku),
        Column("price_list", cells.text),
        Column("currency", cells.currency),
        Column("price_unit", cells.choice(PriceUnit)),
        Column("min_cartons", _COUNT),
        Column("unit_price", _AMOUNT),
        Column("valid_from", cells.day),
        Column("valid_until", cells.day),
        Column("audience", cells.audience),
        _optional("note", cells.text),
    ),
)
COSTS = Sheet(
    "costs.csv",
    CostRow,
    (
        Column("merchant_id", cells.merchant_id),
        Column("sku", cells.sku),
        Column("unit_cost", _AMOUNT),
        Column("currency", cells.currency),
    ),
    key=("merchant_id", "sku"),
)
LANES = Sheet(
    "lanes.csv",
    Lane,
    (
        Column("pol", cells.locode),
        Column("pod", cells.locode),
        Column("mode", cells.choice(Mode)),
        Column("currency", cells.currency),
        Column("rate", _AMOUNT),
        Column("basis", cells.choice(LaneBasis)),
        Column("valid_from", cells.day),
        Column("valid_until", cells.day),
        _optional("pod_name", cells.text),
        _optional("minimum_wm", _AMOUNT),
        _optional("minimum_charge", _AMOUNT),
        _optional("wm_ratio_kg_per_cbm", _POSITIVE),
        _optional("payload_limit_kg", _POSITIVE),
        _optional("transit_days", _DAYS),
        _optional("departure_weekday", cells.text),
        _optional("carrier", cells.text),
    ),
)
CHARGES = Sheet(
    "charges.csv",
    Charge,
    (
        Column("code", cells.code),
        Column("name", cells.text),
        Column("group", cells.choice(ChargeGroup)),
        Column("basis", cells.choice(ChargeBasis)),
        Column("amount", _AMOUNT),
        Column("currency", cells.currency),
        _optional("minimum", _AMOUNT),
        _optional("maximum", _AMOUNT),
        _optional("pol", cells.locode),
        _optional("pod", cells.locode),
        _optional("mode", cells.choice(Mode)),
        _optional("valid_from", cells.day),
        _optional("valid_until", cells.day),
    ),
)
DUTIES = Sheet(
    "duties.csv",
    Duty,
    (
        Column("country", cells.country),
        Column("hs_prefix", cells.hs_code),
        Column("duty_rate", _FRACTION),
        Column("vat_rate", _FRACTION),
        Column("duty_basis", cells.choice(DutyBasis)),
        Column("source", cells.text),
        Column("source_date", cells.day),
    ),
)
FX = Sheet(
    "fx.csv",
    FxRate,
    (
        Column("date", cells.day),
        Column("base", cells.currency),
        Column("quote", cells.currency),
        Column("rate", _POSITIVE),
        Column("source", cells.text),
    ),
)
SHIPMENTS = Sheet(
    "shipments.csv",
    Shipment,
    (
        Column("reference", cells.code),
        Column("kind", cells.choice(ShipmentKind)),
        Column("buyer_id", cells.user_id),
        _optional("merchant_ids", cells.codes),
        _optional("container_no", cells.code),
        _optional("booking_no", cells.code),
        _optional("bl_no", cells.code),
        _optional("house_bl_no", cells.code),
        _optional("pol", cells.locode),
        _optional("pod", cells.locode),
        _optional("carrier", cells.text),
        _optional("vessel", cells.text),
        _optional("voyage", cells.text),
        _optional("eta", cells.day),
        _optional("free_days_demurrage", _DAYS),
        _optional("free_days_detention", _DAYS),
        _optional("day_kind", cells.one_of("CD", "WD")),
        _optional("setpoint_c", _SIGNED),
    ),
    key=("reference",),
)
