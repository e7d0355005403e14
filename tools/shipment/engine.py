"""From events to a view: pure, the same events always give the same view."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from core.trade import Shipment
from tools.shipment.arrival import eta_versions
from tools.shipment.events import TrackEvent, newest_versions, surest
from tools.shipment.free_time import free_time
from tools.shipment.legs import legs_of
from tools.shipment.milestones import COLLECTED, ON_BOARD, ORDER, TRANSHIPMENT, Milestone, milestone_of
from tools.shipment.rollover import left_ashore, missed_departures
from tools.shipment.staleness import silent_since
from tools.shipment.validate import parse_events
from tools.shipment.view import Hold, NotLoaded, Rollover, ShipmentView, Step

_HELD_ON = {
    "CUS": "customs",
    "CUC": "customs",
    "CAS": "cargo survey",
    "VGM": "verified gross mass",
    "DGD": "dangerous goods declaration",
    "OOG": "out of gauge cargo",
}


def follow(shipment: Shipment, messages: Iterable[object], today: date) -> ShipmentView:
    """What `messages` (DCSA Track & Trace 2.2, any order, any version) say of `shipment` on `today`."""
    versions, kept_out = parse_events(messages)
    events = newest_versions(versions)
    steps = _steps(events, shipment)
    now = _now(steps)
    timeline = _ahead_or_done(steps, now)
    done = {step.milestone: step for step in steps if step.classifier == "ACT"}
    arrived = done.get(Milestone.ARRIVED) or done.get(Milestone.DISCHARGED)
    is_there = arrived is not None or not COLLECTED.isdisjoint(done)
    etas = eta_versions(versions, shipment)
    expected = etas[-1].day if etas else None
    vessel, voyage = _carried_by(now, events, shipment)
    ashore = None if _has_left(done) else left_ashore(versions, events, shipment)
    reported_on = _reported_on(events)
    free = free_time(shipment, done, expected, today)
    leaves = None if is_there else _next_departure(timeline)
    return ShipmentView(
        now=now,
        timeline=timeline,
        eta_versions=etas,
        vessel=vessel,
        voyage=voyage,
        free_time=free,
        departure_planned=leaves,
        arrived_on=arrived.day if arrived else None,
        hold=_hold(events),
        rollover=ashore if isinstance(ashore, Rollover) else None,
        not_loaded=ashore if isinstance(ashore, NotLoaded) else None,
        legs=legs_of(events, shipment),
        reported_on=reported_on,
        silent_since=silent_since(
            now, done, reported_on, today, leaves=leaves, free_until=free.demurrage_last_day
        ),
        is_there=is_there,
        overdue=not is_there and expected is not None and expected < today,
        kept_out=kept_out,
    )


def _steps(events: Sequence[TrackEvent], shipment: Shipment) -> list[Step]:
    """One step for each milestone (for each call, between the ends), from the event that tells it best."""
    missed = {event.leg for event in missed_departures(events, shipment.pol)} - {("", "")}
    told: dict[tuple[Milestone, str, int], list[TrackEvent]] = {}
    for event in events:
        milestone = milestone_of(event, shipment.pol, shipment.pod)
        if milestone is None or event.leg in missed:
            continue
        call = (event.locode, event.sequence or 0) if milestone in TRANSHIPMENT else ("", 0)
        told.setdefault((milestone, *call), []).append(event)
    chosen = ((key[0], _telling(key[0], group)) for key, group in told.items())
    steps = [(event.at, ORDER[milestone], _step(milestone, event)) for milestone, event in chosen]
    return [step for *_, step in sorted(steps, key=lambda row: row[:2])]


def _telling(milestone: Milestone, events: Sequence[TrackEvent]) -> TrackEvent:
    """The surest event; of bookings the first, since a roll confirms them again."""
    return min(events, key=lambda e: e.created) if milestone is Milestone.BOOKED else surest(events)


def _step(milestone: Milestone, event: TrackEvent) -> Step:
    day = event.at.date()
    return Step(milestone, day, event.classifier, event.locode, event.vessel, event.voyage, event.at)


def _now(steps: Sequence[Step]) -> Step | None:
    """The furthest milestone that has happened; between the ends, where they recur, the last."""
    actual = [step for step in steps if step.classifier == "ACT"]
    return max(reversed(actual), key=lambda step: _phase(step.milestone), default=None)


def _phase(milestone: Milestone) -> int:
    return ORDER[Milestone.TS_ARRIVED] if milestone in TRANSHIPMENT else ORDER[milestone]


def _ahead_or_done(steps: Sequence[Step], now: Step | None) -> tuple[Step, ...]:
    """Without plans for what is behind the shipment already."""
    if now is None:
        return tuple(steps)
    behind = [step for step in steps if step.day < now.day and step.classifier != "ACT"]
    passed = [s for s in steps if s.classifier != "ACT" and ORDER[s.milestone] < ORDER[now.milestone]]
    transhipped = now.milestone in TRANSHIPMENT
    left_out = behind + [step for step in passed if not transhipped or step.milestone not in TRANSHIPMENT]
    return tuple(step for step in steps if step not in left_out)


def _has_left(done: Mapping[Milestone, Step]) -> bool:
    return any(ORDER[milestone] >= ORDER[Milestone.LOADED] for milestone in done)


def _carried_by(now: Step | None, events: Sequence[TrackEvent], shipment: Shipment) -> tuple[str, str]:
    """Vessel and voyage that carry the shipment, or that it waits for."""
    ended = now is not None and ORDER[now.milestone] >= ORDER[Milestone.ARRIVED]
    if now and now.vessel and (now.milestone in ON_BOARD or ended):
        return now.vessel, now.voyage
    named = [event for event in events if event.vessel and event.is_actual == ended]
    newest = max(named, key=lambda event: event.created, default=None)
    return (newest.vessel, newest.voyage) if newest else (shipment.vessel, shipment.voyage)


def _next_departure(timeline: Sequence[Step]) -> date | None:
    leaving = (Milestone.DEPARTED, Milestone.TS_DEPARTED)
    days = [step.day for step in timeline if step.classifier != "ACT" and step.milestone in leaving]
    return min(days, default=None)


def _reported_on(events: Sequence[TrackEvent]) -> date | None:
    newest = max(events, key=lambda event: event.created, default=None)
    return newest.created.date() if newest else None


def _hold(events: Sequence[TrackEvent]) -> Hold | None:
    """The newest hold that no release of the same papers has ended."""
    open_holds: dict[str, TrackEvent] = {}
    for event in sorted(events, key=lambda event: event.created):
        if event.code == "HOLD" and event.is_actual:
            open_holds[event.document] = event
        elif event.code in ("RELS", "VOID", "CANC"):
            open_holds.pop(event.document, None)
    if not open_holds:
        return None
    held = max(open_holds.values(), key=lambda event: event.created)
    return Hold(_HELD_ON.get(held.document, "documents"), held.reason or held.remark, held.at.date())
