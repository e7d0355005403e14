"""The catalogue desk over a real database and the real policy: each sees and edits what is theirs."""

import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.desks.catalogue import CatalogueDesk
from app.desks.records import Recorder
from core.clock import FixedClock
from core.errors import BadInput, Busy, NotPermitted
from core.principal import VISITOR, Principal
from core.turns import JsonObject
from governance.audit import AuditTrail, load_signer
from governance.policy import load_policy
from store.audit_leaves import SqlLeafLog
from store.catalogue import SqlCatalogue, StoredCatalogue
from store.database import connect
from store.identity import SqlIdentity
from store.migrations import migrate
from store.port_data import SqlPortData
from store.port_import import import_port
from tests.app.desks.quotation_office import BOOK, NOON, Content
from tools.catalogue.workbook import WorkbookError

Edit = Callable[[Any], None]


@dataclass
class Room:
    desk: CatalogueDesk
    data: SqlPortData
    trail: AuditTrail
    identity: SqlIdentity
    repeat: Callable[[], object]
    opened: Callable[[type[SqlCatalogue]], CatalogueDesk]

    def person(self, user_id: str) -> Principal:
        return VISITOR if user_id == "visitor" else self.identity.principal(user_id)

    def edited(self, user_id: str, edit: Edit) -> bytes:
        """The user's own workbook after `edit`, saved as Excel does."""
        book = load_workbook(io.BytesIO(self.desk.workbook(self.person(user_id))))
        edit(book)
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()

    def preview(self, user_id: str, content: bytes) -> JsonObject:
        return self.desk.preview(content, self.person(user_id))

    def apply(self, user_id: str, content: bytes, token: str, *, remove: bool = False) -> JsonObject:
        return self.desk.apply(content, self.person(user_id), token=token, remove=remove)

    def newest_leaf(self) -> JsonObject:
        size = self.trail.size()
        leaf: JsonObject = json.loads(self.trail.leaves(size - 1, size)[0])
        return leaf


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    engine = connect(f"sqlite:///{tmp_path / 'quayside.db'}")
    migrate(engine)
    import_port(engine, Content())
    trail = AuditTrail(SqlLeafLog(engine), load_signer(tmp_path / "audit.key", "test"))

    def opened(catalogue: type[SqlCatalogue]) -> CatalogueDesk:
        return CatalogueDesk(catalogue(engine), load_policy(), Recorder(trail, FixedClock(NOON)))

    cheaper = replace(BOOK, prices=tuple(replace(row, note="by folder") for row in BOOK.prices))
    yield Room(
        opened(SqlCatalogue),
        SqlPortData(engine),
        trail,
        SqlIdentity(engine),
        lambda: import_port(engine, Content(cheaper)),
        opened,
    )
    engine.dispose()


def reprice(amount: float) -> Edit:
    def edit(book: Any) -> None:
        book["prices"]["G2"] = amount

    return edit


def keep(_: Any) -> None:
    """The workbook as it came."""


