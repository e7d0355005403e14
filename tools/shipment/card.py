"""A view as the JSON that faces draw: the shipment card."""

from core.trade import Shipment
from core.turns import JsonObject
from tools.shipment.facts import hold_text, shown_bill
from tools.shipment.harbours import port_name
from tools.shipment.view import EtaVersion, ShipmentView, Step


def shipment_card(shipment: Shipment, view: ShipmentView) -> JsonObject:
    """Dates are ISO 8601; places are {locode, name}. What is not known is left out."""
    now, free = view.now, view.free_time
    last_free_day = "demurrage_last_free_day" + ("_expected" if free.estimated else "")
    earlier = [version for version in view.eta_versions if version.day != view.eta]
    card: JsonObject = {
        "reference": shipment.reference,
        "kind": shipment.kind.value,
        "milestone": now.milestone.value if now else "",
        "milestone_date": now.day.isoformat() if now else "",
        "milestone_place": _place(now.locode) if now else None,
        "pol": _place(shipment.pol),
        "pod": _place(shipment.pod),
        "carrier": shipment.carrier,
        "vessel": view.vessel,
        "voyage": view.voyage,
        "timeline": [_step(step) for step in view.timeline],
        "eta": view.eta.isoformat() if view.eta else "",
        "eta_before": earlier[-1].day.isoformat() if earlier else "",
        "eta_reason": view.eta_versions[-1].reason if view.eta_versions else "",
        "eta_history": [_eta(version) for version in view.eta_versions],
        "departure_planned": view.departure_planned.isoformat() if view.departure_planned else "",
        "arrived_on": view.arrived_on.isoformat() if view.arrived_on else "",
        "overdue": view.overdue,
        "hold_reason": hold_text(view),
        "rollover_reason": view.rollover.reason if view.rollover else "",
        "container_no": shipment.container_no,
        **shown_bill(shipment),
        "free_days_demurrage": free.demurrage_days,
        "free_days_detention": free.detention_days,
        last_free_day: free.demurrage_last_day.isoformat() if free.demurrage_last_day else "",
        "detention_last_free_day": free.detention_last_day.isoformat() if free.detention_last_day else "",
        "reported_on": view.reported_on.isoformat() if view.reported_on else "",
    }
    return {key: value for key, value in card.items() if value or key == "timeline"}


def _place(locode: str) -> JsonObject | None:
    return {"locode": locode, "name": port_name(locode)} if locode else None


def _step(step: Step) -> JsonObject:
    return {
        "milestone": step.milestone.value,
        "date": step.day.isoformat(),
        "classifier": step.classifier,
        "place": _place(step.locode),
        "vessel": step.vessel,
    }


def _eta(version: EtaVersion) -> JsonObject:
    return {
        "day": version.day.isoformat(),
        "told": version.told.date().isoformat(),
        "classifier": version.classifier,
        "reason": version.reason,
    }
