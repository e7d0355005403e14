"""Who may quote, what a name means, and the order of the checks."""

from dataclasses import replace
from typing import Any

import pytest

from core.ids import MerchantId, UserId
from core.principal import Role
from core.trade import User
from tests.books import book, price, product
from tests.tools.quotation.asking import answer


def user(name: str, role: Role, merchant: str | None = None) -> User:
    merchant_id = MerchantId(merchant) if merchant else None
    return User(row=2, user_id=UserId(name), name=name, role=role, merchant_id=merchant_id)


PEOPLE = (
    user("ana", Role.BUYER),
    user("m1-desk", Role.MERCHANT, "M1"),
    user("boss", Role.ADMIN),
    user("audit", Role.AUDITOR),
)
PRODUCTS = (
    product("TEA", aliases=("green tea",), name_zh="绿茶"),
    product("RICE", "M1", name="Glutinous rice"),
    product("GR", "M2", name="Glutinous Rice"),
    product("SALT", "M1"),
    product("SALT", "M2"),
)
PORT = book(
    users=PEOPLE,
    products=PRODUCTS,
    prices=tuple(price(item.sku, merchant=item.merchant_id) for item in PRODUCTS),
)


def asked(sku: str, **document: Any) -> dict[str, Any]:
    return answer(PORT, **{"lines": [{"sku": sku, "qty": 10, "unit": "carton"}], **document})


@pytest.mark.parametrize("name", ["TEA", "tea", " Product  TEA ", "GREEN TEA", "绿茶", "M1/TEA", "m1/tea"])
def test_goods_go_by_sku_name_or_alias(name: str) -> None:
    assert asked(name)["lines"][0]["sku"] == "TEA"


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("salt", ["M1/SALT", "M2/SALT"]),
        ("glutinous RICE", ["M1/RICE", "M2/GR"]),
        ("pepper", []),
        ("M3/SALT", []),
    ],
)
def test_a_name_of_several_products_or_none_is_ambiguous(name: str, keys: list[str]) -> None:
    result = asked(name)
    assert (result["outcome"], result["asked"]) == ("ambiguous_product", name)
    assert [f"{each['merchant_id']}/{each['sku']}" for each in result["candidates"]] == keys


@pytest.mark.parametrize(
    ("caller", "sku", "outcome"),
    [
        (None, "TEA", "quoted"),
        ("ana", "TEA", "quoted"),
        ("boss", "TEA", "quoted"),
        ("m1-desk", "TEA", "quoted"),
        ("m1-desk", "M2/SALT", "not_permitted"),
        ("audit", "TEA", "not_permitted"),
        ("nobody", "TEA", "not_permitted"),
    ],
)
def test_only_some_may_quote(caller: str | None, sku: str, outcome: str) -> None:
    assert asked(sku, **{"as": caller})["outcome"] == outcome


def test_all_that_is_missing_is_said_at_once() -> None:
    bare = answer(PORT, lines=[{"sku": "TEA"}], term=None, to=None)
    assert bare == {"outcome": "incomplete", "missing": ["quantity", "place", "term"]}


def test_dangerous_goods_need_review() -> None:
    port = replace(PORT, products=(product("TEA"), product("GAS", dangerous=True)))
    result = answer(port, "TEA=1carton GAS=1carton", to="INNSA", term="CIF")
    assert result == {
        "outcome": "needs_review",
        "reason": "dangerous_goods",
        "lines": [{"merchant_id": "M1", "sku": "GAS"}],
    }


# Each fails one check; together they fail it and all later ones.
FAILURES: list[tuple[str, dict[str, Any]]] = [
    ("not_permitted", {"as": "audit"}),
    ("ambiguous_product", {"lines": [{"sku": "SALT"}]}),
    ("incomplete", {"lines": [{"sku": "GAS"}]}),
    ("ambiguous_place", {"to": "Tripoli", "term": "CIF"}),
    ("needs_review", {"lines": [{"sku": "GAS", "qty": 1}]}),
    ("no_price", {"lines": [{"sku": "NEW", "qty": 1}]}),
    ("unserved_lane", {"to": "INNSA", "term": "CIF"}),
]


@pytest.mark.parametrize("at", range(len(FAILURES)))
def test_the_first_failure_in_the_order_of_the_checks_decides(at: int) -> None:
    port = replace(PORT, products=(*PRODUCTS, product("GAS", dangerous=True), product("NEW")))
    request: dict[str, Any] = {"lines": [{"sku": "TEA", "qty": 1}]}
    for _, failure in reversed(FAILURES[at:]):
        request |= failure
    assert answer(port, **request)["outcome"] == FAILURES[at][0]
