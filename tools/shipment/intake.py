"""Messages from a file or a feed, sorted into events that can be used and what cannot, with the reasons.

Nothing is raised for what somebody sends, and nothing of it is dropped.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from core.turns import JsonObject
from tools.shipment.doubts import doubts_about
from tools.shipment.validate import validate_event

_MOST_DOUBTS = 20


@dataclass(frozen=True, slots=True)
class Rejected:
    """A message that is no event. `body` is its JSON in ASCII, with NaN and Infinity where it has them; of
    a text that is no JSON, a JSON string."""

    body: str
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Sorted:
    """`doubts` are sentences about events that were taken, the first few; `doubtful` counts those events.
    `is_json` is False when nothing of the text could be read."""

    events: list[JsonObject] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    doubtful: int = 0
    is_json: bool = True

    @property
    def received(self) -> int:
        return len(self.events) + len(self.rejected)


def sort_out(text: str) -> Sorted:
    """The messages in `text`: a JSON array of events, one event, or an event a line (JSON Lines)."""
    found = Sorted()
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        _take_lines(text, found, error)
        return found
    _take(whole if isinstance(whole, list) else [whole], found)
    return found


def _take_lines(text: str, found: Sorted, error: Exception) -> None:
    """Each line by itself; when the first is not JSON either, the whole is one broken message."""
    for number, line in enumerate(line for line in text.split("\n") if line.strip()):
        try:
            message = json.loads(line)
        except (ValueError, RecursionError) as broken:
            if number == 0:
                found.rejected.append(Rejected(_ascii(text), (_broken(error),)))
                found.is_json = False
                return
            found.rejected.append(Rejected(_ascii(line), (_broken(broken),)))
            continue
        _take([message], found)
    if not text.strip():
        found.rejected.append(Rejected(_ascii(text), ("There is nothing in it.",)))


def _take(messages: Iterable[object], found: Sorted) -> None:
    for message in messages:
        reasons = validate_event(message)
        if reasons or not isinstance(message, dict):
            found.rejected.append(Rejected(_ascii(message), tuple(reasons)))
            continue
        found.events.append(message)
        doubts = doubts_about(message)
        found.doubtful += bool(doubts)
        about = f"Event {message['eventID']}: {' '.join(doubts)}"
        if doubts and len(found.doubts) < _MOST_DOUBTS:
            found.doubts.append(about)


def _ascii(message: object) -> str:
    return json.dumps(message)


def _broken(error: Exception) -> str:
    return f"The JSON is broken: {error if str(error) else type(error).__name__}."
