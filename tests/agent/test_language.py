import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.language import language_of
from core.words import LANGUAGES


@pytest.mark.parametrize("fallback", LANGUAGES)
@pytest.mark.parametrize("text", ["LNZU5174065", "500", "", "ok", "Mombasa CIF"])
def test_words_of_no_language_keep_the_one_spoken_before(text: str, fallback: str) -> None:
    assert language_of(text, fallback) == fallback


def test_a_language_that_nobody_answers_in_becomes_english() -> None:
    assert language_of("LNZU5174065", "sw") == "en"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("price of 干芒果 to Mombasa CIF 300 cartons please", "en"),
        ("how much is 芒果?", "en"),
        ("price of манго to Mombasa", "en"),
        ("请报价 CIF Mombasa 300箱 vanilla cream biscuits", "zh"),
        ("芒果干 300 cartons CIF Mombasa", "zh"),
        ("цена на dried mango 300 cartons CIF Mombasa", "ru"),
        ("كم سعر dried mango CIF Jeddah", "ar"),
        ("cuánto cuesta el mango", "es"),
        ("quel est le prix des mangues", "fr"),
        ("where is my container 提单", "en"),
    ],
)
def test_a_name_in_another_script_does_not_decide(text: str, language: str) -> None:
    assert language_of(text, "en") == language


@given(text=st.text(max_size=60), fallback=st.sampled_from([*LANGUAGES, "sw", ""]))
def test_every_message_has_a_language_that_is_answered_in(text: str, fallback: str) -> None:
    assert language_of(text, fallback) in LANGUAGES
