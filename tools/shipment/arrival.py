"""The expected arrival: every date that was told, in the order of telling, with the reason for a change."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from core.trade import Shipment
from tools.shipment.events import TrackEvent
from tools.shipment.harbours import same_port
from tools.shipment.view import EtaVersion

# DCSA takes its delay reasons from SMDG's list (Track & Trace 2.2, `delayReasonCode`). Here are the ones of
# the list of 2022-05-11 that a buyer can make something of; any other code is told as it is.
_DELAY_REASONS = {
    "WEA": "bad weather",
    "DEV": "deviation to avoid bad weather",
    "TID": "tidal restrictions",
    "STR": "strike",
    "LAB": "labour shortage",
    "HOL": "public holidays",
    "PBC": "berth congestion",
    "CGS": "berth congestion",
    "YRD": "terminal yard congestion",
    "CRN": "crane shortage",
    "PIT": "no pilot or tug available",
    "PTF": "port traffic restrictions",
    "PAU": "vessel detained by port authorities",
    "ENG": "engine repairs",
    "CIN": "cargo inspection by authorities",
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
        day, before = event.at.date(), versions[-1].day if versions else None
        if day != before:
            delta = (day - before).days if before else None
            versions.append(EtaVersion(day, event.created, event.classifier, _reason(event), delta))
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