def test_staff_get_their_own_rows_and_costs_and_nothing_of_others(room: Room) -> None:
    book = load_workbook(io.BytesIO(room.desk.workbook(room.person("m1-desk"))))
    assert book.sheetnames[:3] == ["products", "prices", "costs"]
    cells = [str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {"TEA", "30"} <= set(cells)
    assert not [cell for cell in cells if "RICE" in cell or "M2" in cell or "7.77" in cell]
    assert room.newest_leaf()["resource"].startswith("Catalogue/M1@")


def test_the_office_gets_every_table_but_the_costs(room: Room) -> None:
    book = load_workbook(io.BytesIO(room.desk.workbook(room.person("office"))))
    assert {"users", "merchants", "lanes", "fx", "shipments", "prices"} <= set(book.sheetnames)
    assert "costs" not in book.sheetnames


@pytest.mark.parametrize("user_id", ["visitor", "ana", "audit"])
def test_others_may_not_and_the_log_hears_of_it(room: Room, user_id: str) -> None:
    with pytest.raises(NotPermitted):
        room.desk.workbook(room.person(user_id))
    with pytest.raises(NotPermitted):
        room.preview(user_id, b"not even a workbook")
    with pytest.raises(NotPermitted):
        room.desk.authorize(room.person(user_id))
    assert room.newest_leaf()["decision"] == "deny"


def test_what_was_previewed_is_applied_and_recorded(room: Room) -> None:
    before = room.data.revision()
    content = room.edited("m1-desk", reprice(50.5))
    told = room.preview("m1-desk", content)
    assert told["rows"][0]["fields"] == [{"name": "unit_price", "old": "40.00", "new": "50.5"}]
    assert room.data.revision() == before
    done = room.apply("m1-desk", content, told["token"])
    assert done["tables"]["prices"] == {"added": 0, "changed": 1, "unchanged": 1, "removed": 0}
    assert room.data.book().prices[0].unit_price == Decimal("50.5")
    assert room.data.book().prices[1:] == BOOK.prices[1:]
    leaf = room.newest_leaf()
    assert (leaf["action"], leaf["resource"], leaf["rule"]) == (
        "manage",
        "Catalogue/M1",
        "catalogue-own-merchant",
    )
    assert room.trail.verify().ok


def test_after_a_change_in_between_the_token_is_worth_nothing(room: Room) -> None:
    content = room.edited("m1-desk", reprice(50.5))
    token = room.preview("m1-desk", content)["token"]
    room.repeat()
    with pytest.raises(BadInput, match="changed since your preview"):
        room.apply("m1-desk", content, token)
    with pytest.raises(BadInput, match="changed since your preview"):
        room.apply("m1-desk", room.edited("m1-desk", reprice(51)), token)
    assert room.data.book().prices[0].unit_price == Decimal("40.00")


def test_an_edit_of_another_merchant_leaves_the_token_good(room: Room) -> None:
    content = room.edited("m1-desk", reprice(50.5))
    token = room.preview("m1-desk", content)["token"]
    theirs = room.edited("m2-desk", reprice(11))
    room.apply("m2-desk", theirs, room.preview("m2-desk", theirs)["token"])
    room.apply("m1-desk", content, token)
    prices = {row.sku: row.unit_price for row in room.data.book().prices if row.audience == "public"}
    assert prices == {"TEA": Decimal("50.5"), "RICE": Decimal(11)}


def test_a_row_of_another_merchant_is_refused_by_its_cell(room: Room) -> None:
    def steal(book: Any) -> None:
        book["prices"]["A2"], book["prices"]["B2"] = "M2", "RICE"

    with pytest.raises(WorkbookError, match=r"prices!A2: 'M2' is not your own merchant"):
        room.preview("m1-desk", room.edited("m1-desk", steal))


def test_missing_rows_go_only_when_removal_is_asked_for(room: Room) -> None:
    content = room.edited("m1-desk", lambda book: book["prices"].delete_rows(3))
    told = room.preview("m1-desk", content)
    assert told["tables"]["prices"]["missing"] == 1
    room.apply("m1-desk", content, told["token"])
    assert len(room.data.book().prices) == 4
    room.apply("m1-desk", content, told["token"], remove=True)
    assert len(room.data.book().prices) == 3


def test_a_removal_that_would_leave_prices_without_goods_is_told_before_and_refused(room: Room) -> None:
    def no_goods(book: Any) -> None:
        book["products"].delete_rows(2)
        del book["prices"], book["costs"]

    content = room.edited("m1-desk", no_goods)
    told = room.preview("m1-desk", content)
    assert "Removal would be refused: In a row that stays: 'TEA'" in told["warnings"][0]
    with pytest.raises(WorkbookError, match="none of the products"):
        room.apply("m1-desk", content, told["token"], remove=True)


def test_a_price_below_cost_is_told_to_the_merchant_and_not_to_the_office(room: Room) -> None:
    staff = room.preview("m1-desk", room.edited("m1-desk", reprice(29)))["warnings"]
    assert any("a carton sells at 29 USD and costs 30.00" in warning for warning in staff)
    office = room.preview("office", room.edited("office", reprice(29)))
    assert office["tables"]["prices"]["changed"] == 1
    assert not [warning for warning in office["warnings"] if "30.00" in warning]


def test_the_office_may_edit_everything_else(room: Room) -> None:
    def newcomer(book: Any) -> None:
        book["merchants"].append(["M3", "Third Merchant"])
        book["users"].append(["m3-desk", "Third desk", "merchant", "M3"])
        book["lanes"]["E2"] = 120

    content = room.edited("office", newcomer)
    room.apply("office", content, room.preview("office", content)["token"])
    assert room.person("m3-desk").merchant_id == "M3"
    assert room.data.book().lanes[0].rate == Decimal(120)


@pytest.mark.parametrize("user_id", ["nobody", "office", "audit", "m2-desk", "m1-desk"])
def test_to_a_merchant_all_who_do_not_buy_are_nobody(room: Room, user_id: str) -> None:
    def one_price(book: Any) -> None:
        book["prices"]["J3"] = f"buyer:{user_id}"

    with pytest.raises(WorkbookError) as raised:
        room.preview("m1-desk", room.edited("m1-desk", one_price))
    assert raised.value.problems == (f"prices!J3: {user_id!r} is no buyer of this port.",)


def test_a_merchant_may_name_any_buyer(room: Room) -> None:
    def one_price(book: Any) -> None:
        book["prices"]["J3"] = "buyer:bo"

    assert room.preview("m1-desk", room.edited("m1-desk", one_price))["tables"]["prices"]["added"] == 1


def test_a_price_for_somebody_who_no_longer_buys_stops_no_edit(room: Room) -> None:
    def promoted(book: Any) -> None:
        assert book["users"]["A2"].value == "ana"
        book["users"]["C2"] = "auditor"

    content = room.edited("office", promoted)
    room.apply("office", content, room.preview("office", content)["token"])
    assert (
        room.preview("m1-desk", room.edited("m1-desk", reprice(50.5)))["tables"]["prices"]["changed"] == 1
    )


def test_the_office_cannot_remove_the_account_that_edits(room: Room) -> None:
    content = room.edited("office", lambda book: book["users"].delete_rows(6))
    told = room.preview("office", content)
    assert (
        "Removal would be refused: 'office' is your own account, which you cannot remove."
        in told["warnings"]
    )
    with pytest.raises(WorkbookError, match="'office' is your own account"):
        room.apply("office", content, told["token"], remove=True)
    assert room.person("office").user_id == "office"


def test_only_two_workbooks_are_read_at_a_time(room: Room) -> None:
    content = room.edited("m1-desk", keep)
    waiting = 0

    class Meanwhile(SqlCatalogue):
        """Others hand in a workbook while this one is read."""

        def read(self, tables: Iterable[str], merchant_id: str | None = None) -> StoredCatalogue:
            nonlocal waiting
            waiting += 1
            desk.preview(content, room.person("m1-desk"))
            return super().read(tables, merchant_id)

    desk = room.opened(Meanwhile)
    for _ in range(2):
        with pytest.raises(Busy, match="2 workbooks are being read") as raised:
            desk.preview(content, room.person("m1-desk"))
        assert raised.value.hint == "Try again in 30 s."
    assert waiting == 4


def test_a_refused_workbook_makes_room_for_the_next(room: Room) -> None:
    for _ in range(3):
        with pytest.raises(BadInput, match="no workbook"):
            room.preview("m1-desk", b"nothing")
        with pytest.raises(BadInput, match="no workbook"):
            room.apply("m1-desk", b"nothing", "0" * 64)


def test_a_workbook_that_was_not_edited_changes_nothing(room: Room) -> None:
    before = room.data.revision()
    for user_id in ("m1-desk", "office"):
        content = room.edited(user_id, keep)
        told = room.preview(user_id, content)
        assert (told["rows"], told["warnings"]) == ([], [])
        room.apply(user_id, content, told["token"], remove=True)
    assert room.data.revision() == before
