"""Turns follow each other, and each token has its time."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bench.engine.playing import Prompt, play
from bench.engine.workload import Conversation, Scenario

SCENARIO = Scenario(
    "test",
    (Conversation("c0", " begin here", (" one", " two")), Conversation("c1", " begin here", (" x", " y"))),
    output_tokens=2,
)


class Echo:
    """Completes each prompt with its number, in one piece or word by word."""

    def __init__(self, *, words: int = 2, together: bool = False) -> None:
        self.prompts: list[Prompt] = []
        self._words, self._together = words, together

    async def complete(self, prompt: Prompt, tokens: int, take: Callable[[str], None]) -> None:
        self.prompts.append(prompt)
        said = [f" w{len(self.prompts)}"] * self._words
        for piece in ["".join(said)] if self._together else said:
            take(piece)


async def test_a_turn_begins_with_all_that_was_said_before() -> None:
    echo = Echo()
    answers = await play(SCENARIO, echo.complete)
    last = next(prompt for prompt in echo.prompts if prompt.own.endswith(" two"))
    assert last.text == f" begin here one{answers[0].text} two"
    assert (last.shared, last.conversation_id) == (" begin here", "c0")
    assert [(answer.conversation, answer.turn) for answer in answers] == [(0, 0), (0, 1), (1, 0), (1, 1)]


async def test_tokens_are_counted_though_they_come_in_one_piece() -> None:
    answers = await play(SCENARIO, Echo(together=True).complete)
    assert {len(answer.arrivals) for answer in answers} == {2}
    assert all(answer.started_s <= answer.first_s <= answer.ended_s for answer in answers)


async def test_alone_conversations_follow_each_other_and_are_nobodys() -> None:
    echo = Echo()
    await play(replace(SCENARIO, alone=True), echo.complete)
    assert [prompt.own.split()[-1] for prompt in echo.prompts] == ["one", "two", "x", "y"]
    assert {(prompt.shared, prompt.conversation_id) for prompt in echo.prompts} == {("", "")}


async def test_an_answer_of_another_length_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="Not 2 tokens came in turn 0 but 3"):
        await play(SCENARIO, Echo(words=3).complete)
