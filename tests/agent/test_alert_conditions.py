"""What a message says beside goods and sum becomes the alert's tier, delivery and last day."""

from datetime import date
from decimal import Decimal

from agent.arguments import alert_with_place, arguments, with_conditions
from agent.calls import VERBS, Call, parse_call
from agent.memory import remember
from core.evidence import Evidence, Labelled
from core.trade import QuantityUnit, Term
from core.turns import ToolResult, WatchArgs
from core.values import AmountValue, PlaceValue, ProductValue, QuantityValue
from tests.agent.following import FIGS, LABEL, MOMBASA, TRIPOLIS, quoted, seen_after

WATCH = Call("watch", ("P0", "A0"))


def args_of(call: Call, text: str) -> WatchArgs:
    seen = seen_after(None, text)
    found = arguments(with_conditions(call, seen), seen, text)
    assert isinstance(found, WatchArgs)
    return found


def test_a_plain_alert_stays_product_and_sum() -> None:
    seen = seen_after(None, "tell me when FIG-500 falls below $9 a carton")
    assert with_conditions(WATCH, seen) == WATCH


def test_quantity_term_place_and_day_are_taken_from_the_message() -> None:
    found = args_of(WATCH, "tell me when 300 ctn FIG-500 fall below $9 CIF Mombasa until 2026-12-24")
    assert found.quantity is not None
    assert found.place is not None
    assert (found.quantity.amount, found.term, found.until) == (Decimal(300), Term.CIF, date(2026, 12, 24))
    assert found.place.candidates[0].locode == "KEMBA"


def test_the_price_of_one_is_no_tier() -> None:
    found = args_of(WATCH, "tell me when one carton of FIG-500 falls below $9")
    assert found.quantity is None


def test_a_place_without_a_term_is_left_out() -> None:
    seen = seen_after(None, "we are in Mombasa, tell me when FIG-500 falls below $9")
    assert with_conditions(WATCH, seen) == WATCH


def test_a_term_takes_the_place_that_the_conversation_is_about() -> None:
    seen = seen_after(quoted(), "tell me when it falls below $9 CIF")
    call = with_conditions(WATCH, seen)
    assert [word[0] for word in call.words] == ["P", "A", "L", "C"]
    at_origin = with_conditions(WATCH, seen_after(quoted(), "tell me when it falls below $9 FOB"))
    assert [word[0] for word in at_origin.words] == ["P", "A", "F"]


def test_such_a_call_is_one_of_the_turn() -> None:
    text = "tell me when 300 ctn FIG-500 fall below $9 CIF Mombasa until 2026-12-24"
    seen = seen_after(None, text)
    call = with_conditions(WATCH, seen)
    assert parse_call(str(call), VERBS, tuple(seen.evidence.items)) == call


def test_other_calls_and_cancelling_are_left_alone() -> None:
    seen = seen_after(None, "300 ctn FIG-500 CIF Mombasa")
    for call in (Call("quote", ("P0", "N0")), Call("watch", ("cancel",)), Call("search")):
        assert with_conditions(call, seen) == call


def _asked() -> Evidence:
    values = (
        ProductValue(asked="figs", candidates=(FIGS,)),
        AmountValue(amount=Decimal(9), currency="USD", asked="$9"),
        QuantityValue(amount=Decimal(300), unit=QuantityUnit.CARTON, asked="300 ctn"),
        PlaceValue(asked="Tripoli", candidates=TRIPOLIS),
    )
    return Evidence().add_all([Labelled(value=value, label=LABEL, source="message") for value in values])[0]


def test_a_place_that_was_asked_for_completes_the_alert() -> None:
    evidence = _asked()
    before = Call("watch", ("P0", "N0", "A0", "CIF"))
    last = remember(before, ToolResult(outcome="incomplete"), evidence, "figs below $9 CIF, 300 ctn")
    seen = seen_after(last, "Mombasa")
    call = alert_with_place(seen)
    assert call is not None
    args = arguments(with_conditions(call, seen), seen, "Mombasa")
    assert isinstance(args, WatchArgs)
    assert (args.term, args.place and args.place.candidates) == (Term.CIF, (MOMBASA,))
    assert args.quantity is not None
    assert args.below is not None
    assert args.product is not None


def test_another_message_after_that_is_its_own() -> None:
    evidence = _asked()
    asked = remember(
        Call("watch", ("P0", "A0", "CIF")), ToolResult(outcome="incomplete"), evidence, "figs below $9 CIF"
    )
    assert alert_with_place(seen_after(asked, "300 ctn to Mombasa")) is None
    done = remember(Call("watch", ("P0", "A0")), ToolResult(outcome="watching"), evidence, "figs below $9")
    assert alert_with_place(seen_after(done, "Mombasa")) is None
    assert alert_with_place(seen_after(None, "Mombasa")) is None
