"""events/*.json: DCSA Track & Trace 2.2 events, an array a file, kept as they came."""

import json
from pathlib import Path

from core.turns import JsonObject
from tools.catalogue.folder import cells
from tools.catalogue.folder.findings import Findings
from tools.catalogue.folder.rows import read_text

EVENT_TYPES = ("SHIPMENT", "TRANSPORT", "EQUIPMENT")
_INSTANTS = ("eventCreatedDateTime", "eventDateTime")


def read_events(root: Path, findings: Findings) -> tuple[JsonObject, ...]:
    """All events in the order of file names. The row of a problem is the event's place in the array."""
    events: list[JsonObject] = []
    seen: dict[tuple[object, object], JsonObject] = {}
    for path in sorted((root / "events").glob("*.json")):
        file = f"events/{path.name}"
        for place, item in enumerate(_array(root, file, findings), start=1):
            event = _event(item, file, place, findings)
            if event is None:
                continue
            version = (event["eventID"], event.get("eventCreatedDateTime"))
            known = seen.setdefault(version, event)
            if known is event:
                events.append(event)
            elif known != event:
                message = f"The event {event['eventID']!r} is there twice with different content."
                findings.problem(file, message, row=place, column="eventID")
    return tuple(events)


def _array(root: Path, file: str, findings: Findings) -> list[object]:
    content = read_text(root, file, findings)
    if content is None:
        return []
    try:
        array = json.loads(content)
    except (json.JSONDecodeError, RecursionError) as error:
        findings.problem(file, f"The JSON is broken: {error}.")
        return []
    if not isinstance(array, list):
        findings.problem(file, "The file must hold an array of events.")
        return []
    return array


def _event(item: object, file: str, place: int, findings: Findings) -> JsonObject | None:
    if not isinstance(item, dict):
        findings.problem(file, f"{item!r:.80} is not an event object.", row=place)
        return None
    refused = [(name, message) for name, message in _refusals(item) if message]
    for name, message in refused:
        findings.problem(file, message, row=place, column=name)
    return None if refused else item


def _refusals(event: JsonObject) -> list[tuple[str, str]]:
    identity = event.get("eventID")
    kind = event.get("eventType")
    found = [
        (
            "eventID",
            "" if isinstance(identity, str) and identity else f"{identity!r} is not an event's id.",
        ),
        ("eventType", "" if kind in EVENT_TYPES else f"{kind!r} is not one of {', '.join(EVENT_TYPES)}."),
    ]
    return found + [(name, _instant_refusal(event[name])) for name in _INSTANTS if name in event]


def _instant_refusal(value: object) -> str:
    try:
        cells.instant(value if isinstance(value, str) else repr(value))
    except ValueError as error:
        return str(error)
    return ""
