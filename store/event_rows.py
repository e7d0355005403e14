"""DCSA Track & Trace 2.2 events as rows: every version once, found by the numbers that they name."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from core.errors import BadInput
from core.turns import JsonObject
from store.tables.port import event_numbers, events

_EVENT_TYPES = ("EQUIPMENT", "SHIPMENT", "TRANSPORT")
_DOCUMENT_TYPES = ("BKG", "TRD")


def add_events(connection: Connection, received: Sequence[JsonObject]) -> int:
    """Store versions that are not there yet; returns how many. Raises BadInput for what is no event."""
    versions = [(_event_id(event), version(event)) for event in received]
    new = 0
    for (event_id, stamp), event in zip(versions, received, strict=True):
        known = select(events.c.event_no).where(events.c.event_id == event_id, events.c.version == stamp)
        if connection.execute(known).first():
            continue
        stored = connection.execute(insert(events).values(event_id=event_id, version=stamp, body=event))
        assert stored.inserted_primary_key is not None
        number_of = stored.inserted_primary_key[0]
        rows = [{"event_no": number_of, "number": number} for number in sorted(numbers(event))]
        if rows:
            connection.execute(insert(event_numbers), rows)
        new += 1
    return new


def version(event: JsonObject) -> str:
    """When the event was made, in UTC; its text sorts by time. Empty when it does not say."""
    stamp = event.get("eventCreatedDateTime") or event.get("eventDateTime") or ""
    if not stamp:
        return ""
    try:
        moment = datetime.fromisoformat(stamp)
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadInput(
            f"{stamp!r} of event {event.get('eventID')!r} is not a date and time with an offset.",
            hint="Send eventCreatedDateTime like 2026-11-01T08:00:00Z.",
        )
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def numbers(event: JsonObject) -> set[str]:
    """Every number in the event that may lead to its shipment."""
    return references(event) | documents(event) | equipment(event)


def references(event: JsonObject) -> set[str]:
    """The forwarder's references (`FF`), which are the port's own shipment references."""
    return _values(event.get("references"), "referenceType", "referenceValue", ("FF",))


def documents(event: JsonObject) -> set[str]:
    """The bookings and transport documents that the event names."""
    found = _values(
        event.get("documentReferences"), "documentReferenceType", "documentReferenceValue", _DOCUMENT_TYPES
    )
    if event.get("documentTypeCode") in _DOCUMENT_TYPES and isinstance(event.get("documentID"), str):
        found.add(event["documentID"])
    return found


def equipment(event: JsonObject) -> set[str]:
    """The containers that the event names."""
    found = _values(event.get("references"), "referenceType", "referenceValue", ("EQ",))
    own = event.get("equipmentReference")
    return found | {own} if isinstance(own, str) and own else found


def _event_id(event: JsonObject) -> str:
    event_id = event.get("eventID")
    if not isinstance(event_id, str) or not event_id:
        raise BadInput(f"{event_id!r} is not an event's id.", hint="Give each event its eventID.")
    if event.get("eventType") not in _EVENT_TYPES:
        raise BadInput(
            f"{event.get('eventType')!r} of event {event_id!r} is not an event type.",
            hint=f"Send one of {', '.join(_EVENT_TYPES)} (DCSA Track & Trace 2.2).",
        )
    return event_id


def _values(items: object, kind: str, value: str, kinds: tuple[str, ...]) -> set[str]:
    if not isinstance(items, list):
        return set()
    pairs = [(item.get(kind), item.get(value)) for item in items if isinstance(item, dict)]
    return {found for of, found in pairs if of in kinds and isinstance(found, str) and found}
