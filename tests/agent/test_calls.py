from decimal import Decimal

import pytest

from agent.calls import BadCall, Call, arguments, parse_call
from core.evidence import Evidence, Labelled
from core.trade import Mode, QuantityUnit, Term
from core.turns import QuoteArgs, SearchArgs, WatchArgs
from core.values import ModeValue, ProductRef, ProductValue, QuantityValue, Value

VERBS = ("quote", "track", "search", "watch", "handoff", "refuse", "none")
HANDLES = ("P0", "P1", "N0", "N1", "L0", "M0", "R0", "A0")


def _product(sku: str) -> ProductValue:
    return ProductValue(asked=sku, candidates=(ProductRef(merchant_id="M1", sku=sku, name=sku),))


def _evidence(*values: Value) -> Evidence:
    evidence = Evidence()
    for value in values:
        evidence, _ = evidence.add(Labelled(value=value, source="message"))
    return evidence


def test_a_call_round_trips() -> None:
    line = "quote P0 N0 P1 N1 L0 CIF M0"
    assert str(parse_call(line, VERBS, HANDLES)) == line


@pytest.mark.parametrize(
    "line",
    [
        "",
        "delete P0",
        "quote P7",
        "quote N0 P0",
        "quote P0 CIF FOB",
        "quote P0 R0",
        "track P0",
        "search P0",
        "watch P0 P1",
        "watch cancel now",
        "quote P0 300",
    ],
)
def test_what_the_grammar_forbids_is_refused(line: str) -> None:
    with pytest.raises(BadCall):
        parse_call(line, VERBS, HANDLES)


def test_a_verb_that_is_not_permitted_is_refused() -> None:
    with pytest.raises(BadCall):
        parse_call("track R0", ("quote", "none"), HANDLES)


def test_quote_arguments_are_the_values_behind_the_handles() -> None:
    quantity = QuantityValue(amount=Decimal(300), unit=QuantityUnit.CARTON, asked="300 ctn")
    evidence = _evidence(_product("A"), _product("B"), quantity, ModeValue(mode=Mode.HQ40, asked="40hq"))
    args = arguments(Call("quote", ("P0", "N0", "P1", "CIF", "M0")), evidence, "text")
    assert isinstance(args, QuoteArgs)
    assert [line.quantity for line in args.lines] == [quantity, None]
    assert (args.term, args.mode, args.place) == (Term.CIF, Mode.HQ40, None)


def test_search_hands_on_the_buyers_own_words() -> None:
    args = arguments(Call("search"), _evidence(_product("A")), "is it halal?")
    assert args == SearchArgs(text="is it halal?", products=(_product("A"),))


def test_cancelling_an_alert_needs_no_handles() -> None:
    assert arguments(Call("watch", ("cancel",)), Evidence(), "stop") == WatchArgs(cancel=True)
