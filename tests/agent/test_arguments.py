from decimal import Decimal

import pytest

from agent.arguments import arguments
from agent.calls import Call
from agent.understanding import Understanding
from core.evidence import Evidence, Labelled
from core.trade import Mode, QuantityUnit, Term
from core.turns import QuoteArgs, SearchArgs, WatchArgs
from core.values import ModeValue, ProductRef, ProductValue, QuantityValue, Value


def _product(sku: str) -> ProductValue:
    return ProductValue(asked=sku, candidates=(ProductRef(merchant_id="M1", sku=sku, name=sku),))


def _seen(*values: Value, text: str = "", before: str = "") -> Understanding:
    items = [Labelled(value=value, source="message") for value in values]
    evidence = Evidence().add_all(items)[0]
    about = tuple(evidence.handles("P"))
    return Understanding(
        evidence=evidence,
        text=text,
        have=(),
        about=about,
        before=before,
        merchant_ids=("M9",) if before else (),
    )


def test_quote_arguments_are_the_values_behind_the_handles() -> None:
    quantity = QuantityValue(amount=Decimal(300), unit=QuantityUnit.CARTON, asked="300 ctn")
    seen = _seen(_product("A"), _product("B"), quantity, ModeValue(mode=Mode.HQ40, asked="40hq"))
    args = arguments(Call("quote", ("P0", "N0", "P1", "CIF", "M0")), seen, "text")
    assert isinstance(args, QuoteArgs)
    assert [line.quantity for line in args.lines] == [quantity, None]
    assert (args.term, args.mode, args.place) == (Term.CIF, Mode.HQ40, None)


def test_search_hands_on_the_buyers_own_words() -> None:
    args = arguments(Call("search"), _seen(_product("A")), "is it halal?")
    assert args == SearchArgs(text="is it halal?", products=(_product("A"),))


def test_cancelling_an_alert_needs_no_handles() -> None:
    assert arguments(Call("watch", ("cancel",)), _seen(), "stop") == WatchArgs(cancel=True)


def test_an_alert_is_cancelled_on_the_product_that_is_named() -> None:
    seen = _seen(_product("A"), _product("B"), text="cancel the alert on [P1]")
    assert arguments(Call("watch", ("cancel",)), seen, "") == WatchArgs(product=_product("B"), cancel=True)


@pytest.mark.parametrize("text", ["cancel the alert", "cancel the alert on [P0] or [P1]"])
def test_an_alert_on_no_one_product_is_the_newest(text: str) -> None:
    seen = _seen(_product("A"), _product("B"), text=text)
    assert arguments(Call("watch", ("cancel",)), seen, "") == WatchArgs(cancel=True)


@pytest.mark.parametrize("text", ["why late?", "and the other one?", "还有别的吗？", "那保质期多久？"])
def test_a_short_question_after_another_is_asked_together_with_it(text: str) -> None:
    args = arguments(Call("search"), _seen(text=text, before="Is it halal?"), text)
    assert args == SearchArgs(text=f"Is it halal? {text}", merchant_ids=("M9",))


@pytest.mark.parametrize(
    "text",
    [
        "请问你们的仓库在周末和节假日期间是否照常收货？",
        "Which documents do you need from us for customs in Kenya?",
    ],
)
def test_a_long_question_stands_alone(text: str) -> None:
    args = arguments(Call("search"), _seen(text=text, before="Is it halal?"), text)
    assert args == SearchArgs(text=text)


def test_other_goods_put_the_same_question_to_their_own_merchant() -> None:
    seen = _seen(_product("A"), text="and the [P0] ?", before="Is the sauce halal?")
    args = arguments(Call("search"), seen, "and the jelly?")
    assert args == SearchArgs(text="Is the sauce halal? and the jelly?", products=(_product("A"),))


def test_a_whole_question_about_other_goods_stands_alone() -> None:
    seen = _seen(_product("A"), text="Is the [P0] organic?", before="Is the sauce halal?")
    args = arguments(Call("search"), seen, "Is the jelly organic?")
    assert args == SearchArgs(text="Is the jelly organic?", products=(_product("A"),))
