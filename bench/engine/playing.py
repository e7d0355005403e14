"""Plays a scenario against anything that completes prompts, and notes when each token came."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import perf_counter

from pydantic import TypeAdapter

from bench.engine.workload import Conversation, Scenario


@dataclass(frozen=True, slots=True)
class Prompt:
    """`shared` then `own`. Without a `conversation_id` the asker comes once and nothing is to be kept."""

    shared: str
    own: str
    conversation_id: str

    @property
    def text(self) -> str:
        return self.shared + self.own


Complete = Callable[[Prompt, int, Callable[[str], None]], Awaitable[None]]
"""Completes a prompt with so many tokens, greedily, handing out each piece of text as it comes."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Seconds of the system's monotonic clock. `arrivals` has one for each token."""

    conversation: int
    turn: int
    text: str
    started_s: float
    ended_s: float
    arrivals: tuple[float, ...]

    @property
    def first_s(self) -> float:
        return self.arrivals[0]


SCENARIO = TypeAdapter(Scenario)
ANSWERS = TypeAdapter(list[Answer])
"""How both cross a pipe between processes."""


async def play(scenario: Scenario, complete: Complete) -> list[Answer]:
    """Every answer, by conversation and turn. Raises RuntimeError for an answer of the wrong length."""
    if scenario.alone:
        talks = [
            await _talk(scenario, at, talk, complete) for at, talk in enumerate(scenario.conversations)
        ]
    else:
        talks = await asyncio.gather(
            *(_talk(scenario, at, talk, complete) for at, talk in enumerate(scenario.conversations))
        )
    return [answer for talk in talks for answer in talk]


async def _talk(
    scenario: Scenario, at: int, conversation: Conversation, complete: Complete
) -> list[Answer]:
    answers: list[Answer] = []
    own = ""
    for turn, words in enumerate(conversation.turns):
        own += words
        prompt = (
            Prompt("", conversation.shared + own, "")
            if scenario.alone
            else Prompt(conversation.shared, own, conversation.id)
        )
        answer = await _ask(prompt, scenario.output_tokens, complete, at, turn)
        answers.append(answer)
        own += answer.text
    return answers


async def _ask(prompt: Prompt, tokens: int, complete: Complete, at: int, turn: int) -> Answer:
    pieces: list[str] = []
    arrivals: list[float] = []

    def take(piece: str) -> None:
        pieces.append(piece)
        arrivals.extend([perf_counter()] * piece.count(" "))  # a token is a space with letters

    started = perf_counter()
    await complete(prompt, tokens, take)
    ended = perf_counter()
    if len(arrivals) != tokens:
        raise RuntimeError(f"Not {tokens} tokens came in turn {turn} but {len(arrivals)}: {pieces!r}")
    return Answer(at, turn, "".join(pieces), started, ended, tuple(arrivals))
