"""`python -m bench.soak --minutes 30`: random arrivals, cancellations and faults against the engine.

Exit status 1 when a request got stuck, when memory grew beyond what the caches may hold, or when the shares
of the requests and the idle time do not make up the engine's clock.
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from agent.chat_prompts import plan_chat
from agent.prompts import PlanView, SayView, plan_prompt, say_prompt
from app.model_registry import EMBEDDED_MODEL
from core.errors import Busy, GenerationFailed
from core.ports import Abandoned, Asker, Inference, InferenceUsage, Sampling, Segment
from core.settings import ModelSettings
from llm.engine import Engine
from llm.grammar import plan_grammar, say_grammar

SETTINGS = ModelSettings(context_tokens=4096, sequences=8, queue=24, kept_mb=16, kept_disk_mb=8)
CONVERSATIONS = 40
SETTLING = 0.2
"""The share of the time after which memory has to stay as it is."""
MOST_GROWTH_MIB = 24
MOST_APART = 0.01
ASKED = "how much is the dried mango to mombasa and when does my container arrive"
WORDS = ASKED.split()
RULES = " ".join(WORDS * 5)
VERBS, ROLES = ("quote", "track", "search", "none"), ("total", "product", "place")


class Soak:
    """What was asked and what became of it."""

    def __init__(self, engine: Engine, seed: int) -> None:
        self.engine = engine
        self.chance = random.Random(seed)
        self.ends: Counter[str] = Counter()
        self.delivered_s = 0.0
        self.under_way: set[asyncio.Task[None]] = set()

    async def run(self, seconds: float, tell: float) -> list[int]:
        """Resident memory in KiB, every `tell` seconds."""
        began = told = time.monotonic()
        memory = []
        while time.monotonic() - began < seconds:
            await asyncio.sleep(self.chance.expovariate(60))
            task = asyncio.create_task(self.one())
            self.under_way.add(task)
            task.add_done_callback(self.under_way.discard)
            if time.monotonic() - told > tell:
                told = time.monotonic()
                memory.append(resident_kib())
                load = self.engine.load
                print(
                    f"{told - began:6.0f} s  {memory[-1] // 1024} MiB  {dict(self.ends)}  {load}",
                    flush=True,
                )
        return memory

    async def one(self) -> None:
        inference = self.inference()
        asked = asyncio.create_task(self.engine.generate(inference, self.listener()))
        if self.chance.random() < 0.25:
            asyncio.get_running_loop().call_later(self.chance.random() * 0.2, asked.cancel)
        try:
            generation = await asked
        except asyncio.CancelledError:
            self.ends["cancelled"] += 1
        except (Busy, GenerationFailed, ConnectionResetError) as error:
            self.ends[type(error).__name__] += 1
        else:
            self.ends["done"] += 1
            self.delivered_s += generation.usage.busy_s
        if self.chance.random() < 0.02 and inference.asker:
            await self.engine.forget(inference.asker.conversation_id)
            self.ends["forgotten"] += 1

    def listener(self) -> "Listener":
        return Listener(self.chance.randrange(1, 6) if self.chance.random() < 0.05 else None)

    def inference(self) -> Inference:
        """A plan, words or anything, of one of some conversations, long or short, greedy or not."""
        chance = self.chance
        text = " ".join(chance.choices(WORDS, k=chance.randrange(1, 60)))
        conversation = chance.randrange(CONVERSATIONS)
        asker = Asker(f"user-{conversation % 7}", f"c{conversation}") if chance.random() < 0.8 else None
        kind = chance.choice(("plan", "say", "free"))
        plan = PlanView("en", "buyer", ("quote",), "", "", ("P0", "N0", "L0"), text)
        prompt: tuple[Segment, ...] = (
            Segment(RULES, trusted=True, public=True),
            Segment(text, trusted=False),
        )
        grammar = None
        if kind == "plan":
            prompt, grammar = plan_prompt(plan), plan_grammar(VERBS, ("P0", "N0", "L0"), ("CIF",))
        elif kind == "say":
            prompt, grammar = (
                say_prompt(SayView("en", "quote", "quoted", ROLES, text)),
                say_grammar(ROLES, ()),
            )
        return Inference(
            "plan" if kind == "plan" else "say",
            prompt,
            chance.randrange(1, 90),
            grammar,
            stop=("mango",) if chance.random() < 0.1 else (),
            deadline_s=0.05 if chance.random() < 0.05 else 30.0,
            chat=plan_chat(plan),
            sampling=Sampling(chance.choice((0.0, 0.0, 0.8)), 0.9, 0.02, chance.randrange(99)),
            priority=chance.choice((0, 0, 1)),
            asker=asker,
            keep=True,
        )


class Listener:
    """Hears text; the `leaves_at`-th piece finds nobody any more."""

    def __init__(self, leaves_at: int | None) -> None:
        self.leaves_at = leaves_at
        self.heard = 0

    def __call__(self, piece: str) -> None:
        self.heard += 1
        if self.heard == self.leaves_at:
            raise ConnectionResetError("the buyer went away")


def resident_kib() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


async def soak(minutes: float, model: Path, seed: int) -> dict[str, object]:
    abandoned: list[float] = []
    with tempfile.TemporaryDirectory(prefix="quayside-soak-") as folder:
        engine = Engine(model, SETTINGS, abandoned=adding_to(abandoned), disk=Path(folder))
        began = time.perf_counter()
        running = Soak(engine, seed)
        seconds = minutes * 60
        memory = await running.run(seconds, tell=max(1.0, seconds / 60))
        stuck = await finished(running, engine)
        took = time.perf_counter() - began
        load = engine.load
        await engine.close()
    settled = memory[int(len(memory) * SETTLING) :] or [0]
    return {
        "ends": dict(running.ends),
        "stuck": stuck,
        "growth_mib": (max(settled[-3:]) - settled[0]) / 1024,
        "clock_apart": abs(load.busy_s + load.idle_s - took) / took,
        "shares_apart": abs(running.delivered_s + sum(abandoned) - load.busy_s) / max(load.busy_s, 1e-9),
        "load": str(load),
    }


def adding_to(seconds: list[float]) -> Abandoned:
    def abandoned(inference: Inference, usage: InferenceUsage) -> None:
        seconds.append(usage.busy_s)

    return abandoned


async def finished(running: Soak, engine: Engine) -> int:
    """Requests that have not come to an end a minute after the last one came."""
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.gather(*running.under_way), 60)
    await engine.forget("")  # a round through the engine's thread: its figures are up to date then
    await asyncio.sleep(0.1)
    return len(running.under_way) + engine.load.running + engine.load.waiting


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=30.0)
    options.add_argument("--model", type=Path, default=EMBEDDED_MODEL)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    report = asyncio.run(soak(chosen.minutes, chosen.model, chosen.seed))
    print(json.dumps(report, indent=2))
    sound = (
        report["stuck"] == 0
        and float(str(report["growth_mib"])) < MOST_GROWTH_MIB
        and float(str(report["clock_apart"])) < MOST_APART
        and float(str(report["shares_apart"])) < MOST_APART
    )
    return 0 if sound else 1


if __name__ == "__main__":
    raise SystemExit(main())
