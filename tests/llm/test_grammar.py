import re
import unicodedata
from itertools import product as combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from llm.grammar import MAX_SAY_ITEMS, choose_grammar, plan_grammar, say_grammar
from llm.grammars import Grammars
from llm.model import Model
from llm.sampler import Sampler

VERBS = ("quote", "track", "search", "watch", "handoff", "refuse", "none")
TERMS = ("EXW", "FCA", "FOB", "CFR", "CIF")
HANDLES = ("P0", "P1", "P10", "N0", "N1", "L0", "M0", "C0", "A0", "R0", "D0", "F0", "S0")
THOUSAND = [f"{letter}{number}" for letter, number in combinations("PNLMCARFSD", range(120))]


def accepts(model: Model, grammar: str, text: str) -> bool:
    """Whether `grammar` allows all of `text` and then the end, byte by byte."""
    sampler = Sampler(Grammars(model).start(grammar))
    end = model.vocabulary_size - 1
    try:
        return all(favours(sampler, token, end + 1) for token in (*text.encode(), end))
    finally:
        sampler.close()


def favours(sampler: Sampler, token: int, size: int) -> bool:
    values = np.zeros(size, np.float32)
    values[token] = 1.0
    return sampler.sample(values) == token


def write(model: Model, grammar: str, seed: int, limit: int = 6000) -> str:
    """What a model that babbles bytes, with a dislike of ending, writes under `grammar`."""
    noise = np.random.default_rng(seed)
    sampler, written = Sampler(Grammars(model).start(grammar)), b""
    for _ in range(limit):
        values = noise.normal(size=model.vocabulary_size).astype(np.float32)
        values[-5:] -= 4.0
        token = sampler.sample(values)
        if model.ends(token):
            sampler.close()
            return written.decode("utf-8", "replace")  # bytes F8 to FF pass for letters there
        written += model.piece(token)
    raise AssertionError(f"The grammar let the model write {limit} tokens.")


@pytest.mark.parametrize(
    "call",
    [
        "quote P0 N0 L0 CIF",
        "quote P0 N0 P1 N1 P10 L0 EXW M0 C0",
        "quote P1",
        "quote L0 FOB",
        "quote",
        "track R0",
        "track",
        "search",
        "watch P0 A0",
        "watch A0",
        "watch cancel",
        "watch",
        "handoff",
        "refuse",
        "none",
    ],
)
def test_the_calls_of_the_planner_are_allowed(model: Model, call: str) -> None:
    assert accepts(model, plan_grammar(VERBS, HANDLES, TERMS), call)


@pytest.mark.parametrize(
    "call",
    [
        "quote P2",
        "quote P",
        "quote N0",
        "quote P0 N0 N1",
        "quote P0 CIF L0",
        "quote P0 DDP",
        "quote P0 S0",
        "quote F0",
        "quote " + "P0 " * 8 + "P0",
        "track P0",
        "track R0 R0",
        "watch cancel P0",
        "watch A0 P0",
        "search P0",
        "buy",
        "",
        " quote",
        "quote P0 ",
    ],
)
def test_other_calls_are_not(model: Model, call: str) -> None:
    assert not accepts(model, plan_grammar(VERBS, HANDLES, TERMS), call)


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_that_is_not_permitted_cannot_be_written(model: Model, verb: str) -> None:
    grammar = plan_grammar([other for other in VERBS if other != verb], HANDLES, TERMS)
    assert not accepts(model, grammar, verb)
    assert accepts(model, plan_grammar([verb], [], []), verb)


@given(
    st.sets(st.sampled_from(VERBS), min_size=1),
    st.sets(st.sampled_from(HANDLES)),
    st.sets(st.sampled_from(TERMS)),
    st.integers(0, 2**32),
)
def test_whatever_a_planner_writes_is_permitted_and_points_at_evidence(
    model: Model, verbs: set[str], handles: set[str], terms: set[str], seed: int
) -> None:
    verb, *words = write(model, plan_grammar(verbs, handles, terms), seed).split(" ")
    assert verb in verbs
    assert set(words) <= handles | terms | {"cancel"}


def test_equal_sets_give_equal_text() -> None:
    assert plan_grammar(VERBS, HANDLES, TERMS) == plan_grammar(VERBS[::-1], set(HANDLES), TERMS[::-1])
    assert say_grammar(["F1", "F0"], ["S1", "S0"]) == say_grammar({"F0", "F1"}, ("S0", "S1", "S0"))


