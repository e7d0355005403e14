"""Price watches: set, refused, ended."""

from decimal import Decimal

import pytest

from core.errors import BadInput
from core.ports import Tool, ToolContext, WatchStore
from core.principal import VISITOR, Principal
from core.records import CancelWatch, SaveWatch
from core.trade import PortBook
from core.turns import HandoffArgs, JsonObject, ToolResult, WatchArgs
from core.values import AmountValue, ProductRef, ProductValue
from tests.books import BUYER, STAFF, TODAY, FakePort, book, price
from tools.watch import WatchTool

REFS = {
    sku: ProductRef(merchant_id=merchant, sku=sku, name=sku)
    for sku, merchant in (("TEA", "M1"), ("RICE", "M2"))
}


class FakeWatches:
    """A WatchStore that holds what it is given, newest first."""

    def __init__(self, *watches: JsonObject) -> None:
        self.watches = list(watches)

    def active_watches(self, user_id: str) -> list[JsonObject]:
        return self.watches if user_id == "ana" else []


def watch(watch_id: str, sku: str) -> JsonObject:
    ref = REFS[sku]
    return {
        "watch_id": watch_id,
        "merchant_id": ref.merchant_id,
        "sku": sku,
        "below": "9.00",
        "currency": "USD",
    }


def goods(*skus: str) -> ProductValue:
    return ProductValue(asked="goods", candidates=tuple(REFS[sku] for sku in skus))


def amount(value: str = "9", currency: str = "") -> AmountValue:
    return AmountValue(amount=Decimal(value), currency=currency, asked=value)


def call(
    args: WatchArgs,
    *,
    caller: Principal = BUYER,
    store: WatchStore | None = None,
    port: PortBook | None = None,
) -> ToolResult:
    tool: Tool = WatchTool(store or FakeWatches(), FakePort(port or book()))
    return tool(args, ToolContext(caller, "t1", TODAY))


def test_a_watch_is_set_in_the_currency_of_the_callers_list() -> None:
    lists = book(
        prices=(
            price(currency="USD"),
            price(currency="CNY", audience="registered", row=3),
            price(currency="EUR", audience="buyer:ben", row=4),
        )
    )
    result = call(WatchArgs(product=goods("TEA"), below=amount()), port=lists)
    assert (result.outcome, result.args) == ("watching", {"sku": "TEA", "below": "9", "currency": "CNY"})
    saved = SaveWatch.model_validate(result.effects[0])
    assert (saved.merchant_id, saved.below, saved.currency) == ("M1", Decimal(9), "CNY")
    assert result.facts[0].label.readers == frozenset({"ana"})


def test_a_currency_that_was_said_is_kept() -> None:
    result = call(WatchArgs(product=goods("TEA"), below=amount(currency="EUR")))
    assert result.args["currency"] == "EUR"


def test_a_product_without_a_list_is_watched_in_the_ports_currency() -> None:
    assert call(WatchArgs(product=goods("RICE"), below=amount())).args["currency"] == "USD"


def test_a_repeated_turn_sets_the_same_watch() -> None:
    args = WatchArgs(product=goods("TEA"), below=amount())
    assert call(args).effects == call(args).effects


@pytest.mark.parametrize(
    ("args", "missing"),
    [
        (WatchArgs(below=amount()), "product"),
        (WatchArgs(product=goods("TEA")), "below"),
        (WatchArgs(product=goods("TEA"), below=amount("0")), "below"),
    ],
)
def test_what_is_missing_is_asked_for(args: WatchArgs, missing: str) -> None:
    result = call(args)
    assert (result.outcome, result.ask, result.effects) == ("incomplete", True, ())
    assert result.facts[0].value.model_dump()["text"] == missing


def test_an_unclear_product_gives_one_choice_each() -> None:
    result = call(WatchArgs(product=goods("TEA", "RICE"), below=amount()))
    assert (result.outcome, len(result.facts), result.ask) == ("ambiguous_product", 2, True)


def test_a_visitor_may_not_watch() -> None:
    result = call(WatchArgs(product=goods("TEA"), below=amount()), caller=VISITOR)
    assert (result.outcome, result.effects) == ("not_permitted", ())


def test_staff_may_not_watch_another_merchants_goods() -> None:
    assert call(WatchArgs(product=goods("RICE"), below=amount()), caller=STAFF).outcome == "not_permitted"
    assert call(WatchArgs(product=goods("TEA"), below=amount()), caller=STAFF).outcome == "watching"


@pytest.mark.parametrize(("product", "ended"), [(None, "W-2"), (goods("TEA"), "W-1")])
def test_the_newest_watch_or_the_one_named_is_ended(product: ProductValue | None, ended: str) -> None:
    held = FakeWatches(watch("W-2", "RICE"), watch("W-1", "TEA"))
    result = call(WatchArgs(product=product, cancel=True), store=held)
    assert result.outcome == "cancelled"
    assert CancelWatch.model_validate(result.effects[0]).watch_id == ended


def test_without_a_watch_there_is_nothing_to_end() -> None:
    assert call(WatchArgs(cancel=True)).outcome == "no_watch"
    held = FakeWatches(watch("W-2", "RICE"))
    assert call(WatchArgs(product=goods("TEA"), cancel=True), store=held).outcome == "no_watch"


def test_other_arguments_are_refused() -> None:
    tool = WatchTool(FakeWatches(), FakePort(book()))
    with pytest.raises(BadInput):
        tool(HandoffArgs(text="hello"), ToolContext(BUYER, "t1", TODAY))
