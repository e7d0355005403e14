"""How long a step of the context takes, for the calibration: nothing else may be in it."""

from collections.abc import Callable

from llm.calibration import TimeStep
from llm.context import Context
from llm.scheduler import Chunk
from llm.sequence import Sequence

_BEFORE = 32
"""Tokens that a sequence has when one is decoded after them, as the planner's prompts have."""


def step_timer(context: Context, clock: Callable[[], float]) -> TimeStep:
    """A step that reads so many tokens of one prompt, or writes one token in each of so many sequences.
    `context` is empty before and after."""

    def time_step(rows: int, prefill: bool) -> float:
        slots = range(1 if prefill else rows)
        chunks = [_chunk(slot, 0, rows) if prefill else _chunk(slot, _BEFORE, 1) for slot in slots]
        try:
            for slot in () if prefill else slots:
                context.decode([_chunk(slot, start=0, count=_BEFORE)])
            started = clock()
            context.decode(chunks)
            return clock() - started
        finally:
            for slot in slots:
                context.free(slot)

    return time_step


def _chunk(slot: int, start: int, count: int) -> Chunk:
    return Chunk(Sequence([0] * (start + count), 1), slot, start, count, samples=True)
