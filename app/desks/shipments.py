"""The shipment desk: a shipment's card outside a conversation, and events that carriers push."""

from collections.abc import Callable, Mapping, Sequence
from uuid import uuid4

from app.desks.records import Recorder
from app.port_reader import PortReader
from core.clock import Clock, today
from core.errors import BadInput, NotFound
from core.ports import EventStore, ToolContext
from core.principal import Principal
from core.turns import JsonObject, TrackArgs
from core.values import ReferenceValue
from tools.shipment import TrackTool, validate_event
from tools.shipment.map import MapWords, map_of, route_map


class ShipmentDesk:
    """Implements api.services.Shipments: the same tool as in a conversation."""

    def __init__(
        self,
        tool: TrackTool,
        reader: PortReader,
        clock: Clock,
        timezone: Callable[[], str],
        recorder: Recorder,
    ) -> None:
        self._tool, self._reader = tool, reader
        self._clock, self._timezone, self._recorder = clock, timezone, recorder

    def shipment(self, reference: str, principal: Principal) -> JsonObject:
        day = today(self._clock, self._timezone())
        spans = self._reader.read(reference, day).spans
        asked = next((span.value for span in spans if isinstance(span.value, ReferenceValue)), None)
        value = asked or ReferenceValue(type="unknown", number=reference.strip(), asked=reference)
        context = ToolContext(principal, f"x-{uuid4().hex}", day)
        result = self._tool(TrackArgs(reference=value), context)
        if result.outcome == "invalid_number":
            raise BadInput(f"The check digit of {reference!r} is wrong.", hint="Check the number.")
        if result.card is None:
            raise NotFound(f"There is no shipment {reference!r}.", hint="Check the number.")
        self._recorder.shown(principal, f"Shipment/{result.args.get('reference', reference)}")
        return result.card

    def map(self, reference: str, principal: Principal, words: Mapping[str, str]) -> str:
        card = self.shipment(reference, principal)
        voyage = map_of(card, today(self._clock, self._timezone()))
        if voyage is None:
            raise NotFound(
                f"There is no map of shipment {reference!r}: a port's position is not known.",
                hint="Ask for the shipment without a map.",
            )
        return route_map(voyage, MapWords.of(words))


class EventDesk:
    """Implements api.services.EventsIn: all of a push is valid, or nothing is stored."""

    def __init__(self, events: EventStore) -> None:
        self._events = events

    def add_events(self, events: Sequence[JsonObject]) -> int:
        for number, event in enumerate(events):
            problems = validate_event(event)
            if problems:
                raise BadInput(
                    f"Event {number} is not DCSA Track & Trace 2.2: {'; '.join(problems)}.",
                    hint="Mend it and send all of them again; nothing was stored.",
                )
        return self._events.add_events(events)
