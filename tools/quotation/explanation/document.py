"""An explanation as the JSON that faces draw. Amounts are texts in the quotation's currency."""

from decimal import ROUND_HALF_UP, Decimal

from core.trade import Product
from core.turns import JsonObject
from tools.quotation.customs_1039 import GENERAL_TRADE
from tools.quotation.explanation.explain import Explanation, LandedEstimate, ShipmentFacts
from tools.quotation.explanation.shares import STEPS, Costs, LineShare, MerchantShare
from tools.quotation.explanation.tiers import NextTier
from tools.quotation.explanation.ways import Way
from tools.quotation.outcome import ChargeTotal
from tools.quotation.render import amount_text, landed_line, price_text, thousandths_text

_UNIT_COST = Decimal("0.0001")


def explanation_json(explanation: Explanation, currency: str) -> JsonObject:
    """`lines` and `merchants` add up to the quotation. What does not apply is left out."""
    rule, landed = explanation.rule_1039, explanation.landed
    document: JsonObject = {
        "lines": [_line(share, currency) for share in explanation.lines],
        "merchants": [_merchant(share, currency) for share in explanation.merchants],
        "shipments": [_shipment(facts, currency) for facts in explanation.shipments],
        "next_tiers": [_tier(tier) for tier in explanation.next_tiers],
        "not_included": [_left(charge, currency) for charge in explanation.left],
        "landed_estimate": _landed(landed, currency) if landed else None,
        "customs_1039": {
            "valid_from": rule.valid_from.isoformat(),
            "source": rule.source,
            "alternative": GENERAL_TRADE,
        }
        if rule
        else None,
        "notes": list(explanation.notes),
    }
    return {key: value for key, value in document.items() if value}


def _costs(costs: Costs, currency: str) -> JsonObject:
    steps = {step: amount for step in STEPS if (amount := getattr(costs, step)) or step == "goods"}
    return {
        step: amount_text(amount, currency) for step, amount in (steps | {"total": costs.total}).items()
    }


def _line(share: LineShare, currency: str) -> JsonObject:
    order = share.line.order
    each = (share.costs.total / order.cartons).quantize(_UNIT_COST, rounding=ROUND_HALF_UP)
    return {**_named(order.product), **_costs(share.costs, currency), "per_carton": f"{each:f}"}


def _merchant(share: MerchantShare, currency: str) -> JsonObject:
    return {
        "merchant_id": str(share.merchant_id),
        "cbm": thousandths_text(share.cbm),
        "gross_kg": thousandths_text(share.gross_kg),
        **_costs(share.costs, currency),
    }


def _shipment(facts: ShipmentFacts, currency: str) -> JsonObject:
    carriage, fill, compared = facts.carriage, facts.fill, facts.comparison
    goods, lane = carriage.consignment, carriage.lane
    shown: JsonObject = {
        "storage": goods.storage.value,
        "setpoint_c": f"{goods.setpoint_c:f}" if goods.setpoint_c is not None else None,
        "pol": carriage.pol,
        "pod": carriage.pod,
        "cbm": thousandths_text(goods.cbm),
        "gross_kg": thousandths_text(goods.gross_kg),
        "carrier": lane.carrier if lane else None,
        "transit_days": lane.transit_days if lane else None,
    }
    if fill:
        shown |= {"binding": fill.binding, "fill_percent": [f"{share:f}" for share in fill.percent]}
    if fill and fill.percent:
        shown |= {
            "kg_over": thousandths_text(fill.kg_over) if fill.kg_over else None,
            "room_cbm": thousandths_text(fill.room_cbm),
            "room_kg": thousandths_text(fill.room_kg),
        }
    if len(compared.ways) > 1:
        shown["ways"] = [_way(way, currency) for way in compared.ways]
    if compared.break_even_wm is not None:
        shown["break_even_wm"] = thousandths_text(compared.break_even_wm)
    return {key: value for key, value in shown.items() if value not in (None, "", [])}


def _way(way: Way, currency: str) -> JsonObject:
    carriage = way.carriage
    return {
        "mode": carriage.mode.value if carriage.mode else None,
        "containers": carriage.containers,
        "freight": amount_text(carriage.freight, currency),
        "cost": amount_text(way.cost, currency),
        "at_destination": amount_text(way.at_destination, currency),
        "chosen": way.is_chosen,
    }


def _tier(tier: NextTier) -> JsonObject:
    return {
        **_named(tier.product),
        "more_cartons": tier.more_cartons,
        "min_cartons": tier.price.min_cartons,
        "unit_price": price_text(tier.price),
        "price_unit": tier.price.price_unit.value,
        "price_currency": tier.price.currency,
        "percent_less": f"{tier.percent_less:f}",
    }


def _left(charge: ChargeTotal, currency: str) -> JsonObject:
    return {
        "code": charge.code,
        "name": charge.name,
        "group": charge.group.value,
        "amount": amount_text(charge.amount, currency),
    }


def _landed(landed: LandedEstimate, currency: str) -> JsonObject:
    return {
        "estimate": True,
        "duty": amount_text(landed.duty, currency),
        "vat": amount_text(landed.vat, currency),
        "total": amount_text(landed.total, currency),
        "lines": [landed_line(line, currency) for line in landed.lines],
    }


def _named(product: Product) -> JsonObject:
    return {"merchant_id": str(product.merchant_id), "sku": product.sku}
