from decimal import Decimal

from agent.arguments import arguments
from agent.calls import Call
from agent.understanding import Understanding
from core.evidence import Evidence, Labelled
from core.trade import Mode, QuantityUnit, Term
from core.turns import QuoteArgs, SearchArgs, WatchArgs
from core.values import ModeValue, ProductRef, ProductValue, QuantityValue, Value


def _product(sku: str) -> ProductValue:
    return ProductValue(asked=sku, candidates=(ProductRef(merchant_id="M1", sku=sku, name=sku),))


def _seen(*values: Value, before: str = "") -> Understanding:
    items = [Labelled(value=value, source="message") for value in values]
    return Understanding(evidence=Evidence().add_all(items)[0], text="", have=(), before=before)


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


def test_a_short_question_after_another_is_asked_together_with_it() -> None:
    args = arguments(Call("search"), _seen(before="Is the oyster sauce halal?"), "and the jelly?")
    assert args == SearchArgs(text="Is the oyster sauce halal? and the jelly?")
