import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.thinking import USUAL_HABIT, ThinkingFilter, ThinkTags, habit_of

TAGS = ThinkTags()
PARTS = st.sampled_from(
    ("<think>", "</think>", "<th", "ink>", "</", "<", "think>", " ", "\n", "secret", "Yes. ")
)
TEXTS = st.lists(PARTS, max_size=14).map("".join)
CUTS = st.lists(st.integers(0, 200))


def pieces_of(text: str, cuts: list[int]) -> list[str]:
    at = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    return [text[a:b] for a, b in pairwise(at)]


def shown(pieces: list[str], *, opened: bool, tags: ThinkTags = TAGS) -> str:
    sieve = ThinkingFilter(tags, opened=opened)
    return "".join([*(sieve.feed(piece) for piece in pieces), sieve.finish()])


def visible(text: str, *, opened: bool) -> str:
    """What a reader of the whole text would leave of it."""
    whole = ("<think>" if opened else "") + text
    return re.sub(r"<think>.*?(?:</think>\s*|\Z)", "", whole, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("text", "opened", "answer"),
    [
        ("quote P0", False, "quote P0"),
        ("<think>hm</think>quote P0", False, "quote P0"),
        ("<think>\nhm\n</think>\n\nquote P0", False, "quote P0"),
        ("hm</think>\n\nquote P0", True, "quote P0"),
        ("hm", True, ""),
        ("<think>hm", False, ""),
        ("hm</thin", True, ""),
        ("a <thin", False, "a <thin"),
        ("a<think>b</think>c<think>d</think>e", False, "ace"),
        ("<think></think>", False, ""),
        ("a < b </think>", False, "a < b </think>"),
    ],
)
def test_only_the_answer_is_shown(text: str, opened: bool, answer: str) -> None:
    assert shown([text], opened=opened) == answer
    assert shown(list(text), opened=opened) == answer


@given(TEXTS, CUTS, st.booleans())
def test_any_cut_shows_what_the_whole_would(text: str, cuts: list[int], opened: bool) -> None:
    assert shown(pieces_of(text, cuts), opened=opened) == visible(text, opened=opened)


@given(TEXTS.filter(lambda text: "</think>" not in text), CUTS)
def test_a_thought_that_is_never_closed_stays_hidden(text: str, cuts: list[int]) -> None:
    assert shown(pieces_of(text, cuts), opened=True) == ""


@given(st.text(), CUTS)
def test_text_without_a_tag_comes_out_whole(text: str, cuts: list[int]) -> None:
    if TAGS.open not in text:
        assert shown(pieces_of(text, cuts), opened=False) == text


@given(TEXTS, CUTS, st.booleans())
def test_nothing_that_was_shown_is_taken_back(text: str, cuts: list[int], opened: bool) -> None:
    sieve, so_far = ThinkingFilter(TAGS, opened=opened), ""
    for piece in pieces_of(text, cuts):
        so_far += sieve.feed(piece)
        assert visible(text, opened=opened).startswith(so_far)


def test_the_moment_a_thought_ends_is_told() -> None:
    sieve = ThinkingFilter(TAGS, opened=True)
    assert (sieve.thinking, sieve.ended) == (True, False)
    sieve.feed("so it is</thi")
    assert (sieve.thinking, sieve.ended) == (True, False)
    sieve.feed("nk>")
    assert (sieve.thinking, sieve.ended) == (False, True)
    assert sieve.feed("\n\n") == ""
    assert sieve.feed("quote") == "quote"


def test_an_answer_without_a_thought_ends_none() -> None:
    sieve = ThinkingFilter(TAGS, opened=False)
    assert sieve.feed("quote P0") == "quote P0"
    assert (sieve.thinking, sieve.ended) == (False, False)


def test_other_tags_are_found_as_well() -> None:
    habit = habit_of("{{ '<|channel|>analysis<|message|>' }}")
    assert habit is not None
    text = "hm<|end|><|start|>assistant<|channel|>final<|message|>Yes."
    assert shown(list(text), opened=True, tags=habit.tags) == "Yes."


@pytest.mark.parametrize(
    ("template", "opening"),
    [
        ("{{ content.split('</think>')[-1] }}", "<think>"),
        ("[THINK]{{ thought }}[/THINK]", "[THINK]"),
        ("{{ '<|channel>thought\\n<channel|>' }}", "<|channel>thought"),
    ],
)
def test_the_tags_of_a_template_are_found_in_it(template: str, opening: str) -> None:
    habit = habit_of(template)
    assert habit is not None
    assert habit.tags.open == opening


def test_a_template_without_tags_has_no_habit() -> None:
    assert habit_of("{{ messages }}") is None


@pytest.mark.parametrize(
    ("prompt", "thinks", "ending"),
    [
        ("assistant\n", True, "<think>\n"),
        ("assistant\n", False, ""),
        ("assistant\n<think>\n", True, ""),
        ("assistant\n<think>\n", False, "\n</think>\n\n"),
        ("assistant\n<think>", False, "\n\n</think>\n\n"),
        ("assistant\n<think>\n\n</think>\n\n", False, ""),
        ("assistant\n</think>", True, "<think>\n"),
    ],
)
def test_a_prompt_is_ended_inside_a_thought_or_after_one(prompt: str, thinks: bool, ending: str) -> None:
    assert USUAL_HABIT.ending(prompt, thinks=thinks) == ending
    assert TAGS.leave_open(prompt + ending) is thinks
