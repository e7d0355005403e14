"""The milestones of a shipment, and which one an event tells of by its code, place and load."""

from enum import StrEnum

from tools.shipment.events import TrackEvent
from tools.shipment.harbours import same_port


class Milestone(StrEnum):
    """In the order in which a shipment passes them; `ts_` ones happen once for each transhipment."""

    BOOKED = "booked"
    EMPTY_OUT = "empty_out"
    STUFFED = "stuffed"
    GATE_IN = "gate_in"
    CUSTOMS_RELEASED = "customs_released"
    LOADED = "loaded"
    DEPARTED = "departed"
    TS_ARRIVED = "ts_arrived"
    TS_DISCHARGED = "ts_discharged"
    TS_LOADED = "ts_loaded"
    TS_DEPARTED = "ts_departed"
    ARRIVED = "arrived"
    DISCHARGED = "discharged"
    GATE_OUT = "gate_out"
    EMPTY_RETURN = "empty_return"


ORDER = {milestone: place for place, milestone in enumerate(Milestone)}
TRANSHIPMENT = frozenset(
    {Milestone.TS_ARRIVED, Milestone.TS_DISCHARGED, Milestone.TS_LOADED, Milestone.TS_DEPARTED}
)
ON_BOARD = frozenset(
    {Milestone.LOADED, Milestone.DEPARTED, Milestone.TS_LOADED, Milestone.TS_DEPARTED, Milestone.TS_ARRIVED}
)
# Nobody collects what has not come, though carriers sometimes report neither its arrival nor its discharge.
COLLECTED = frozenset({Milestone.GATE_OUT, Milestone.EMPTY_RETURN})
_LEAVING = {"LOAD": Milestone.LOADED, "DEPA": Milestone.DEPARTED}
_COMING = {"ARRI": Milestone.ARRIVED, "DISC": Milestone.DISCHARGED}
_BETWEEN = {
    "LOAD": Milestone.TS_LOADED,
    "DEPA": Milestone.TS_DEPARTED,
    "ARRI": Milestone.TS_ARRIVED,
    "DISC": Milestone.TS_DISCHARGED,
}


def milestone_of(event: TrackEvent, pol: str, pod: str) -> Milestone | None:
    """The milestone that `event` tells of, for a shipment from `pol` to `pod`; None for any other event."""
    if event.kind == "SHIPMENT":
        return _of_document(event)
    if event.code in _BETWEEN:
        return _of_call(event, pol, pod) if event.on_water or event.kind == "EQUIPMENT" else None
    match event.code, event.empty:
        case "GTOT" | "PICK", True:
            return Milestone.EMPTY_OUT
        case "STUF", _:
            return Milestone.STUFFED
        case "GTIN", False if not same_port(event.locode, pod):
            return Milestone.GATE_IN
        case "CUSR", _:
            return Milestone.CUSTOMS_RELEASED
        case "GTOT", False if not _is_at_origin(event.locode, pol, pod):
            return Milestone.GATE_OUT
        case "GTIN" | "DROP", True if not _is_at_origin(event.locode, pol, pod):
            return Milestone.EMPTY_RETURN
        case _:
            return None


def _is_at_origin(locode: str, pol: str, pod: str) -> bool:
    """At the port of loading or a depot of its country: no gate there is one after the voyage."""
    return same_port(locode, pol) or (bool(locode) and locode[:2] == pol[:2] != pod[:2])


def _of_document(event: TrackEvent) -> Milestone | None:
    if (event.code, event.document) == ("CONF", "BKG"):
        return Milestone.BOOKED
    if event.code == "RELS" and event.document in ("CUS", "CUC"):
        return Milestone.CUSTOMS_RELEASED
    return None


def _of_call(event: TrackEvent, pol: str, pod: str) -> Milestone | None:
    """A vessel's call at the port of loading, of discharge or between; without a place, at an end."""
    if event.code in _LEAVING and (not event.locode or same_port(event.locode, pol)):
        return _LEAVING[event.code]
    if event.code in _COMING and (not event.locode or same_port(event.locode, pod)):
        return _COMING[event.code]
    at_wrong_end = pol if event.code in _COMING else pod
    return None if same_port(event.locode, at_wrong_end) else _BETWEEN[event.code]
