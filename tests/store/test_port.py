"""Import brings the rows exactly, once; the book is read anew only after a change."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from core.errors import BadInput, NotFound
from core.trade import PriceRow
from store.events import SqlEventStore
from store.identity import SqlIdentity
from store.port_data import SqlPortData
from store.port_import import Changes, import_port
from tests.store.rows import ANN, BEN, BOOK, COSTS, content, event


def test_book_and_costs_come_back_as_they_went_in(engine: Engine) -> None:
    import_port(engine, content())
    data = SqlPortData(engine)
    assert data.book() == BOOK
    assert str(data.book().prices[0].unit_price) == "12.50"
    assert (data.costs("M1"), data.costs("M2")) == (list(COSTS), [])


def test_before_the_first_import_there_is_no_port(engine: Engine) -> None:
    with pytest.raises(NotFound, match="quayside import"):
        SqlPortData(engine).book()


def test_second_import_of_the_same_changes_nothing(engine: Engine) -> None:
    first = import_port(engine, content(events=[event("e1")]))
    second = import_port(engine, content(events=[event("e1")]))
    assert first.tables["users"] == Changes(added=2)
    assert second.tables["users"] == Changes(unchanged=2)
    assert second.tables["events"] == Changes(unchanged=1)
    assert all(changes.unchanged for name, changes in second.tables.items())
    assert second.revision == first.revision == SqlPortData(engine).revision()


def test_changes_are_counted_and_seen_by_a_reader_that_cached(engine: Engine) -> None:
    data = SqlPortData(engine)
    import_port(engine, content())
    before = data.book()
    assert data.book() is before
    low, high = BOOK.prices
    dearer = replace(low, unit_price=Decimal("13.00"))
    extra = replace(high, row=4, min_cartons=90)
    report = import_port(engine, content(replace(BOOK, prices=(dearer, extra), fx=())))
    assert report.tables["prices"] == Changes(added=1, changed=1, removed=1)
    assert report.tables["fx"] == Changes(removed=1)
    assert data.book().prices == (dearer, extra)


def test_row_that_only_moved_is_unchanged_but_keeps_its_new_line(engine: Engine) -> None:
    import_port(engine, content())
    low, high = BOOK.prices
    moved = (replace(high, row=2), replace(low, row=3))
    report = import_port(engine, content(replace(BOOK, prices=moved)))
    assert report.tables["prices"] == Changes(unchanged=2)
    assert SqlPortData(engine).book().prices == moved


def test_rows_with_the_same_identity_are_all_kept(engine: Engine) -> None:
    low = BOOK.prices[0]
    twice: tuple[PriceRow, ...] = (low, replace(low, row=3, unit_price=Decimal("9.99")))
    import_port(engine, content(replace(BOOK, prices=twice)))
    assert SqlPortData(engine).book().prices == twice


def test_failed_import_changes_nothing(engine: Engine) -> None:
    import_port(engine, content())
    broken = content(replace(BOOK, fx=()), events=[event("e1"), {"eventID": ""}])
    with pytest.raises(BadInput):
        import_port(engine, broken)
    assert SqlPortData(engine).book() == BOOK


def test_removed_user_cannot_sign_in_any_more(engine: Engine) -> None:
    import_port(engine, content())
    identity = SqlIdentity(engine)
    identity.set_password_hash(ANN, "hash")
    identity.add_api_key("key", ANN, "laptop")
    import_port(engine, content(replace(BOOK, users=BOOK.users[1:])))
    assert (identity.password_hash(ANN), identity.api_key_user("key")) == (None, None)
    with pytest.raises(NotFound):
        identity.principal(ANN)
    assert identity.principal(BEN).merchant_id == "M1"


def test_new_versions_of_events_are_kept_and_known_ones_are_not_stored_twice(engine: Engine) -> None:
    import_port(engine, content())
    store = SqlEventStore(engine)
    first = event("e1", references=[{"referenceType": "FF", "referenceValue": "S-1"}])
    later = first | {"eventCreatedDateTime": "2026-11-01T01:00:00Z"}
    assert store.add_events([later, first]) == 2
    assert store.add_events([first]) == 0
    assert store.events_of("S-1") == [first, later]


def test_same_instant_in_another_offset_is_the_same_version(engine: Engine) -> None:
    store = SqlEventStore(engine)
    assert (
        store.add_events([event("e1", "2026-11-01T08:00:00+08:00"), event("e1", "2026-11-01T00:00:00Z")])
        == 1
    )


def test_shared_container_shows_each_shipment_only_its_own(engine: Engine) -> None:
    import_port(engine, content())
    store = SqlEventStore(engine)
    box = {"equipmentReference": "CSQU3054383"}
    store.add_events(
        [
            event("by-booking", documentReferences=[
                {"documentReferenceType": "BKG", "documentReferenceValue": "BK1"}], **box),
            event("by-reference", references=[{"referenceType": "FF", "referenceValue": "S-2"}], **box),
            event("by-container", **box),
            event("last-year", documentReferences=[
                {"documentReferenceType": "BKG", "documentReferenceValue": "OLD"}], **box),
        ]
    )  # fmt: skip
    assert [found["eventID"] for found in store.events_of("S-1")] == ["by-booking", "by-container"]
    assert [found["eventID"] for found in store.events_of("S-2")] == ["by-reference", "by-container"]
    assert store.events_of("S-3") == []


@pytest.mark.parametrize(
    "bad",
    [
        {"eventType": "EQUIPMENT"},
        {"eventID": "e1", "eventType": ["EQUIPMENT"]},
        event("e1", "yesterday"),
        event("e1", "2026-11-01T08:00:00"),
    ],
)
def test_what_is_no_event_is_refused_and_nothing_of_it_stored(
    engine: Engine, bad: dict[str, object]
) -> None:
    import_port(engine, content())
    store = SqlEventStore(engine)
    with pytest.raises(BadInput):
        store.add_events([event("fine", equipmentReference="CSQU3054383"), bad])
    assert store.events_of("S-1") == []
