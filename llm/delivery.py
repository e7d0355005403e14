"""Results on their way from the engine's thread to the event loops of those who asked."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from core.errors import QuaysideError
from core.ports import Abandoned, Generation, Inference

_Outcome = Generation | QuaysideError


@dataclass(slots=True, eq=False)
class Ticket:
    """One request and the future that its coroutine awaits. A Sink: the engine's thread calls
    `text`, `done` and `failed`, and `Delivery` carries the events over."""

    inference: Inference
    result: asyncio.Future[Generation]
    on_text: Callable[[str], None] | None
    arrived_s: float
    undelivered: Abandoned
    events: list[str | _Outcome] = field(default_factory=list)
    over: bool = False

    def text(self, piece: str) -> None:
        if self.on_text is not None:
            self.events.append(piece)

    def done(self, generation: Generation) -> None:
        self.over = True
        self.events.append(generation)

    def failed(self, error: QuaysideError) -> None:
        self.over = True
        self.events.append(error)

    def show(self, events: list[str | _Outcome]) -> None:
        """On the event loop: hands the text on and settles the future. What `on_text` raises ends
        the request with that error. A generation that finds nobody counts as abandoned."""
        for event in events:
            if self.result.done():
                self.lose([event])
            elif isinstance(event, Generation):
                self.result.set_result(event)
            elif isinstance(event, QuaysideError):
                self.result.set_exception(event)
            elif self.on_text is not None:
                try:
                    self.on_text(event)
                except Exception as error:
                    self.result.set_exception(error)

    def lose(self, events: list[str | _Outcome]) -> None:
        """Nobody is there to take `events`."""
        for event in events:
            if isinstance(event, Generation):
                self.undelivered(self.inference, event.usage)


def deliver(tickets: list[Ticket]) -> list[Ticket]:
    """Sends the events of `tickets` with one wake-up for each loop; returns those whose loop is closed."""
    lost = []
    for loop in {ticket.result.get_loop() for ticket in tickets if ticket.events}:
        ours = [ticket for ticket in tickets if ticket.events and ticket.result.get_loop() is loop]
        parcels = [(ticket, ticket.events) for ticket in ours]
        for ticket in ours:
            ticket.events = []
        try:
            loop.call_soon_threadsafe(_show_all, parcels)
        except RuntimeError:  # the loop was closed with requests under way
            lost += ours
            for ticket, events in parcels:
                ticket.lose(events)
    return lost


def _show_all(parcels: list[tuple[Ticket, list[str | _Outcome]]]) -> None:
    for ticket, events in parcels:
        ticket.show(events)
