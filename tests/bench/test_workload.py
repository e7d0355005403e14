"""Texts of known length, the same each time."""

from collections.abc import Callable

import pytest

from bench.engine import workload
from bench.engine.workload import Scenario, Sizes

WORDS = [" a", " bc", " def", " port"]
SIZES = Sizes(prefix=30, user=4, output=6, turns=3, new_prefix=10, new_prompt=14)


def tokens(text: str) -> int:
    return text.count(" ")


def test_a_conversation_has_the_asked_number_of_tokens() -> None:
    made = workload.conversations(WORDS, SIZES, 4, seed=0)
    assert len(made.conversations) == 4
    assert made.output_tokens == 6
    for conversation in made.conversations:
        assert tokens(conversation.shared) == 30
        assert [tokens(turn) for turn in conversation.turns] == [4, 4, 4]


def test_conversations_share_their_beginning_and_nothing_else() -> None:
    made = workload.conversations(WORDS * 20, SIZES, 8, seed=0).conversations
    assert len({conversation.shared for conversation in made}) == 1
    assert len({conversation.id for conversation in made}) == 8
    assert len({conversation.turns for conversation in made}) > 1


def test_new_conversations_have_one_turn_and_the_rest_of_the_prompt() -> None:
    conversation = workload.new_conversations(WORDS, SIZES, 2, seed=0).conversations[0]
    assert (tokens(conversation.shared), tokens(conversation.turns[0])) == (10, 4)
    assert len(conversation.turns) == 1


def test_decoding_has_nothing_in_common() -> None:
    made = workload.decoding(WORDS, SIZES, 2, seed=0)
    assert {conversation.shared for conversation in made.conversations} == {""}
    assert tokens(made.conversations[0].turns[0]) == SIZES.decode_prompt
    assert made.output_tokens == SIZES.decode_output


@pytest.mark.parametrize(
    "make",
    [workload.conversations, workload.new_conversations, workload.decoding],
    ids=lambda f: f.__name__,
)
def test_a_seed_makes_one_text(make: Callable[[list[str], Sizes, int, int], Scenario]) -> None:
    def made(seed: int) -> Scenario:
        return make(WORDS, SIZES, 3, seed)

    assert made(5) == made(5)
    assert made(5).conversations[0].turns != made(6).conversations[0].turns


def test_the_longest_conversation_has_room() -> None:
    assert Sizes().longest == 1024  # 600 + 3 * (40 + 64) = 912
    assert Sizes(prefix=10, user=1, output=20).longest == 768  # 494 + 20 of a new one
