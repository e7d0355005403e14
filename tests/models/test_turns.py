"""The lessons are calls that the product would accept, over handles that the text or the last call has."""

import random

import pytest

from agent.calls import VERBS, parse_call
from core.words import LANGUAGES
from models.drafts import Draft, mark, number
from models.followups import followup
from models.orders import Order, carried
from models.turns import SHARE, hints, planning


def order(place: str = "L", term: str = "CIF") -> Order:
    return Order(
        lines=((mark("P", 1), mark("N", 1)),),
        place=mark(place, 1) if place else "",
        term=mark(term) if term else "",
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("intent", SHARE)
def test_every_call_keeps_the_grammar_of_its_turn(intent: str, language: str) -> None:
    rng = random.Random(7)
    for _ in range(40):
        lesson = planning(rng, intent, language)
        parse_call(lesson.call, VERBS, lesson.view.handles)


def test_every_handle_of_the_text_is_in_evidence() -> None:
    rng = random.Random(3)
    for _ in range(300):
        view = planning(rng).view
        named = [piece.split("]")[0] for piece in view.text.split("[")[1:]]
        assert set(named) <= set(view.handles)


def test_no_mark_is_left_in_a_lesson() -> None:
    rng = random.Random(4)
    for _ in range(300):
        lesson = planning(rng)
        assert not set("⟦⟧{}<>") & set(f"{lesson.view.text}{lesson.call}{lesson.view.last}")


def test_values_of_the_message_get_the_lowest_numbers() -> None:
    draft = Draft(
        "follow",
        "en",
        f"and {mark('N', 5)} of the {mark('P', 4)}?",
        ("quote", mark("P", 4), mark("N", 5), mark("L", 1), mark("CIF")),
        last=order().words(),
        last_outcome="quoted",
    )
    numbered = number(draft)
    assert numbered.text == "and [N0] of the [P0] ?"
    assert numbered.last == "quote P1 N1 L0 CIF"
    assert numbered.call == "quote P0 N0 L0 CIF"
    assert numbered.handles == ("N0", "P0", "P1", "N1", "L0", "CIF")


def test_seller_terms_drop_the_place() -> None:
    assert order().with_term(mark("FOB")).place == ""
    assert order().with_term(mark("DAP")).place == mark("L", 1)


def test_what_is_not_said_carries_over() -> None:
    said = Order(lines=((mark("P", 2), ""),))
    assert carried(said, order()).words() == (
        "quote",
        mark("P", 2),
        mark("N", 1),
        mark("L", 1),
        mark("CIF"),
    )


def test_the_minimum_is_the_spare_quantity() -> None:
    draft = followup("en", random.Random(1), "minimum")
    assert draft.last_outcome == "below_moq"
    assert draft.spare[0] in draft.call
    assert draft.spare[0] not in draft.last


def test_hints_are_right_about_as_often_as_measured() -> None:
    rng = random.Random(2)
    drawn = [hints("quote", "en", follows=False, rng=rng) for _ in range(4000)]
    told = [ranked for ranked in drawn if ranked]
    first = sum(ranked[0] == "quote" for ranked in told) / len(told)
    assert first == pytest.approx(0.85, abs=0.03)
    assert any(not ranked for ranked in drawn)


def test_the_same_seed_gives_the_same_lessons() -> None:
    def calls() -> list[str]:
        rng = random.Random(9)
        return [planning(rng).call for _ in range(50)]

    assert calls() == calls()
