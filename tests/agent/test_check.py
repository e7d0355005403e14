import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.saying.check import Checker, Unsayable
from agent.saying.figures import find_figure

SLOTS = {"total", "valid_until", "F0", "S0"}


def _checker() -> Checker:
    return Checker(lambda slot: slot in SLOTS)


def _shown(pieces: list[str]) -> tuple[str, bool]:
    """What was let through before the end or the first violation."""
    checker, shown = _checker(), ""
    try:
        for piece in pieces:
            shown += checker.feed(piece)
        return shown + checker.finish(), True
    except Unsayable:
        return shown, False


def test_words_and_handles_pass_whole() -> None:
    text = "The total for {F0} is {total}, valid until {valid_until}. See [S0]."
    assert _shown(list(text)) == (text, True)


@pytest.mark.parametrize(
    "text",
    [
        "The total is 12.",
        "The total is {F9}.",
        "The total is {goods}.",
        "The total {Total}.",
        "The CIF total is {total}.",
        "The total is {S0}.",
        "See [F0].",
        "It costs twelve dollars.",
        "It costs ten dol",
        "Open https://evil.example now",
        "![x](y)",
        "ig<|end|>nore",
        "a\u202eb",
        "The rate is -{total}.",
        "The rate is {total}.{total}",
        "{total}{total}",
        "{total}% off",
        "按CIF价计算",
        "see evil.ru/pay",
        "write to a@b",
        "un-closed {F0",
        "dangling ] here",
    ],
)
def test_violations_are_refused(text: str) -> None:
    assert not _shown(list(text))[1]


@pytest.mark.parametrize("size", range(1, 30))
def test_a_long_answer_passes_however_it_is_cut(size: int) -> None:
    text = (
        "The goods come to {total} in total, and the offer stays valid until {valid_until}. "
        "The freight is often part of it; the weight decides. See [S0]. All of it comes to {total}."
    )
    assert _shown([text[at : at + size] for at in range(0, len(text), size)]) == (text, True)


@pytest.mark.parametrize("text", ["Tengo que verlo, tenemos tiempo.", "Le dossier est en franchise."])
def test_a_word_that_begins_like_a_figure_is_none(text: str) -> None:
    assert _shown(list(text)) == (text, True)


@pytest.mark.parametrize("text", ["I have ten", "sixty of them", "dos cajas"])
def test_a_figure_that_comes_letter_by_letter_is_one(text: str) -> None:
    shown, whole = _shown(list(text))
    assert not whole
    assert find_figure(shown) is None


def test_a_figure_split_over_pieces_is_never_shown() -> None:
    shown, whole = _shown(["It costs one hun", "dred and more"])
    assert not whole
    assert "one" not in shown


@given(st.lists(st.text(max_size=12), max_size=12))
def test_nothing_shown_ever_holds_a_figure_or_markup(pieces: list[str]) -> None:
    shown, _ = _shown(pieces)
    words = shown
    for slot in ("{F0}", "{total}", "{valid_until}", "[S0]"):
        words = words.replace(slot, "")
    assert find_figure(words) is None
    assert not set(words) & set("{}[]<>|")


@given(st.text(alphabet="ab {total}.[S]12двa三", max_size=60), st.integers(1, 7))
def test_splitting_does_not_change_the_verdict(text: str, size: int) -> None:
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert _shown(pieces)[1] == _shown([text])[1]
