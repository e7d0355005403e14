"""Edits are saved whole, for one merchant only, and running servers see them."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from core.errors import BadInput, NotFound
from core.ids import MerchantId
from core.trade import CostRow, Merchant
from store.audit_leaves import SqlLeafLog
from store.catalogue import SqlCatalogue
from store.port_data import SqlPortData
from store.port_import import import_port
from store.price_points import SqlPricePoints
from store.row_changes import Changes
from tests.books import price, product
from tests.store.rows import BOOK, COSTS, Content, content, event, leaf

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


def test_importing_the_folder_again_replaces_what_was_edited(engine: Engine) -> None:
    first = import_port(engine, BOTH)
    SqlCatalogue(engine).save({"fx": []}, leaf("Catalogue/port"), revision=first.revision)
    again = import_port(engine, BOTH)
    assert again.tables["fx"] == Changes(added=1)
    assert again.revision == first.revision == SqlPortData(engine).revision()


def test_all_events_are_read_in_their_order(engine: Engine) -> None:
    import_port(engine, content(events=[event("e2"), event("e1")]))
    assert [found["eventID"] for found in SqlCatalogue(engine).events()] == ["e2", "e1"]


def test_before_the_first_import_there_is_nothing_to_edit(engine: Engine) -> None:
    catalogue = SqlCatalogue(engine)
    with pytest.raises(NotFound):
        catalogue.read(STAFF, "M1")
    with pytest.raises(NotFound):
        catalogue.save({"prices": []}, leaf("Catalogue/M1"), revision="")
