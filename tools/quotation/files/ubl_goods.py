"""The parts of a UBL quotation that are about goods: its lines and the shipments they travel in."""

from decimal import Decimal

from core.trade import FxRate, Merchant, Mode, PriceUnit
from tools.quotation.consolidate import PricedLine
from tools.quotation.files import contents
from tools.quotation.files.elements import (
    CARTON,
    CELSIUS,
    CUBIC_METRE,
    DAY,
    KILOGRAM,
    PIECE,
    Element,
    amount,
    group,
    measure,
    place,
    quantity,
    text,
)
from tools.quotation.files.wording import Wording, clean
from tools.quotation.freight import Carriage
from tools.quotation.outcome import Quoted
from tools.quotation.paper import Paper
from tools.quotation.render import price_text

# Size and type codes of ISO 6346 for the container types that lanes name.
_ISO_TYPES = {
    Mode.GP20: "22G1",
    Mode.GP40: "42G1",
    Mode.HQ40: "45G1",
    Mode.RF20: "22R1",
    Mode.RH40: "45R1",
}
_BY_SEA = "1"  # UN/ECE Recommendation 19
_UNITS = {PriceUnit.CARTON: CARTON, PriceUnit.PIECE: PIECE, PriceUnit.KG: KILOGRAM}


def add_delivery(root: Element, result: Quoted, carriage: Carriage, at: int) -> None:
    """One Delivery for each shipment: where it goes, what it weighs, which boxes it fills."""
    delivery, load = group(root, "Delivery"), carriage.consignment
    text(delivery, "ID", str(at))
    where = result.place
    place(delivery, "DeliveryLocation", where.locode, where.name, where.locode[:2])
    shipment = group(delivery, "Shipment")
    text(shipment, "ID", str(at))
    text(shipment, "Information", carriage.mode.value if carriage.mode else "")
    net = contents.net_total(load.lines)
    _weights(shipment, load.gross_kg, net, load.cbm)
    if carriage.containers:
        text(shipment, "TotalTransportHandlingUnitQuantity", str(carriage.containers))
    if carriage.mode is not None:
        _stage(shipment, carriage)
    if carriage.mode in _ISO_TYPES:
        _equipment(shipment, _ISO_TYPES[carriage.mode], load.setpoint_c)


def _weights(shipment: Element, gross_kg: Decimal, net_kg: Decimal, cbm: Decimal) -> None:
    measure(shipment, "GrossWeightMeasure", gross_kg, KILOGRAM)
    measure(shipment, "NetWeightMeasure", net_kg, KILOGRAM)
    measure(shipment, "GrossVolumeMeasure", cbm, CUBIC_METRE)


def _stage(shipment: Element, carriage: Carriage) -> None:
    stage, lane = group(shipment, "ShipmentStage"), carriage.lane
    text(stage, "TransportModeCode", _BY_SEA)
    if lane is not None and lane.transit_days is not None:
        quantity(group(stage, "TransitPeriod"), "DurationMeasure", lane.transit_days, DAY)
    if lane is not None and clean(lane.carrier):
        text(group(group(stage, "CarrierParty"), "PartyName"), "Name", lane.carrier)
    place(stage, "LoadingPortLocation", carriage.pol)
    place(stage, "UnloadingPortLocation", carriage.pod)


def _equipment(shipment: Element, iso_type: str, setpoint_c: Decimal | None) -> None:
    unit = group(shipment, "TransportHandlingUnit")
    text(group(unit, "TransportEquipment"), "SizeTypeCode", iso_type)
    if setpoint_c is not None:
        for name in ("MinimumTemperature", "MaximumTemperature"):
            limit = group(unit, name)
            text(limit, "AttributeID", "setpoint")
            quantity(limit, "Measure", setpoint_c, CELSIUS)


def add_line(root: Element, paper: Paper, line: PricedLine, at: int, words: Wording) -> None:
    """Quantity is in the unit of the price, so that quantity times price is the amount (at the rate)."""
    order, currency = line.order, paper.result.currency
    outer = group(root, "QuotationLine")
    text(outer, "ID", str(at))
    text(outer, "Note", words.pair(words["col_asked"], contents.asked_text(line, words)))
    item = group(outer, "LineItem")
    text(item, "ID", str(at))
    unit = line.price.price_unit
    quantity(item, "Quantity", order.cartons * order.product.units_per_carton(unit), _UNITS[unit])
    amount(item, "LineExtensionAmount", line.amount, currency)
    delivery = group(item, "Delivery")
    quantity(delivery, "Quantity", order.cartons, CARTON)
    shipment = group(delivery, "Shipment")
    text(shipment, "ID", str(at))
    _weights(shipment, order.gross_kg, contents.net_kg(line), order.cbm)
    _price(item, paper.result, line)
    _item(item, paper, line)


def _price(item: Element, result: Quoted, line: PricedLine) -> None:
    row = line.price
    price = group(item, "Price")
    text(price, "PriceAmount", price_text(row), currencyID=row.currency)
    quantity(price, "BaseQuantity", 1, _UNITS[row.price_unit])
    rate = _rate(result, row.currency)
    if rate is not None:
        used = group(price, "PricingExchangeRate")
        text(used, "SourceCurrencyCode", row.currency)
        text(used, "TargetCurrencyCode", result.currency)
        text(used, "CalculationRate", f"{rate.rate:f}")
        text(used, "MathematicOperatorCode", "Multiply" if rate.base == row.currency else "Divide")
        text(used, "Date", rate.date.isoformat())


def _rate(result: Quoted, currency: str) -> FxRate | None:
    """The row that leads from `currency` to the quotation's, direct before inverse. A cross through a third
    currency has two, which UBL has no place for: they stand in the notes."""
    for pair in ((currency, result.currency), (result.currency, currency)):
        for row in result.fx:
            if (row.base, row.quote) == pair:
                return row
    return None


def _item(item: Element, paper: Paper, line: PricedLine) -> None:
    product = line.order.product
    described = group(item, "Item")
    text(described, "Description", product.name_zh, languageID="zh")
    text(described, "PackSizeNumeric", str(product.pcs_per_carton))
    text(described, "Name", product.name)
    identified = group(described, "SellersItemIdentification")
    text(identified, "ID", product.sku)
    merchants = (seller for seller in paper.sellers if seller.merchant_id == product.merchant_id)
    merchant = next(merchants, None)
    if merchant is not None:
        add_merchant(group(identified, "IssuerParty"), merchant)
    if clean(product.origin):
        text(group(described, "OriginCountry"), "IdentificationCode", product.origin)
    if clean(product.hs_code):
        text(group(described, "CommodityClassification"), "CommodityCode", product.hs_code, listID="HS")


def add_merchant(party: Element, merchant: Merchant) -> None:
    """Who they are, by their id in the port and their names; Chinese names say so."""
    text(group(party, "PartyIdentification"), "ID", str(merchant.merchant_id))
    text(group(party, "PartyName"), "Name", clean(merchant.name) or str(merchant.merchant_id))
    if clean(merchant.name_zh):
        text(group(party, "PartyName"), "Name", merchant.name_zh, languageID="zh")
    if clean(merchant.city):
        text(group(party, "PostalAddress"), "CityName", merchant.city)
    if clean(merchant.contact):
        kind = "ElectronicMail" if "@" in merchant.contact else "Note"
        text(group(party, "Contact"), kind, merchant.contact)
