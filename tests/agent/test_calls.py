import pytest

from agent.calls import BadCall, parse_call

VERBS = ("quote", "track", "search", "watch", "handoff", "refuse", "none")
HANDLES = ("P0", "P1", "N0", "N1", "L0", "M0", "R0", "A0")


def test_a_call_round_trips() -> None:
    line = "quote P0 N0 P1 N1 L0 CIF M0"
    assert str(parse_call(line, VERBS, HANDLES)) == line


@pytest.mark.parametrize(
    "line",
    [
        "",
        "delete P0",
        "quote P7",
        "quote N0 P0",
        "quote P0 CIF FOB",
        "quote P0 R0",
        "track P0",
        "search P0",
        "watch P0 P1",
        "watch cancel now",
        "quote P0 300",
    ],
)
def test_what_the_grammar_forbids_is_refused(line: str) -> None:
    with pytest.raises(BadCall):
        parse_call(line, VERBS, HANDLES)


def test_a_verb_that_is_not_permitted_is_refused() -> None:
    with pytest.raises(BadCall):
        parse_call("track R0", ("quote", "none"), HANDLES)


@pytest.mark.parametrize("line", ["quote N0 P0", "quote P0 CIF FOB", "track P0", "", "ship P0"])
def test_a_refusal_says_what_to_write_instead(line: str) -> None:
    with pytest.raises(BadCall) as refused:
        parse_call(line, VERBS, HANDLES)
    assert refused.value.hint.endswith(".")
    assert ".py" not in refused.value.hint
