"""The legs of a voyage: from port to port, each with the vessel that carries the container.

Carriers report calls at ports, not legs. A leg goes from a call's departure to the next call's arrival, and
the two belong together by vessel and voyage. Calls go by time; `transportCallSequenceNumber` tells calls of
one voyage apart (DCSA Track & Trace 2.2), so it orders no others.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise

from core.trade import Shipment
from tools.shipment.events import TrackEvent, surest
from tools.shipment.harbours import main_code
from tools.shipment.rollover import missed_departures
from tools.shipment.view import Leg, LegDay


@dataclass(slots=True)
class _Call:
    """What is reported of one port; `handled`: the container was or will be loaded or landed there."""

    locode: str
    arrivals: list[TrackEvent] = field(default_factory=list)
    departures: list[TrackEvent] = field(default_factory=list)
    handled: bool = False

    @property
    def at(self) -> datetime:
        """The first that happened there; while nothing has, the first that is expected."""
        told = [surest(events) for events in (self.arrivals, self.departures) if events]
        return min(event.at for event in [event for event in told if event.is_actual] or told)

    @property
    def numbers(self) -> dict[tuple[str, str], int]:
        """The call's number in each voyage of a named vessel that makes it."""
        events = [event for event in (*self.arrivals, *self.departures) if event.vessel and event.sequence]
        return {event.leg: event.sequence or 0 for event in sorted(events, key=lambda event: event.created)}


def legs_of(events: Sequence[TrackEvent], shipment: Shipment) -> tuple[Leg, ...]:
    """In order; empty when nothing is reported of the voyage. `events` are the newest versions."""
    calls = _calls(events, shipment)
    legs: list[Leg] = []
    for begin, end in pairwise(calls):
        leg = _leg(begin, end, legs[-1] if legs else None)
        if legs and not begin.handled and _same_vessel(legs[-1], leg):
            legs[-1] = replace(legs[-1], end=leg.end, arrived=leg.arrived)  # the vessel only called there
        else:
            legs.append(leg)
    return tuple(legs) if any(leg.departed or leg.arrived for leg in legs) else ()


def _calls(events: Sequence[TrackEvent], shipment: Shipment) -> list[_Call]:
    missed = missed_departures(events, shipment.pol)
    pol, pod = main_code(shipment.pol), main_code(shipment.pod)
    calls: dict[str, _Call] = {}
    for event in events:
        is_coming = event.code in ("ARRI", "DISC")
        place = main_code(event.locode) or (pod if is_coming else pol)
        if not _is_of_voyage(event) or event in missed or place == (pol if is_coming else pod):
            continue
        call = calls.setdefault(place, _Call(event.locode or (shipment.pod if is_coming else shipment.pol)))
        call.handled = call.handled or event.kind == "EQUIPMENT"
        (call.arrivals if is_coming else call.departures).append(event)
    ends = [calls.pop(pol, _Call(shipment.pol)), calls.pop(pod, _Call(shipment.pod))]
    return [ends[0], *_in_order(calls.values()), ends[1]]


def _is_of_voyage(event: TrackEvent) -> bool:
    if event.kind == "TRANSPORT":
        return event.on_water
    return event.kind == "EQUIPMENT" and event.code in ("LOAD", "DISC")


def _in_order(calls: Iterable[_Call]) -> list[_Call]:
    """By time, but never one before another that its vessel makes first on the same voyage."""
    left = sorted(calls, key=lambda call: call.at)
    ordered: list[_Call] = []
    while left:
        ready = (call for call in left if not any(_is_before(other, call) for other in left))
        ordered.append(next(ready, left[0]))
        left.remove(ordered[-1])
    return ordered


def _is_before(one: _Call, other: _Call) -> bool:
    theirs = other.numbers
    return any(number < theirs.get(leg, 0) for leg, number in one.numbers.items())


def _leg(begin: _Call, end: _Call, before: Leg | None) -> Leg:
    departure = _departure(begin.departures)
    landed_from = before.vessel.casefold() if before and begin.handled else ""
    arrival = _arrival(end.arrivals, departure, landed_from)
    named = next((event for event in (departure, arrival) if event and event.vessel), None)
    sailed = departure if departure and departure.code == "DEPA" else None
    return Leg(
        begin=begin.locode,
        end=end.locode,
        vessel=named.vessel if named else "",
        voyage=named.voyage if named else "",
        departed=_day(sailed),
        arrived=_day(arrival),
    )


def _departure(events: Sequence[TrackEvent]) -> TrackEvent | None:
    """The surest departure of the vessel that was named last, unless one has left already."""
    left = [event for event in events if event.is_actual]
    if left:
        sailed = [event for event in left if event.code == "DEPA"]
        return surest(sailed or left)
    newest = max(events, key=lambda event: event.created, default=None)
    return surest(event for event in events if event.leg == newest.leg) if newest else None


def _arrival(
    events: Sequence[TrackEvent], departure: TrackEvent | None, landed_from: str
) -> TrackEvent | None:
    """The surest arrival of the departed vessel; an actual one of any. ARRI tells the day better than DISC.

    A container that was landed from `landed_from` does not go on with it, unless it is seen to arrive.
    """
    if departure is None:
        fitting = [
            e for e in events if e.is_actual or not landed_from or e.vessel.casefold() != landed_from
        ]
        return surest(_arri_first(fitting)) if fitting else None
    tests = (
        lambda event: event.leg == departure.leg,
        lambda event: bool(event.vessel) and event.leg[0] == departure.leg[0],
        lambda event: not event.vessel or not departure.vessel,
        lambda event: event.is_actual,
    )
    for test in tests:
        found = [event for event in events if test(event)]
        if found:
            return surest(_arri_first(found))
    return None


def _arri_first(events: Sequence[TrackEvent]) -> Sequence[TrackEvent]:
    actual = [event for event in events if event.is_actual] or events
    return [event for event in actual if event.code == "ARRI"] or actual


def _same_vessel(one: Leg, other: Leg) -> bool:
    return bool(one.vessel) and one.vessel.casefold() == other.vessel.casefold()


def _day(event: TrackEvent | None) -> LegDay | None:
    return LegDay(event.at.date(), event.classifier) if event else None
