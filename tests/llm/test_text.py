from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from llm.text import TextStream


def pieces_of(data: bytes, cuts: list[int]) -> list[bytes]:
    at = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[a:b] for a, b in pairwise(at)]


@given(st.text(), st.lists(st.integers(0, 1000)))
def test_text_survives_any_cut_through_its_bytes(text: str, cuts: list[int]) -> None:
    stream = TextStream()
    shown = [stream.feed(piece) for piece in pieces_of(text.encode(), cuts)] + [stream.finish()]
    assert "".join(shown) == stream.text == text


@given(
    st.text(alphabet="ab<|end>é"),
    st.lists(st.text(alphabet="ab<|é", min_size=1, max_size=4), max_size=3),
    st.lists(st.integers(0, 100)),
)
def test_what_was_shown_ends_before_the_first_stop_string(
    text: str, stop: list[str], cuts: list[int]
) -> None:
    stream = TextStream(tuple(stop))
    shown = ""
    for piece in pieces_of(text.encode(), cuts):
        shown += stream.feed(piece)
        assert not any(word in shown for word in stop)
    shown += stream.finish()
    assert not any(word in shown for word in stop)
    assert text.startswith(shown)
    assert stream.stopped == any(word in text for word in stop)
    if not stream.stopped:
        assert shown == text


def test_a_stop_string_over_three_tokens_is_never_shown() -> None:
    stream = TextStream(("END.",))
    assert [stream.feed(piece) for piece in (b"bye E", b"N", b"D. more")] == ["bye ", "", ""]
    assert stream.stopped
    assert stream.feed(b"later") + stream.finish() == ""


def test_a_false_start_of_a_stop_string_is_given_out_late() -> None:
    stream = TextStream(("END.",))
    assert [stream.feed(piece) for piece in (b"E", b"NDLESS")] == ["", "ENDLESS"]


def test_broken_bytes_become_replacement_characters() -> None:
    stream = TextStream()
    assert stream.feed(b"a\xff") == "a\ufffd"
    assert stream.feed(b"\xe4\xb8") == ""
    assert stream.finish() == "\ufffd"


def test_an_empty_stop_string_is_refused() -> None:
    with pytest.raises(BadInput, match="stop string is empty"):
        TextStream(("a", ""))
