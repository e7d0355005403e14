from decimal import Decimal

import pytest

from agent.memory import LastCall
from core.values import PlaceValue, ProductValue, QuantityValue
from tests.agent.following import FIGS, SMALL_FIGS, TRIPOLIS, seen_after, which_figs, which_tripoli


@pytest.mark.parametrize(
    "text",
    ["2", "2.", "second", "number 2 please", "2, thanks", "the small one: 100 g", "第2个", "第二个，谢谢"],
)
def test_a_choice_is_all_that_the_message_says(text: str) -> None:
    seen = seen_after(which_figs(), text)
    assert seen.said == ("P0",)
    assert _picked(seen.evidence.get("P0").value) == SMALL_FIGS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("second one, 500 cartons", "[P0] [N0]"),
        ("500 cartons, the second one", "[N0] [P0]"),
        ("the second, 500", "[P0] [N0]"),
        ("第2个, 500箱", "[P0] [N0]"),
        ("the second one to Mombasa", "[P0] [L0]"),
        ("the second, cif Mombasa", "[P0] [CIF] [L0]"),
    ],
)
def test_a_choice_keeps_what_is_said_beside_it(text: str, said: str) -> None:
    seen = seen_after(which_figs(), text)
    assert seen.text == said
    assert _picked(seen.evidence.get("P0").value) == SMALL_FIGS


def test_the_quantity_beside_a_choice_is_the_one_said() -> None:
    value = seen_after(which_figs(), "the first one, 500 cartons").evidence.get("N0").value
    assert isinstance(value, QuantityValue)
    assert value.amount == Decimal(500)


@pytest.mark.parametrize(
    ("last", "text"),
    [
        (which_tripoli(), "how long does delivery take to the second port?"),
        (which_figs(), "is the second one halal?"),
        (which_figs(), "how long does the second one keep after it was opened"),
    ],
)
def test_a_question_is_no_choice(last: LastCall, text: str) -> None:
    seen = seen_after(last, text)
    assert (seen.text, seen.said) == (text, ())


def test_a_quantity_alone_chooses_nothing() -> None:
    seen = seen_after(which_figs(), "500 cartons")
    assert (seen.text, seen.last) == ("[N0]", "quote P0")


@pytest.mark.parametrize("text", ["Lebanon", "2", "the second one, please"])
def test_a_port_is_chosen_by_country_or_place_in_the_list(text: str) -> None:
    seen = seen_after(which_tripoli(), text)
    value = seen.evidence.get("L0").value
    assert isinstance(value, PlaceValue)
    assert (seen.said, value.candidates) == (("L0",), (TRIPOLIS[1],))


def test_goods_named_with_a_chosen_port_are_kept() -> None:
    seen = seen_after(which_tripoli(), "the second, 30 cartons ketchup")
    assert seen.text == "[L0] [N0] [P0]"


def _picked(value: object) -> object:
    assert isinstance(value, ProductValue)
    assert FIGS not in value.candidates
    return value.candidates[0]
