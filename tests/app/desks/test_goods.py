"""The goods desk and the goods reader under the real policy: who sees which goods and which prices."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.desks.goods import GoodsDesk
from app.desks.records import Recorder
from app.goods_reader import GoodsReader
from core.clock import FixedClock
from core.errors import NotFound
from core.ids import MerchantId, UserId
from core.principal import VISITOR, Principal, Role
from governance.audit import AuditTrail, load_signer
from governance.policy import load_policy
from knowledge.goods.search import Catalogue
from tests.app.desks.counted import Counted
from tests.books import FakePort, book, price, product
from tests.fakes_governance import MemoryLeafLog
from tests.fakes_knowledge import HashEmbedder
from tools.quotation import CurrentTariff

NOON = FixedClock(datetime(2026, 11, 1, 4, 0, tzinfo=UTC))
DAY = date(2026, 11, 1)
ANA = Principal(Role.BUYER, UserId("ana"))
BRAM = Principal(Role.BUYER, UserId("bram"))
STAFF = Principal(Role.MERCHANT, UserId("m1-desk"), MerchantId("M1"))
ADMIN = Principal(Role.ADMIN, UserId("harbour"))
AUDITOR = Principal(Role.AUDITOR, UserId("argus"))
BOOK = book(
    products=(
        product("TEA", name="Jasmine tea 250 g", name_zh="茉莉花茶 250克", aliases=("jasmine",)),
        product("MUG", name="Stoneware mug 300 ml", setpoint_c=None),
        product("CUP", "M2", name="Porcelain mug 200 ml"),
    ),
    prices=(
        price("TEA", "40.00", row=2),
        price("TEA", "38.00", row=3, audience="registered"),
        price("TEA", "35.00", row=4, audience="buyer:bram"),
        price("TEA", "44.00", row=5, valid_from=date(2026, 9, 1), valid_until=date(2026, 10, 31)),
        price("TEA", "45.00", row=6, valid_from=date(2026, 12, 1), valid_until=date(2026, 12, 31)),
        price("MUG", "9.00", row=7, audience="buyer:bram"),
        price("CUP", "8.00", row=8, merchant="M2", audience="registered"),
    ),
)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    made = Catalogue(FakePort(BOOK), HashEmbedder(), tmp_path)
    made.warm_up()
    return made


@pytest.fixture
def log() -> MemoryLeafLog:
    return MemoryLeafLog()


@pytest.fixture
def desk(catalogue: Catalogue, log: MemoryLeafLog, tmp_path: Path) -> GoodsDesk:
    trail = AuditTrail(log, load_signer(tmp_path / "audit.key", "test"))
    return GoodsDesk(
        catalogue,
        CurrentTariff(FakePort(BOOK)),
        load_policy(),
        NOON,
        Recorder(trail, NOON),
        warm_up=catalogue.warm_up,
    )


@pytest.mark.parametrize(
    ("caller", "seen"),
    [
        (VISITOR, {"TEA"}),
        (ANA, {"TEA", "CUP"}),
        (BRAM, {"TEA", "CUP", "MUG"}),
        (STAFF, {"TEA"}),
        (ADMIN, {"TEA", "CUP"}),
        (AUDITOR, set()),
    ],
)
def test_goods_are_found_by_who_may_see_a_price_of_them(
    desk: GoodsDesk, caller: Principal, seen: set[str]
) -> None:
    found = desk.search("mug jasmine", caller)["candidates"]
    assert {one["sku"] for one in found} == seen
    for sku in ("TEA", "CUP", "MUG"):
        merchant = "M2" if sku == "CUP" else "M1"
        if sku in seen:
            assert desk.product(merchant, sku, caller)["sku"] == sku
        else:
            with pytest.raises(NotFound):
                desk.product(merchant, sku, caller)


def test_a_hidden_product_is_told_like_none(desk: GoodsDesk) -> None:
    told = []
    for sku in ("MUG", "NIL"):
        with pytest.raises(NotFound) as refused:
            desk.product("M1", sku, ANA)
        told.append(str(refused.value).replace(sku, ""))
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("caller", "amounts"),
    [
        (VISITOR, ["40.00", "45.00"]),
        (ANA, ["40.00", "38.00", "45.00"]),
        (BRAM, ["40.00", "38.00", "35.00", "45.00"]),
    ],
)
def test_prices_are_the_callers_own_and_never_expired(
    desk: GoodsDesk, caller: Principal, amounts: list[str]
) -> None:
    prices = desk.product("M1", "TEA", caller)["prices"]
    assert [row["unit_price"] for row in prices] == amounts
    assert all(row["valid_until"] >= DAY.isoformat() for row in prices)


def test_a_price_for_one_buyer_names_nobody(desk: GoodsDesk) -> None:
    shown = desk.product("M1", "TEA", BRAM)
    assert [row["audience"] for row in shown["prices"]] == ["public", "registered", "yours", "public"]
    assert "bram" not in str(shown)


def test_a_product_says_what_a_buyer_needs_and_no_cost(desk: GoodsDesk) -> None:
    shown = desk.product("M1", "TEA", ANA)
    assert (shown["carton_cbm"], shown["carton_gw_kg"], shown["moq_cartons"]) == ("0.05", "11.00", 1)
    assert (shown["merchant"], shown["pcs_per_carton"]) == ("First Merchant", 20)
    assert "cost" not in str(shown)
    assert "setpoint_c" not in shown


def test_who_was_shown_prices_is_recorded(desk: GoodsDesk, log: MemoryLeafLog) -> None:
    desk.product("M1", "TEA", ANA)
    assert [b"Product/M1/TEA" in row and b'"ana"' in row for row in log.rows] == [True]


def test_a_search_tells_whether_meaning_counted(
    desk: GoodsDesk, catalogue: Catalogue, tmp_path: Path
) -> None:
    assert desk.search("tea", ANA)["by_meaning"] == "ready"
    cold = Catalogue(FakePort(BOOK), HashEmbedder(), tmp_path / "cold")
    trail = AuditTrail(MemoryLeafLog(), load_signer(tmp_path / "audit.key", "test"))
    other = GoodsDesk(
        cold,
        CurrentTariff(FakePort(BOOK)),
        load_policy(),
        NOON,
        Recorder(trail, NOON),
        warm_up=cold.warm_up,
    )
    assert other.search("tea", ANA)["by_meaning"] == "not ready"
    other.warm_up()
    assert other.search("tea", ANA) == desk.search("tea", ANA)


def test_a_slip_of_the_pen_is_read_past(catalogue: Catalogue) -> None:
    guess = GoodsReader(catalogue, load_policy())("jasmin", ANA, DAY)
    assert guess.clear
    assert [ref.sku for ref in guess.refs] == ["TEA"]


def test_goods_that_are_hidden_are_not_suggested(catalogue: Catalogue) -> None:
    suggest = GoodsReader(catalogue, load_policy())
    assert suggest("stoneware mug", BRAM, DAY).refs[0].sku == "MUG"
    assert "MUG" not in [ref.sku for ref in suggest("stoneware mug", ANA, DAY).refs]


def test_nothing_like_it_suggests_nothing(catalogue: Catalogue) -> None:
    assert GoodsReader(catalogue, load_policy())("diesel generator", ANA, DAY).refs == ()


def test_a_product_is_found_without_going_through_all_prices(
    catalogue: Catalogue, log: MemoryLeafLog, tmp_path: Path
) -> None:
    prices = Counted(BOOK.prices)
    trail = AuditTrail(log, load_signer(tmp_path / "audit.key", "test"))
    tariff = CurrentTariff(FakePort(replace(BOOK, prices=prices)))
    desk = GoodsDesk(
        catalogue, tariff, load_policy(), NOON, Recorder(trail, NOON), warm_up=catalogue.warm_up
    )
    desk.product("M1", "TEA", ANA)
    indexed = prices.gone_through
    desk.product("M2", "CUP", ANA)
    assert (indexed, prices.gone_through) == (1, 1)
