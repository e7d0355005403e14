"""Rollover: the carrier left the shipment ashore and sailed. Carriers seldom say so (trade practice).

A container that was not ready to be loaded is another matter: see tools.shipment.loading.
"""

import re
from collections.abc import Sequence

from core.trade import Shipment
from tools.shipment.events import TrackEvent
from tools.shipment.harbours import same_port
from tools.shipment.loading import left_unready
from tools.shipment.view import NotLoaded, Rollover

_SAID = re.compile(r"\broll(?:ed|ing)?\b|\broll-?over\b|甩柜|甩货", re.IGNORECASE)


def left_ashore(
    versions: Sequence[TrackEvent], events: Sequence[TrackEvent], shipment: Shipment
) -> Rollover | NotLoaded | None:
    """The roll that the carrier states, or that the reports imply. `events` are the newest `versions`.

    Implied: a vessel left the port of loading, the container was reported ashore before, and neither its
    loading nor anything later of its voyage is reported; or the vessel planned at first was exchanged.
    NotLoaded when a vessel left and something of the container's was not in order by then.
    """
    missed = missed_departures(events, shipment.pol)
    left = missed[-1] if missed else None
    stated = [event for event in events if _SAID.search(f"{event.reason} {event.remark}")]
    if stated:
        words = max(stated, key=lambda event: event.created)
        vessel, voyage = (left.vessel, left.voyage) if left else (shipment.vessel, shipment.voyage)
        return Rollover(vessel, voyage, stated=True, reason=words.reason or words.remark)
    if left:
        unready = left_unready(events, left)
        return unready or Rollover(left.vessel, left.voyage, stated=False, reason=_left_without(left))
    return _exchanged(versions, shipment.pol)


def missed_departures(events: Sequence[TrackEvent], pol: str) -> list[TrackEvent]:
    """Actual departures from `pol` that went without this shipment, in order."""
    at_pol = [event for event in events if not event.locode or same_port(event.locode, pol)]
    loaded = {event.leg for event in at_pol if event.code == "LOAD" and event.is_actual}
    ashore = any(event.kind == "EQUIPMENT" and event.is_actual and event.code != "LOAD" for event in at_pol)
    moved = any(_is_beyond(event, pol) for event in events)
    departures = [e for e in at_pol if e.kind == "TRANSPORT" and e.code == "DEPA" and e.is_actual]
    if not ashore or (moved and not loaded):
        return []
    return [event for event in departures if event.leg not in loaded]


def _is_beyond(event: TrackEvent, pol: str) -> bool:
    """Whether the event shows the container somewhere after the port of loading."""
    elsewhere = bool(event.locode) and not same_port(event.locode, pol)
    return event.is_actual and event.on_water and elsewhere and event.code in ("ARRI", "DISC", "GTOT")


def _exchanged(versions: Sequence[TrackEvent], pol: str) -> Rollover | None:
    planned = [
        event
        for event in sorted(versions, key=lambda event: event.created)
        if (event.kind, event.code) == ("TRANSPORT", "DEPA")
        and event.vessel
        and not event.is_actual
        and same_port(event.locode, pol)
    ]
    if not planned or not _differ(planned[0], planned[-1]):
        return None
    first, last = planned[0], planned[-1]
    reason = f"Suspected rollover: planned on {_named(first)} at first, now on {_named(last)}"
    return Rollover(first.vessel, first.voyage, stated=False, reason=reason)


def _differ(one: TrackEvent, other: TrackEvent) -> bool:
    """Another vessel, or another voyage of it; a voyage that one of them does not name is the same."""
    voyages = {one.leg[1], other.leg[1]} - {""}
    return one.leg[0] != other.leg[0] or len(voyages) > 1


def _left_without(left: TrackEvent) -> str:
    day = left.at.date()
    return f"Suspected rollover: {_named(left)} left on {day}, no loading of this shipment is reported"


def _named(event: TrackEvent) -> str:
    return " ".join(part for part in (event.vessel, event.voyage) if part) or "the vessel"
