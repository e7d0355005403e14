"""The carriers' events of each shipment; implements core.ports.EventStore."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select

from core.turns import JsonObject
from store import event_rows
from store.database import reading, writing
from store.tables.port import event_numbers, events, shipments


class SqlEventStore:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add_events(self, events: Sequence[JsonObject]) -> int:
        with writing(self._engine) as connection:
            return event_rows.add_events(connection, events)

    def events_of(self, reference: str) -> list[JsonObject]:
        with reading(self._engine) as connection:
            numbers = _numbers(connection, reference)
            if numbers is None:
                return []
            return [event for event in _naming(connection, numbers) if numbers.own(event)]

    def all_events(self) -> list[JsonObject]:
        """Every event that was ever stored, in the order in which they came."""
        with reading(self._engine) as connection:
            return list(connection.scalars(select(events.c.body).order_by(events.c.event_no)))


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The numbers of one shipment; the references and the house bills of all `others`."""

    reference: str
    container: str
    documents: frozenset[str]
    house_bill: str
    others: frozenset[str]
    other_house_bills: frozenset[str]

    def own(self, event: JsonObject) -> bool:
        """Whether the event is this shipment's. Containers travel again and carry several buyers' goods,
        so a container's number decides only for an event that names no shipment, booking or bill; and what
        names another buyer's house bill is that buyer's, whatever booking or box they share."""
        references = event_rows.references(event)
        if self.reference in references:
            return True
        if references & self.others:
            return False
        documents = event_rows.documents(event)
        if documents & self.other_house_bills and self.house_bill not in documents:
            return False
        if documents & self.documents:
            return True
        if documents and self.documents - {self.house_bill}:
            return False
        return self.container in event_rows.equipment(event)


def _numbers(connection: Connection, reference: str) -> _Numbers | None:
    columns = shipments.c
    query = select(columns.container_no, columns.booking_no, columns.bl_no, columns.house_bl_no)
    row = connection.execute(query.where(columns.reference == reference)).one_or_none()
    if row is None:
        return None
    house_bills = select(columns.house_bl_no).where(columns.reference != reference)
    return _Numbers(
        reference=reference,
        container=row.container_no,
        documents=frozenset({row.booking_no, row.bl_no, row.house_bl_no}) - {""},
        house_bill=row.house_bl_no,
        others=frozenset(connection.scalars(select(columns.reference))) - {reference},
        other_house_bills=frozenset(connection.scalars(house_bills)) - {"", row.house_bl_no},
    )


def _naming(connection: Connection, numbers: _Numbers) -> list[JsonObject]:
    """Events that name any of the numbers, in the order in which they were made."""
    named = {numbers.reference, numbers.container, *numbers.documents} - {""}
    found = select(event_numbers.c.event_no).where(event_numbers.c.number.in_(named))
    query = select(events.c.body).where(events.c.event_no.in_(found))
    return list(connection.scalars(query.order_by(events.c.version, events.c.event_no)))
