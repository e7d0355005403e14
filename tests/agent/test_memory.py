from decimal import Decimal

import pytest

from agent.calls import Call
from agent.memory import LastCall, remember
from core.evidence import Evidence, Labelled
from core.labels import Label
from core.turns import ToolResult
from core.values import NumberFact, ProductValue
from tests.agent.following import FIGS, quoted, searched, seen_after

QUESTION = "do you have a halal certificate for it?"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("and 500 cartons?", "and [N0] ?"),
        ("and to Lagos?", "and to [L0] ?"),
        ("and fob?", "and [FOB] ?"),
        ("in euro please", "in [C0] please"),
    ],
)
def test_a_new_value_after_a_question_goes_on_with_the_quotation(text: str, said: str) -> None:
    seen = seen_after(searched(quoted(), QUESTION), text)
    assert seen.text == said
    assert seen.last.startswith("quote P0 ")
    assert seen.last_outcome == "quoted"
    assert set(seen.last.split()[1:]) <= set(seen.have)


def test_a_question_after_a_question_follows_the_documents() -> None:
    seen = seen_after(searched(quoted(), QUESTION), "and for the ketchup?")
    assert (seen.last, seen.last_outcome) == ("search", "found")
    assert (seen.before, seen.merchant_ids) == (QUESTION, ("M1",))


def test_a_quotation_lasts_through_several_questions() -> None:
    last = searched(searched(quoted(), QUESTION), "and how long does it keep?")
    assert seen_after(last, "ok, 500 cartons").last.startswith("quote P0 ")
    assert last.earlier is not None
    assert last.earlier.earlier is None


def test_an_alert_does_not_end_the_quotation() -> None:
    call = Call("watch", ("P0",))
    last = remember(
        call, ToolResult(outcome="incomplete"), seen_after(quoted(), "x").evidence, "x", quoted()
    )
    assert seen_after(last, "never mind").last == "watch P0"
    assert seen_after(last, "and 500 cartons?").last.startswith("quote P0 ")


def test_a_new_quotation_takes_the_place_of_the_old_one() -> None:
    last = remember(Call("quote", ()), ToolResult(outcome="incomplete"), Evidence(), "x", quoted())
    assert last.earlier is None


def test_a_question_is_about_the_goods_just_quoted() -> None:
    seen = seen_after(quoted(), "is it halal?")
    assert _names(seen_after(quoted(), "is it halal?").about, seen.evidence) == ["Dried figs 500 g"]


def test_a_question_is_about_the_goods_it_names_and_so_is_the_next() -> None:
    last = searched(quoted(), "is the ketchup halal?")
    seen = seen_after(last, "and is it organic?")
    assert _names(seen.about, seen.evidence) == ["Tomato ketchup 500 ml"]
    again = seen_after(searched(last, "and is it organic?"), "since when?")
    assert _names(again.about, again.evidence) == ["Tomato ketchup 500 ml"]


def test_goods_of_a_question_can_be_ordered_next() -> None:
    seen = seen_after(searched(None, "is the ketchup halal?"), "and 500 cartons?")
    assert (seen.text, seen.last, seen.have) == ("and [N0] ?", "search", ("N0", "P0"))


def test_a_memory_without_an_earlier_call_is_still_read() -> None:
    old = {"line": "search", "outcome": "found", "text": "is it halal?", "merchant_ids": ["M1"]}
    last = LastCall.model_validate(old)
    assert last.standing is last
    assert seen_after(last, "why?").before == "is it halal?"


def test_memory_survives_json() -> None:
    last = searched(quoted(), QUESTION)
    assert LastCall.model_validate(last.model_dump(mode="json")) == last


def test_a_minimum_of_a_private_price_list_stays_private() -> None:
    label = Label(readers=frozenset({"amina"}), confidential=True)
    minimum = Labelled(value=NumberFact(role="moq", amount=Decimal(50)), label=label, source="prices")
    result = ToolResult(outcome="below_moq", facts=(minimum,))
    [choice] = remember(Call("quote", ()), result, Evidence(), "20 cartons").choices
    assert choice.label == label


def _names(handles: tuple[str, ...], evidence: Evidence) -> list[str]:
    values = [evidence.get(handle).value for handle in handles]
    return [ref.name for value in values if isinstance(value, ProductValue) for ref in value.candidates]


def test_figs_of_a_question_are_those_quoted() -> None:
    seen = seen_after(searched(quoted(), QUESTION), "200 cartons figs")
    value = seen.evidence.get("P0").value
    assert isinstance(value, ProductValue)
    assert value.candidates == (FIGS,)
