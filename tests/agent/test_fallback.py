import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.calls import VERBS, Verb, parse_call
from agent.fallback import fallback
from agent.memory import LastCall
from agent.understanding import Understanding
from tests.agent.following import quoted, searched, seen_after, which_figs

NOTHING: tuple[Verb, ...] = ("none",)
FULL = "300 cartons figs cif Mombasa"


@pytest.mark.parametrize(
    ("text", "hints", "line"),
    [
        ("hello", ("none", "search"), "none"),
        ("hello", ("search", "none"), "search"),
        ("hello", (), "search"),
        ("a person please", ("handoff", "search"), "handoff"),
        (FULL, ("search", "quote"), "quote P0 N0 L0 CIF"),
        ("how much are figs?", ("quote",), "quote P0"),
        ("are figs organic?", ("search", "quote"), "search"),
        ("what do others pay for figs?", ("refuse", "quote"), "refuse"),
        ("where is TP-26-1001", ("search",), "track R0"),
        ("where is my shipment?", ("track", "quote"), "track"),
        ("when must cargo be there?", ("track", "search"), "search"),
        ("tell me when figs fall below $9", ("quote", "watch"), "watch P0 A0"),
        ("watch the figs", ("watch",), "watch P0"),
    ],
)
def test_values_decide_and_then_the_likeliest_verb(text: str, hints: tuple[str, ...], line: str) -> None:
    assert str(fallback(seen_after(None, text), hints, VERBS)) == line


@pytest.mark.parametrize(
    ("text", "hints", "line"),
    [
        ("and 500?", ("search",), "quote P0 N0 L0 CIF"),
        ("to Lagos", (), "quote P0 N0 L0 CIF"),
        ("fob then", ("none",), "quote P0 N0 L0 FOB"),
        ("and the ketchup?", (), "quote P0 N0 L0 CIF"),
        ("how long does it take to Lagos by sea in general?", ("search",), "search"),
    ],
)
def test_a_new_value_changes_the_last_quotation(text: str, hints: tuple[str, ...], line: str) -> None:
    assert str(fallback(seen_after(quoted(), text), hints, VERBS)) == line


def test_a_chosen_product_takes_the_place_of_the_question() -> None:
    seen = seen_after(which_figs(), "the second one, 500 cartons")
    assert str(fallback(seen, (), VERBS)) == "quote P0 N0"


def test_goods_of_several_leave_only_their_line() -> None:
    seen = _seen("only the [P0]", last="quote P0 N0 P1 N1 L0 CIF")
    assert str(fallback(seen, (), VERBS)) == "quote P0 N0 L0 CIF"


def test_an_alert_just_set_can_be_ended() -> None:
    seen = _seen("forget it", last="watch P0 A0")
    assert str(fallback(seen, ("watch",), VERBS)) == "watch cancel"


def test_a_verb_that_is_not_permitted_is_never_planned() -> None:
    seen = seen_after(None, FULL)
    assert str(fallback(seen, ("quote",), ("search", "none"))) == "search"
    assert str(fallback(seen, ("quote",), NOTHING)) == "none"


@given(
    text=st.lists(
        st.sampled_from([
            "figs", "ketchup", "500", "300 cartons", "cif", "fob", "to Lagos", "Mombasa", "20ft", "in euro",
            "$9", "TP-26-1001", "second", "and", "what is it?",
        ]),
        max_size=6,
    ),
    last=st.sampled_from([None, quoted(), which_figs(), searched(quoted(), "is it halal?")]),
    hints=st.lists(st.sampled_from(VERBS), max_size=2),
)  # fmt: skip
def test_a_fallback_is_always_a_call_of_the_grammar(
    text: list[str], last: LastCall | None, hints: list[str]
) -> None:
    seen = seen_after(last, " ".join(text))
    line = str(fallback(seen, tuple(hints), VERBS))
    assert str(parse_call(line, VERBS, tuple(seen.evidence.items))) == line


def _seen(text: str, last: str) -> Understanding:
    evidence = seen_after(None, "figs, ketchup, 300 cartons to Lagos below $9").evidence
    return Understanding(evidence=evidence, text=text, have=tuple(evidence.items), last=last)
