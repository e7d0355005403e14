"""The shipped model in the engine: many turns at once are worded as one by one; every second is charged."""

import asyncio
import random
import time

from agent.calls import VERBS
from agent.prompts import plan_prompt, say_prompt
from app.model_registry import EMBEDDED_MODEL
from core.ports import Asker, Inference, InferenceUsage
from core.settings import ModelSettings
from llm.engine import Engine
from llm.grammar import plan_grammar, say_grammar
from models.sayings import sayings
from models.turns import plannings

SETTINGS = ModelSettings(threads=1, context_tokens=4096, sequences=16)
TERMS = ("EXW", "FCA", "FOB", "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP")


def asked(count: int) -> list[Inference]:
    """Plans and words for fresh turns, by turns."""
    rng = random.Random(20261128)
    plans, says = plannings(rng), sayings(rng)
    inferences = []
    for number in range(count):
        asker = Asker(f"user-{number % 5}", f"c{number}")
        if number % 2:
            view = next(plans).view
            handles = [handle for handle in view.handles if handle not in TERMS]
            grammar = plan_grammar(VERBS, handles, TERMS)
            inferences.append(Inference("plan", plan_prompt(view), 64, grammar, asker=asker))
        else:
            say = next(says).view
            grammar = say_grammar([role for role in say.roles if role != "passage"], ("S0",))
            inferences.append(Inference("say", say_prompt(say), 120, grammar, asker=asker))
    return inferences


async def test_turns_at_once_are_worded_as_one_by_one() -> None:
    engine = Engine(EMBEDDED_MODEL, SETTINGS, trial=False)
    inferences = asked(160)
    alone = [(await engine.generate(inference)).text for inference in inferences]
    together = []
    for start in range(0, len(inferences), 40):
        batch = inferences[start : start + 40]
        together += [g.text for g in await asyncio.gather(*(engine.generate(one) for one in batch))]
    await engine.close()
    assert [pair for pair in zip(alone, together, strict=True) if pair[0] != pair[1]] == []


async def test_every_second_of_the_engine_is_idle_or_somebodys() -> None:
    spent: list[float] = []

    def abandoned(inference: Inference, usage: InferenceUsage) -> None:
        spent.append(usage.busy_s)

    engine = Engine(EMBEDDED_MODEL, SETTINGS, trial=False, abandoned=abandoned)
    started = time.perf_counter()
    tasks = [asyncio.create_task(engine.generate(inference)) for inference in asked(60)]
    for task in tasks[::7]:
        await asyncio.sleep(0)
        task.cancel()
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    await engine.forget("none")
    await engine.generate(asked(1)[0])  # the figures are those of the last step
    took, load = time.perf_counter() - started, engine.load
    await engine.close()
    delivered = [end.usage.busy_s for end in ends if not isinstance(end, BaseException)]
    assert len(delivered) < len(tasks)
    assert abs(sum(delivered) + sum(spent) - load.busy_s) < 0.05 * load.busy_s
    assert abs(load.busy_s + load.idle_s - took) < 0.05 * took
