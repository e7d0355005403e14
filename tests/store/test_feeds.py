"""Where feeds were read to, what they sent that was none, and whose events a shared box has."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from core.trade import ShipmentKind
from core.turns import JsonObject
from store.events import SqlEventStore
from store.feeds import SqlFeedStore
from store.port_data import SqlPortData
from store.port_import import import_port
from tests.store.rows import BOOK, NOW, content, event
from tests.tools.shipment.messages import transport
from tests.tools.shipment.test_validate import JSON
from tools.shipment import sort_out

LATER = NOW + timedelta(hours=1)


def test_a_feed_that_was_never_read_has_no_place(engine: Engine) -> None:
    assert SqlFeedStore(engine).read_to("kelpwick") is None


def test_the_place_is_kept_for_each_feed(engine: Engine) -> None:
    store = SqlFeedStore(engine)
    store.polled("kelpwick", NOW, NOW)
    store.polled("lanternis", NOW, LATER)
    assert (store.read_to("kelpwick"), store.read_to("lanternis")) == (NOW, LATER)


def test_a_round_that_failed_leaves_the_place_where_it_was(engine: Engine) -> None:
    store = SqlFeedStore(engine)
    store.polled("kelpwick", NOW, None, "answered 503")
    assert store.read_to("kelpwick") is None
    store.polled("kelpwick", NOW, NOW)
    store.polled("kelpwick", LATER, None, "answered 503")
    assert store.read_to("kelpwick") == NOW


def test_what_is_rejected_is_kept_once_for_each_source(engine: Engine) -> None:
    store = SqlFeedStore(engine)
    bad = [('{"eventID": 7}', ("eventID is 7.", "eventType is None.")), ('"no"', ("no object",))]
    assert store.reject("kelpwick", NOW, bad) == 2
    assert store.reject("kelpwick", LATER, bad) == 0
    assert store.reject("file.json", LATER, bad[:1]) == 1
    newest = store.rejected()
    assert [(row["source"], row["body"]) for row in newest] == [
        ("file.json", '{"eventID": 7}'),
        ("kelpwick", '"no"'),
        ("kelpwick", '{"eventID": 7}'),
    ]
    assert newest[-1]["reasons"] == ["eventID is 7.", "eventType is None."]
    assert newest[-1]["received_at"] == NOW.isoformat()
    assert len(store.rejected(limit=1)) == 1


def naming(name: str, *documents: tuple[str, str], box: str = "CSQU3054383") -> JsonObject:
    found = [
        {"documentReferenceType": kind, "documentReferenceValue": number} for kind, number in documents
    ]
    return event(name, documentReferences=found, equipmentReference=box)


@pytest.fixture
def shared(engine: Engine) -> SqlEventStore:
    """S-1 and S-2 in one box on one booking, each with a house bill; S-2 does not know the booking."""
    first, second = BOOK.shipments
    kind = ShipmentKind.CONSOLIDATED
    rows = (
        replace(first, kind=kind, house_bl_no="HOUSE1", booking_no="BK1", bl_no="MASTER"),
        replace(second, kind=kind, house_bl_no="HOUSE2", booking_no="", bl_no=""),
    )
    import_port(engine, content(replace(BOOK, shipments=rows)))
    return SqlEventStore(engine)


def test_an_event_on_a_house_bill_is_its_buyers_alone(shared: SqlEventStore) -> None:
    shared.add_events(
        [
            naming("on-house-1", ("TRD", "HOUSE1")),
            naming("on-house-2", ("TRD", "HOUSE2")),
            naming("on-booking-and-house-2", ("BKG", "BK1"), ("TRD", "HOUSE2")),
            naming("on-booking", ("BKG", "BK1")),
            naming("on-the-box"),
        ]
    )
    ids = {name: [found["eventID"] for found in shared.events_of(name)] for name in ("S-1", "S-2")}
    assert ids["S-1"] == ["on-house-1", "on-booking", "on-the-box"]
    assert ids["S-2"] == ["on-house-2", "on-booking-and-house-2", "on-booking", "on-the-box"]


def test_the_setpoint_of_a_shipment_is_stored_exactly(engine: Engine) -> None:
    reefer = replace(BOOK.shipments[0], setpoint_c=Decimal("-18.0"))
    import_port(engine, content(replace(BOOK, shipments=(reefer, BOOK.shipments[1]))))
    found = SqlPortData(engine).book().shipments
    assert [shipment.setpoint_c for shipment in found] == [Decimal("-18.0"), None]


GOOD = transport("ARRI", "2026-11-14T06:00:00+03:00", "KEMBA")
FIELDS = (*GOOD, "references", "documentReferences", "equipmentReference", "documentID", "reason")


@given(st.sampled_from(FIELDS), JSON)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_passes_validation_can_be_stored(engine: Engine, field: str, value: object) -> None:
    found = sort_out(json.dumps([GOOD | {field: value}]))
    SqlEventStore(engine).add_events(found.events)
    SqlFeedStore(engine).reject("f", NOW, [(item.body, item.reasons) for item in found.rejected])


def test_of_an_endless_message_the_beginning_is_kept(engine: Engine) -> None:
    feeds = SqlFeedStore(engine)
    feeds.reject("f", NOW, [("x" * 1_000_000, ("no JSON",))])
    [kept] = feeds.rejected()
    assert 0 < len(kept["body"]) < 300_000
