"""The writer's lessons obey the rules that its answers are checked by."""

import random
import re

import pytest

from agent.saying.figures import find_figure
from core.words import LANGUAGES
from models.findings import OUTCOMES
from models.sayings import saying

_OUTCOMES = [(tool, outcome) for tool, outcomes in OUTCOMES.items() for outcome in outcomes]
_HANDLE = re.compile(r"\{\w+\}|\[S\d+\]")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("tool", "outcome"), _OUTCOMES)
def test_an_answer_holds_handles_and_no_digits(tool: str, outcome: str, language: str) -> None:
    rng = random.Random(5)
    for _ in range(25):
        lesson = saying(rng, tool, outcome, language)
        plain = _HANDLE.sub("", lesson.answer)
        assert not re.search(r"[\d{}\[\]]", plain), lesson.answer
        assert find_figure(plain) is None, lesson.answer
        named = {found.strip("{}") for found in _HANDLE.findall(lesson.answer) if found[0] == "{"}
        assert named <= set(lesson.view.roles)


def test_a_quotation_names_total_and_validity() -> None:
    rng = random.Random(6)
    for _ in range(100):
        lesson = saying(rng, "quote", "quoted")
        assert "{total}" in lesson.answer
        if "valid_until" in lesson.view.roles:
            assert "{valid_until}" in lesson.answer


@pytest.mark.parametrize(
    "outcome", ["incomplete", "below_moq", "ambiguous_product", "ambiguous_place", "unserved_lane"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_must_be_asked_ends_with_a_question_mark(outcome: str, language: str) -> None:
    rng = random.Random(8)
    for _ in range(20):
        assert saying(rng, "quote", outcome, language).answer.rstrip()[-1] in "?？؟"


def test_a_found_passage_is_cited() -> None:
    assert "[S0]" in saying(random.Random(1), "search", "found", "en").answer