def test_a_thousand_handles_still_make_grammars(model: Model) -> None:
    plan = plan_grammar(VERBS, THOUSAND, TERMS)
    say = say_grammar(
        [handle for handle in THOUSAND if handle[0] != "S"],
        [handle for handle in THOUSAND if handle[0] == "S"],
    )
    assert accepts(model, plan, "quote P119 N7 P8 L77 CIF M0 C119")
    assert not accepts(model, plan, "quote P120")
    assert accepts(model, say, "{F119} for {P8} [S99].")
    assert not accepts(model, say, "{F120}")


@pytest.mark.parametrize(
    "text",
    [
        "{F0} of {P1} come to {F2}.",
        "See [S0].\nMore in [S1].",
        "¿Cuánto? 需要更多信息。 صباح الخير",
        "{F0}",
        "一般",
    ],
)
def test_words_and_handles_can_be_said(model: Model, text: str) -> None:
    assert accepts(model, say_grammar(["F0", "F2", "P1"], ["S0", "S1"]), text)


@pytest.mark.parametrize(
    "text",
    [*"٣１½²Ⅻ①𝟏१〇\u202e\u200b\x1b\x00\ufeff\U000e0041", "٣ دولار", "总价１２３"],
)
def test_figures_of_any_script_and_hidden_characters_cannot_be_said(model: Model, text: str) -> None:
    assert not accepts(model, say_grammar(["F0"], ["S0"]), text)


@pytest.mark.parametrize(
    "text",
    ["", "12", "{F1}", "{S0}", "[F0]", "[S9]", "{F0", "F0}", "<|end|>", "a\n\nb", "a\n", "\na", "x\ry"],
)
def test_digits_foreign_handles_and_loose_breaks_cannot_be_said(model: Model, text: str) -> None:
    assert not accepts(model, say_grammar(["F0"], ["S0"]), text)


def test_without_evidence_there_are_only_words(model: Model) -> None:
    grammar = say_grammar([], [])
    assert accepts(model, grammar, "I found nothing.")
    assert not accepts(model, grammar, "[S0]")
    assert not accepts(model, grammar, "{F0}")


@pytest.mark.parametrize("seed", range(12))
def test_whatever_a_writer_babbles_has_no_figure_and_ends(model: Model, seed: int) -> None:
    text = write(model, say_grammar(["F0", "P1"], ["S0"]), seed)
    words = re.sub(r"\{(F0|P1)\}|\[S0\]", "", text)
    assert not any(unicodedata.category(letter) in ("Nd", "Nl", "No") for letter in words)
    assert not set(words) & set("{}[]<>|")


def test_an_answer_that_never_ends_by_itself_is_ended(model: Model) -> None:
    sampler = Sampler(Grammars(model).start(say_grammar(["F0"], [])))
    values = np.zeros(model.vocabulary_size, np.float32)
    values[ord("a")] = 1.0
    written = 0
    while not model.ends(sampler.sample(values)):
        written += 1
    assert written == MAX_SAY_ITEMS


@pytest.mark.parametrize("handle", ["", "P", "p-0", "P0 ", 'P0" | "x', "P0\n", "PP0", "P٣"])
def test_a_malformed_handle_cannot_enter_a_grammar(handle: str) -> None:
    with pytest.raises(BadInput, match="cannot stand in a grammar"):
        plan_grammar(VERBS, [handle], TERMS)
    with pytest.raises(BadInput, match="cannot stand in a grammar"):
        say_grammar([handle], [])


def test_passages_and_facts_are_not_mixed_up() -> None:
    with pytest.raises(BadInput, match="'S0'"):
        say_grammar(["S0"], [])
    with pytest.raises(BadInput, match="'F0'"):
        say_grammar([], ["F0"])


@pytest.mark.parametrize("verbs", [[], ["quote", "pay"]])
def test_a_plan_needs_known_verbs(verbs: list[str]) -> None:
    with pytest.raises(BadInput, match="A plan cannot begin"):
        plan_grammar(verbs, [], [])


def test_a_term_is_three_letters() -> None:
    with pytest.raises(BadInput, match="'CIF\" '"):
        plan_grammar(VERBS, [], ['CIF" '])


@pytest.mark.parametrize(
    ("line", "holds"),
    [("none", True), ("S0", True), ("S2 S0", True), ("S0 S1 S2", True), ("S0 S1 S2 S0", False),
     ("S3", False), ("none S0", False), ("S0 none", False), ("S0,S1", False), ("", False)],
)  # fmt: skip
def test_a_choice_is_some_passages_or_none(model: Model, line: str, holds: bool) -> None:
    assert accepts(model, choose_grammar(["S0", "S1", "S2"]), line) is holds


@pytest.mark.parametrize("passages", [[], ["F0"], ["S0 "]])
def test_only_passages_can_be_chosen(passages: list[str]) -> None:
    with pytest.raises(BadInput):
        choose_grammar(passages)
