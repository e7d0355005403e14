"""Edits are saved whole, for one merchant only, and running servers see them."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import Engine, event

from core.errors import BadInput, NotFound
from core.ids import MerchantId
from core.trade import CostRow, Merchant
from store.audit_leaves import SqlLeafLog
from store.catalogue import SqlCatalogue
from store.events import SqlEventStore
from store.port_data import SqlPortData
from store.port_import import import_port
from store.price_points import SqlPricePoints
from store.row_changes import Changes
from tests.books import price, product
from tests.store import rows as made
from tests.store.rows import BOOK, COSTS, Content, content, leaf

M2 = MerchantId("M2")
THEIRS = price("B-1", "5.00", merchant="M2", row=4)
TWO = replace(
    BOOK,
    merchants=(*BOOK.merchants, Merchant(3, M2, "Second")),
    products=(*BOOK.products, product("B-1", "M2", row=3)),
    prices=(*BOOK.prices, THEIRS),
)
BOTH = Content(TWO, (*COSTS, CostRow(3, M2, "B-1", Decimal("2.00"), "USD")))
STAFF = ("products", "prices", "costs")


def test_one_merchant_reads_only_its_own_rows(engine: Engine) -> None:
    import_port(engine, BOTH)
    own = SqlCatalogue(engine).read(STAFF, "M1")
    assert own.rows == {"products": BOOK.products, "prices": BOOK.prices, "costs": COSTS}
    assert own.revision == SqlPortData(engine).revision()
    assert own.merchant_ids | own.user_ids == {"M1", "M2", "ann", "ben"}


def test_an_edit_replaces_the_merchants_rows_and_nobody_elses(engine: Engine) -> None:
    import_port(engine, BOTH)
    data, catalogue = SqlPortData(engine), SqlCatalogue(engine)
    revision, _ = data.revision(), data.book()
    dearer = replace(BOOK.prices[0], unit_price=Decimal("13.00"))
    saved = catalogue.save({"prices": [dearer]}, leaf("Catalogue/M1"), revision=revision, merchant_id="M1")
    assert saved["prices"].counts == Changes(changed=1, removed=1)
    assert data.book().prices == (dearer, THEIRS)
    assert data.revision() != revision
    assert catalogue.read(("costs",)).rows == {"costs": tuple(BOTH.costs)}


def test_every_edit_is_in_the_audit_log_and_in_the_history_of_prices(engine: Engine) -> None:
    import_port(engine, BOTH)
    before = SqlLeafLog(engine).size()
    dearer = replace(BOOK.prices[0], unit_price=Decimal("13.00"))
    rows = {"prices": [dearer, *BOOK.prices[1:]]}
    revision = SqlPortData(engine).revision()
    SqlCatalogue(engine).save(rows, leaf("Catalogue/M1"), revision=revision, merchant_id="M1")
    assert SqlLeafLog(engine).leaves(before, before + 1) == [leaf("Catalogue/M1").canonical()]
    newest = SqlPricePoints(engine).points_of("M1", "A-1")[-1]
    assert (newest.unit_price, newest.revision) == (Decimal("13.00"), SqlPortData(engine).revision())


def test_an_edit_of_a_port_that_moved_on_changes_nothing(engine: Engine) -> None:
    import_port(engine, BOTH)
    revision = SqlPortData(engine).revision()
    import_port(engine, content())
    size = SqlLeafLog(engine).size()
    with pytest.raises(BadInput, match="changed since your preview"):
        SqlCatalogue(engine).save({"prices": []}, leaf("Catalogue/M1"), revision=revision, merchant_id="M1")
    assert SqlPortData(engine).book() == BOOK
    assert SqlLeafLog(engine).size() == size


def test_an_edit_without_a_change_keeps_the_revision(engine: Engine) -> None:
    import_port(engine, BOTH)
    revision = SqlPortData(engine).revision()
    rows = {"prices": BOOK.prices, "costs": COSTS}
    SqlCatalogue(engine).save(rows, leaf("Catalogue/M1"), revision=revision, merchant_id="M1")
    assert SqlPortData(engine).revision() == revision


def test_the_costs_of_a_removed_product_go_with_it(engine: Engine) -> None:
    import_port(engine, BOTH)
    catalogue = SqlCatalogue(engine)
    rows = {"products": TWO.products[:1], "prices": BOOK.prices}
    catalogue.save(rows, leaf("Catalogue/port"), revision=SqlPortData(engine).revision())
    assert catalogue.read(("costs",)).rows["costs"] == COSTS


@pytest.fixture
def locked(engine: Engine) -> Iterator[list[str]]:
    """The statements since the newest time that a writer took its turn."""
    statements: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        if takes_turn(statement):
            statements.clear()
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def takes_turn(statement: str) -> bool:
    return statement == "BEGIN IMMEDIATE" or "pg_advisory_xact_lock" in statement


def test_others_wait_for_the_writing_alone(engine: Engine, locked: list[str]) -> None:
    """What an edit changes is found out before: comparing 200,000 prices takes many times as long."""
    import_port(engine, BOTH)
    dearer = [replace(row, unit_price=Decimal("13.00"), row=row.row + 5) for row in BOOK.prices]
    rows = {"products": BOOK.products, "prices": dearer, "costs": COSTS}
    revision = SqlPortData(engine).revision()
    SqlCatalogue(engine).save(rows, leaf("Catalogue/M1"), revision=revision, merchant_id="M1")
    assert takes_turn(locked[0])
    assert not [text for text in locked if "FROM prices" in text or "FROM products" in text]
    assert not [text for text in locked if "costs" in text]
    [update] = [text for text in locked if text.startswith("UPDATE prices")]
    assert "unit_price" in update
    assert "currency" not in update


def test_costs_of_goods_that_go_are_removed_by_their_keys(engine: Engine, locked: list[str]) -> None:
    import_port(engine, BOTH)
    rows = {"products": TWO.products[:1], "prices": BOOK.prices}
    revision = SqlPortData(engine).revision()
    SqlCatalogue(engine).save(rows, leaf("Catalogue/port"), revision=revision)
    [delete] = [text.replace('"', "") for text in locked if "costs" in text]
    assert delete.startswith("DELETE FROM costs WHERE costs.key =")


def test_what_changes_while_an_edit_is_prepared_is_not_written_over(engine: Engine) -> None:
    import_port(engine, BOTH)
    revision, size = SqlPortData(engine).revision(), SqlLeafLog(engine).size()
    waiting = [BOTH, content()]

    def another_comes_first(_: object, __: object, statement: str, *___: object) -> None:
        if takes_turn(statement) and len(waiting) == 2:
            waiting.pop(0)
            import_port(engine, waiting[0])

    event.listen(engine, "before_cursor_execute", another_comes_first)
    with pytest.raises(BadInput, match="changed since your preview"):
        SqlCatalogue(engine).save({"prices": []}, leaf("Catalogue/M1"), revision=revision, merchant_id="M1")
    assert SqlPortData(engine).book() == BOOK
    assert SqlLeafLog(engine).size() == size


def test_who_buys_is_told_apart_from_the_other_users(engine: Engine) -> None:
    import_port(engine, BOTH)
    stored = SqlCatalogue(engine).read(())
    assert stored.buyer_ids == {"ann"}
    assert stored.user_ids == {"ann", "ben"}


def test_importing_the_folder_again_replaces_what_was_edited(engine: Engine) -> None:
    first = import_port(engine, BOTH)
    SqlCatalogue(engine).save({"fx": []}, leaf("Catalogue/port"), revision=first.revision)
    again = import_port(engine, BOTH)
    assert again.tables["fx"] == Changes(added=1)
    assert again.revision == first.revision == SqlPortData(engine).revision()


def test_all_events_are_read_in_their_order(engine: Engine) -> None:
    import_port(engine, content(events=[made.event("e2"), made.event("e1")]))
    assert [found["eventID"] for found in SqlEventStore(engine).all_events()] == ["e2", "e1"]


def test_before_the_first_import_there_is_nothing_to_edit(engine: Engine) -> None:
    catalogue = SqlCatalogue(engine)
    with pytest.raises(NotFound):
        catalogue.read(STAFF, "M1")
    with pytest.raises(NotFound):
        catalogue.save({"prices": []}, leaf("Catalogue/M1"), revision="")
