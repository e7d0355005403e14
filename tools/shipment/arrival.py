"""The expected arrival: every date that was told, in the order of telling, with the reason for a change."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from core.trade import Shipment
from tools.shipment.events import TrackEvent
from tools.shipment.harbours import same_port
from tools.shipment.view import EtaVersion

# The commonest of the delay reason codes (SMDG, delay reason code list).
_DELAY_REASONS = {
    "WEA": "weather",
    "CON": "port congestion",
    "STR": "strike",
    "MEC": "mechanical trouble",
    "ICE": "ice",
    "CUS": "customs",
}


def eta_versions(events: Iterable[TrackEvent], shipment: Shipment) -> tuple[EtaVersion, ...]:
    """All versions of arrival at the port of discharge, superseded messages too, each change of date once.

    Without any, the date on the shipment itself. A plan never follows an estimate for the same voyage.
    """
    told = [event for event in events if _is_arrival(event, shipment.pod)]
    versions: list[EtaVersion] = []
    estimated: set[tuple[str, str]] = set()
    for event in sorted(told, key=lambda event: (event.is_actual, event.created)):
        if event.classifier == "PLN" and event.leg in estimated:
            continue
        if event.classifier == "EST":
            estimated.add(event.leg)
        if not versions or versions[-1].day != event.at.date():
            versions.append(EtaVersion(event.at.date(), event.created, event.classifier, _reason(event)))
    if not versions and shipment.eta:
        versions = [EtaVersion(shipment.eta, _start_of(shipment.eta), "PLN")]
    return tuple(versions)


def _is_arrival(event: TrackEvent, pod: str) -> bool:
    at_end = not event.locode or same_port(event.locode, pod)
    return event.kind == "TRANSPORT" and event.code == "ARRI" and event.on_water and at_end


def _reason(event: TrackEvent) -> str:
    return event.remark or _DELAY_REASONS.get(event.delay_code, event.delay_code)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
