"""A DCSA Track & Trace 2.2 event as a plain value, and which of several messages counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Classifier = Literal["PLN", "EST", "ACT"]
Kind = Literal["SHIPMENT", "TRANSPORT", "EQUIPMENT"]
_STRENGTH: dict[Classifier, int] = {"PLN": 0, "EST": 1, "ACT": 2}


@dataclass(frozen=True, slots=True)
class TrackEvent:
    """`created` is when the message was made, `at` when the thing happens, each with its own offset.

    `code` is the event type code (DEPA, LOAD, HOLD); `document` the document type of a shipment event;
    `empty` None when not said. `remark` and `reason` are the carrier's words, never trusted.
    """

    event_id: str
    created: datetime
    kind: Kind
    classifier: Classifier
    at: datetime
    code: str
    document: str = ""
    empty: bool | None = None
    locode: str = ""
    sequence: int | None = None
    on_water: bool = True
    vessel: str = ""
    voyage: str = ""
    delay_code: str = ""
    remark: str = ""
    reason: str = ""

    @property
    def is_actual(self) -> bool:
        return self.classifier == "ACT"

    @property
    def leg(self) -> tuple[str, str]:
        return self.vessel.casefold(), self.voyage.casefold()


def newest_versions(events: Iterable[TrackEvent]) -> list[TrackEvent]:
    """One event for each id, the one made last, in the order in which they happen."""
    newest: dict[str, TrackEvent] = {}
    for event in events:
        known = newest.get(event.event_id)
        if known is None or event.created >= known.created:
            newest[event.event_id] = event
    return sorted(newest.values(), key=lambda event: (event.at, event.created))


def surest(events: Iterable[TrackEvent]) -> TrackEvent:
    """Of one or more events that tell the same: actual before estimate before plan, then the newest."""
    return max(events, key=lambda event: (_STRENGTH[event.classifier], event.created))
