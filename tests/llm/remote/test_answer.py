from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.remote.answer import Answer, Visible
from llm.remote.stream import Counts, Delta
from tests.llm.remote.fake_server import Clock


def shown(text: str, cuts: list[int]) -> str:
    visible = Visible()
    at = sorted({0, len(text), *(place % (len(text) + 1) for place in cuts)})
    return "".join(visible.feed(text[a:b]) for a, b in pairwise(at)) + visible.finish()


pieces = st.text(alphabet=" \n<>/thinkab", max_size=12)


@given(pieces, st.lists(st.integers(0, 100)))
def test_text_without_thinking_is_shown_as_it_is(text: str, cuts: list[int]) -> None:
    if not text.lstrip().startswith("<think>"):
        assert shown(text, cuts) == text


@given(pieces, pieces, st.lists(st.integers(0, 100)))
def test_thinking_before_the_text_is_never_shown(thought: str, text: str, cuts: list[int]) -> None:
    if "</think>" not in thought:
        whole = f" <think>{thought}</think>\n{text}"
        hidden, _, rest = whole.partition("</think>")
        assert shown(whole, cuts) == rest.lstrip()
        assert shown(hidden, cuts) == ""


@pytest.mark.parametrize("text", ["<thin", "<think", " <", "", "<thought>x</thought>", "a<think>b</think>"])
def test_a_false_start_of_thinking_is_shown(text: str) -> None:
    assert shown(text, []) == text


def test_an_answer_is_metered_by_its_server() -> None:
    clock = Clock()
    answer = Answer((), None, clock)
    clock.now_s += 2
    answer.take(Delta(thought=True))
    clock.now_s += 3
    answer.take(Delta(text="hi", counts=Counts(10, 6, cached=4, thinking=5)))
    usage = answer.usage()
    assert (usage.input_tokens, usage.cached_tokens) == (10, 4)
    assert (usage.output_tokens, usage.thinking_tokens) == (6, 5)
    assert (usage.prefill_s, usage.decode_s) == (2, 3)
    assert usage.queue_s == usage.busy_s == usage.cpu_s == 0


def test_without_a_count_pieces_are_counted() -> None:
    answer = Answer((), None, Clock())
    for delta in (Delta(), Delta(thought=True), Delta(text="a"), Delta(text="b"), Delta(finish="stop")):
        answer.take(delta)
    assert answer.usage().output_tokens == 3


def test_a_stop_string_in_the_last_piece_is_no_cut_by_length() -> None:
    answer = Answer(("b",), None, Clock())
    answer.take(Delta(text="ab", finish="length"))
    assert (answer.text, answer.ending) == ("a", "stop")


def test_an_answer_without_a_first_token_waited_all_the_time() -> None:
    clock = Clock()
    answer = Answer((), None, clock)
    clock.now_s += 5
    assert (answer.usage().prefill_s, answer.usage().decode_s) == (5, 0)
