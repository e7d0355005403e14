import json
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.remote.stream import (
    MAX_LINE_BYTES,
    MAX_STREAM_BYTES,
    BadStream,
    Counts,
    Delta,
    DeltaStream,
    message_of,
)
from tests.llm.remote.fake_server import chunk, event

texts = st.text(st.characters(codec="utf-8"), max_size=12)
events = st.one_of(
    texts.map(lambda text: (event(chunk({"content": text})), Delta(text=text))),
    texts.map(lambda text: (event(chunk({"content": text})).replace(b"\n", b"\r\n"), Delta(text=text))),
    st.just((b": ping\n\n", None)),
    st.just((b"event: message\nid: 3\nretry: 5\n\n", None)),
    st.just((event(chunk({"reasoning": "hm"})), Delta(thought=True))),
    st.just((event(chunk({}, "length")), Delta(finish="length"))),
)


def cut(data: bytes, cuts: list[int]) -> list[bytes]:
    at = sorted({0, len(data), *(place % (len(data) + 1) for place in cuts)})
    return [data[a:b] for a, b in pairwise(at)]


def read(data: bytes, cuts: list[int] | None = None) -> list[Delta]:
    stream = DeltaStream()
    deltas = [delta for piece in cut(data, cuts or []) for delta in stream.feed(piece)]
    return deltas + stream.finish()


@given(st.lists(events, max_size=8), st.lists(st.integers(0, 2000)))
def test_events_survive_any_cut_through_their_bytes(
    sent: list[tuple[bytes, Delta | None]], cuts: list[int]
) -> None:
    data = b"".join(data for data, _ in sent)
    assert read(data, cuts) == [delta for _, delta in sent if delta is not None]


@given(st.binary(max_size=200), st.lists(st.integers(0, 200)))
def test_no_bytes_raise_anything_but_bad_stream(data: bytes, cuts: list[int]) -> None:
    for begun in (b"", b"data: ", event(chunk({"content": "a"}))):
        with suppress(BadStream):
            read(begun + data, cuts)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "choices": json_values
            | st.lists(
                st.fixed_dictionaries(
                    {}, optional={"delta": json_values, "index": json_values, "finish_reason": json_values}
                )
            ),
            "usage": json_values
            | st.fixed_dictionaries(
                {"prompt_tokens": json_values, "completion_tokens_details": json_values},
            ),
            "timings": json_values | st.fixed_dictionaries({"cache_n": json_values}),
            "error": json_values,
        },
    )
)
def test_any_shape_of_json_is_a_delta_or_a_bad_stream(value: object) -> None:
    try:
        deltas = read(event(json.dumps(value)))
    except BadStream:
        return
    for delta in deltas:
        if delta.counts is not None:
            assert 0 <= delta.counts.cached <= delta.counts.read
            assert 0 <= delta.counts.thinking <= delta.counts.written


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"<html>not found</html>\n\n", "no field of an event"),
        (b'{"choices": []}\n', "no field of an event"),
        (b"data: {\n\n", "no JSON"),
        (b'data: {"choices": [{"delta": {"content": "\xff"}}]}\n\n', "no JSON"),
        (b"data: " + b"[" * 100_000 + b"\n\n", "no JSON"),
        (event([1]), "no JSON object"),
        (event({"id": "x"}), "no choices"),
        (event({"choices": None}), "no choices"),
        (event({"choices": ["a"]}), "no choices"),
        (event({"choices": [{"delta": "a"}]}), "no delta"),
        (event(chunk({"content": 3})), "no text"),
        (event(chunk({"content": [{"type": "text"}]})), "no text"),
        (event(chunk({}, "content_filter")), "neither stop nor length"),
        (b"data: " + b"x" * (MAX_LINE_BYTES + 1), "longer"),
    ],
)
def test_what_is_no_stream_is_refused(data: bytes, what: str) -> None:
    with pytest.raises(BadStream, match=what):
        read(data)


def test_a_stream_without_end_is_refused() -> None:
    stream = DeltaStream()
    comment = b":" + b"x" * (MAX_LINE_BYTES - 10) + b"\n"
    for _ in range(MAX_STREAM_BYTES // len(comment)):
        stream.feed(comment)
    with pytest.raises(BadStream, match="longer"):
        stream.feed(comment)


def test_nothing_after_done_counts() -> None:
    stream = DeltaStream()
    assert stream.feed(event("[DONE]") + b"data: nonsense\n\n") == []
    assert stream.ended
    assert stream.finish() == []


def test_done_without_its_blank_line_counts() -> None:
    stream = DeltaStream()
    stream.feed(b"data: [DONE]")
    assert not stream.ended
    stream.finish()
    assert stream.ended


def test_null_content_is_no_text() -> None:
    assert read(event(chunk({"role": "assistant", "content": None}))) == [Delta()]


def test_only_the_first_choice_is_read() -> None:
    two = {"choices": [{"index": 1, "delta": {"content": "b"}}, {"index": 0, "delta": {"content": "a"}}]}
    assert read(event(two)) == [Delta(text="a")]


def test_usage_is_counted() -> None:
    usage = {
        "prompt_tokens": 9,
        "completion_tokens": 4,
        "prompt_tokens_details": {"cached_tokens": 6},
        "completion_tokens_details": {"reasoning_tokens": 3},
    }
    assert read(event({"choices": [], "usage": usage})) == [Delta(counts=Counts(9, 4, 6, 3))]


def test_llama_server_timings_are_counted() -> None:
    timings = {"cache_n": 6, "prompt_n": 3, "predicted_n": 2, "prompt_ms": 1.5}
    assert read(event(chunk({}, timings=timings))) == [Delta(counts=Counts(9, 2, 6))]
    usage = {"prompt_tokens": 9, "completion_tokens": 4}
    assert read(event({"choices": [], "usage": usage, "timings": timings}))[0].counts == Counts(9, 4, 6)


def test_counts_that_are_none_are_nought() -> None:
    usage = {"prompt_tokens": -1, "completion_tokens": True, "prompt_tokens_details": {"cached_tokens": 5}}
    assert read(event({"choices": [], "usage": usage}))[0].counts == Counts(0, 0)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"error": {"message": "too long", "code": 400}}, "too long"),
        ({"error": "no such model"}, "no such model"),
        ({"object": "error", "message": "bad"}, "bad"),
        ({"detail": [{"msg": "field"}]}, "[{'msg': 'field'}]"),
        ("plain words", "plain words"),
        ({}, "{}"),
    ],
)
def test_an_error_body_is_read_for_its_words(body: object, message: str) -> None:
    assert message_of(body) == message


def test_an_error_in_the_middle_is_told() -> None:
    assert read(event({"error": {"message": "out of memory"}})) == [Delta(error="out of memory")]
