"""A view as the JSON that faces draw: the shipment card."""

from datetime import date

from core.trade import Shipment
from core.turns import JsonObject
from tools.shipment.facts import hold_text, shown_bill
from tools.shipment.harbours import port_name
from tools.shipment.view import EtaVersion, FreeTime, Leg, LegDay, NotLoaded, ShipmentView, Step


def shipment_card(shipment: Shipment, view: ShipmentView) -> JsonObject:
    """Dates are ISO 8601; places are {locode, name}. What is not known is left out.

    `not_reported_since`: the carrier has been silent for too long, and no date ahead is to be shown as
    fresh. `demurrage_estimated`: the discharge is only expected, and so is what follows from it. Once the
    shipment has come and nobody reported the day, there is no `eta`: `eta_history` has what was told.
    """
    now = view.now
    card: JsonObject = {
        "reference": shipment.reference,
        "kind": shipment.kind.value,
        "milestone": now.milestone.value if now else "",
        "milestone_date": now.day.isoformat() if now else "",
        "milestone_at": now.at.isoformat() if now and now.at else "",
        "milestone_place": _place(now.locode) if now else None,
        "pol": _place(shipment.pol),
        "pod": _place(shipment.pod),
        "carrier": shipment.carrier,
        "vessel": view.vessel,
        "voyage": view.voyage,
        "timeline": [_step(step) for step in view.timeline],
        "legs": [_leg(leg) for leg in view.legs],
        **_expected(view),
        "eta_history": [_eta(version) for version in view.eta_versions],
        "departure_planned": _iso(view.departure_planned),
        "arrived_on": _iso(view.arrived_on),
        "overdue": view.overdue,
        "hold_reason": hold_text(view),
        "rollover_reason": view.rollover.reason if view.rollover else "",
        "not_loaded": _not_loaded(view.not_loaded),
        "container_no": shipment.container_no,
        "setpoint_c": None if shipment.setpoint_c is None else f"{shipment.setpoint_c:f}",
        **shown_bill(shipment),
        **_free_time(view.free_time),
        "reported_on": _iso(view.reported_on),
        "not_reported_since": _iso(view.silent_since),
    }
    return {key: value for key, value in card.items() if _is_known(key, value)}


def _is_known(key: str, value: object) -> bool:
    """Zero days are known; a flag counts when it is set, and `holidays_known` when it is not, too."""
    match value:
        case bool():
            return value or key == "holidays_known"
        case int():
            return True
        case _:
            return bool(value) or key == "timeline"


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


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


def _free_time(free: FreeTime) -> JsonObject:
    return {
        "free_days_demurrage": free.demurrage_days,
        "free_days_detention": free.detention_days,
        "demurrage_last_free_day" + ("_expected" if free.estimated else ""): _iso(free.demurrage_last_day),
        "detention_last_free_day": _iso(free.detention_last_day),
        "demurrage_days_over": free.demurrage_days_over,
        "detention_days_over": free.detention_days_over,
        "demurrage_estimated": free.estimated and free.demurrage_days_over is not None,
        "holidays_known": free.holidays_known,
        "holidays_estimated": free.holidays_estimated,
    }


def _expected(view: ShipmentView) -> JsonObject:
    if view.is_there and not view.arrived_on:
        return {}
    earlier = [version for version in view.eta_versions if version.day != view.eta]
    return {
        "eta": _iso(view.eta),
        "eta_before": earlier[-1].day.isoformat() if earlier else "",
        "eta_delta_days": view.eta_delta_days,
        "eta_reason": view.eta_versions[-1].reason if view.eta_versions else "",
    }


def _leg(leg: Leg) -> JsonObject:
    return {
        "from": _place(leg.begin),
        "to": _place(leg.end),
        "vessel": leg.vessel,
        "voyage": leg.voyage,
        "departed": _leg_day(leg.departed),
        "arrived": _leg_day(leg.arrived),
    }


def _leg_day(day: LegDay | None) -> JsonObject | None:
    return {"day": day.day.isoformat(), "classifier": day.classifier} if day else None


def _not_loaded(found: NotLoaded | None) -> JsonObject | None:
    if found is None:
        return None
    since = found.since.isoformat()
    return {"vessel": found.vessel, "to_fix": found.to_fix, "reason": found.reason, "since": since}


def _eta(version: EtaVersion) -> JsonObject:
    return {
        "day": version.day.isoformat(),
        "told": version.told.date().isoformat(),
        "told_at": version.told.isoformat(),
        "classifier": version.classifier,
        "delta_days": version.delta_days,
        "reason": version.reason,
    }
