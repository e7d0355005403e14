"""An edit is of one's own merchant, and nothing dangles after it."""

from dataclasses import replace

import pytest

from core.ids import UserId
from core.principal import Role
from core.trade import User
from tests.books import price, product
from tools.catalogue.edit_checks import Surroundings, check_references, check_scope
from tools.catalogue.folder.tables import Tables
from tools.catalogue.workbook import Workbook, WorkbookError

AROUND = Surroundings(frozenset({"M1"}), frozenset({"ana"}))
PLACES = {("prices", "sku"): "B", ("prices", "audience"): "J", ("products", "merchant_id"): "A"}
PRESENT = Tables(products=(product(row=2), product("CUP", row=3)), prices=(price(row=2),))


def edit(**tables: object) -> Workbook:
    return Workbook(Tables(**tables), PLACES, ())  # type: ignore[arg-type]


def refused(workbook: Workbook, *, remove: bool = False) -> list[str]:
    with pytest.raises(WorkbookError) as raised:
        check_references(PRESENT, workbook, AROUND, remove=remove)
    return list(raised.value.problems)


def test_rows_of_another_merchant_are_named_and_nothing_is_told_of_it() -> None:
    theirs = edit(products=(product(row=2), product("X", "M2", row=7), product("Y", "nobody", row=8)))
    with pytest.raises(WorkbookError) as raised:
        check_scope(theirs, "M1")
    assert raised.value.problems == (
        "products!A7: 'M2' is not your own merchant.",
        "products!A8: 'nobody' is not your own merchant.",
    )


def test_references_go_by_the_catalogue_as_it_would_be() -> None:
    check_references(PRESENT, edit(prices=(price("CUP"),)), AROUND, remove=False)
    new = edit(products=(product("POT", row=2),), prices=(price("POT"),))
    check_references(PRESENT, new, AROUND, remove=False)


def test_dangling_references_name_their_cell() -> None:
    rows = (price("POT", row=5), price("TEA", row=6, audience="buyer:bob"))
    assert refused(edit(prices=rows)) == [
        "prices!B5: 'POT' of merchant 'M1' is none of the products.",
        "prices!J6: 'bob' is none of the users.",
    ]


def test_removal_that_leaves_something_dangling_is_refused() -> None:
    gone = edit(products=(product("CUP"),))
    check_references(PRESENT, gone, AROUND, remove=False)
    assert refused(gone, remove=True) == [
        "prices, column sku: In a row that stays: 'TEA' of merchant 'M1' is none of the products."
    ]
    check_references(PRESENT, edit(products=(product("CUP"),), prices=()), AROUND, remove=True)


def test_nobody_removes_their_own_account() -> None:
    ana, bob = (
        User(row=n, user_id=UserId(id_), name=id_, role=Role.ADMIN) for n, id_ in ((2, "ana"), (3, "bob"))
    )
    present = replace(PRESENT, users=(ana, bob))
    by_ana = replace(AROUND, editor_id="ana")
    check_references(present, edit(users=(bob,)), by_ana, remove=False)
    check_references(present, edit(users=(ana,)), by_ana, remove=True)
    with pytest.raises(WorkbookError) as raised:
        check_references(present, edit(users=(bob,)), by_ana, remove=True)
    assert raised.value.problems == (
        "users, column user_id: 'ana' is your own account, which you cannot remove.",
    )


def test_an_administrators_users_count_before_those_that_are_there() -> None:
    bob = User(row=2, user_id=UserId("bob"), name="Bob", role=Role.BUYER)
    both = edit(users=(bob,), prices=(price(audience="buyer:bob"),))
    check_references(replace(PRESENT, users=()), both, AROUND, remove=False)
