"""What every ModelBackend keeps to, run on each of them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import GenerationFailed, ModelUnavailable
from core.ports import Asker, Inference, ModelBackend, Segment
from core.settings import ModelSettings
from llm.adversary import HOSTILE, AdversaryBackend
from llm.engine import Engine
from llm.routing.router import Router
from llm.routing.switching import Switching
from llm.routing.tiers import Tier
from llm.scripted import ScriptedBackend
from tests.llm.remote.fake_server import remote_backend

ASKED = Inference("say", (Segment("say something", trusted=True),), 30, "root ::= [a-z ]{25}")
REPLY = "of course, with pleasure, and more than that"


@pytest.fixture(params=["engine", "scripted", "adversary", "remote", "router", "switching"])
async def backend(request: pytest.FixtureRequest, tiny: Path) -> AsyncIterator[ModelBackend]:
    backend = made(request.param, tiny)
    yield backend
    await backend.close()


def made(name: str, tiny: Path) -> ModelBackend:
    match name:
        case "engine":
            return Engine(tiny, ModelSettings(threads=1, context_tokens=512), trial=False)
        case "scripted":
            return ScriptedBackend({"say": [REPLY] * 20})
        case "remote":
            return remote_backend()
        case "router":
            return Router([Tier("local", ScriptedBackend({"say": [REPLY] * 20}), stays_here=True)])
        case "switching":
            return Switching(ScriptedBackend({"say": [REPLY] * 20}))
        case _:
            return AdversaryBackend(seed=4)


async def test_the_pieces_are_the_text(backend: ModelBackend) -> None:
    pieces: list[str] = []
    generation = await backend.generate(ASKED, pieces.append)
    assert "".join(pieces) == generation.text
    assert all(pieces)


async def test_the_text_comes_without_a_listener_too(backend: ModelBackend) -> None:
    generation = await backend.generate(ASKED)
    assert generation.finish in ("stop", "length")
    assert generation.model == backend.model != ""


async def test_usage_is_never_negative(backend: ModelBackend) -> None:
    usage = (await backend.generate(ASKED)).usage
    assert min(usage.input_tokens, usage.cached_tokens, usage.output_tokens) >= 0
    assert min(usage.queue_s, usage.prefill_s, usage.decode_s, usage.busy_s) >= 0


async def test_requests_at_once_are_all_answered(backend: ModelBackend) -> None:
    generations = await asyncio.gather(*(backend.generate(ASKED) for _ in range(12)))
    assert len(generations) == 12


async def test_after_a_cancelled_request_the_next_is_answered(backend: ModelBackend) -> None:
    task = asyncio.create_task(backend.generate(ASKED))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await backend.generate(ASKED)


async def test_it_says_whether_it_takes_requests(backend: ModelBackend) -> None:
    assert backend.state().available
    assert backend.state().wait_s >= 0
    assert backend.capabilities <= {"grammar", "thinking"}
    await backend.close()
    assert not backend.state().available
    assert "closed" in backend.state().reason


async def test_a_conversation_can_be_forgotten_whether_there_is_something_or_not(
    backend: ModelBackend,
) -> None:
    await backend.generate(replace(ASKED, asker=Asker("anna", "c1")))
    await backend.forget("c1")
    await backend.forget("never heard of")
    assert await backend.generate(ASKED)


async def test_once_closed_it_is_unavailable(backend: ModelBackend) -> None:
    await backend.close()
    await backend.close()
    with pytest.raises(ModelUnavailable, match="closed"):
        await backend.generate(ASKED)


@pytest.mark.parametrize("name", ["engine", "scripted", "remote", "router", "switching"])
async def test_a_stop_string_is_never_in_the_text(name: str, tiny: Path) -> None:
    backend = made(name, tiny)
    whole = (await backend.generate(ASKED)).text
    stop = whole[9:12]
    cut = await backend.generate(replace(ASKED, stop=(stop,)))
    assert cut.text == whole[: whole.index(stop)]
    assert cut.finish == "stop"
    await backend.close()


async def test_a_script_has_a_queue_for_each_purpose_and_keeps_what_was_asked() -> None:
    backend = ScriptedBackend({"plan": ["none"], "say": ["hello", GenerationFailed("It broke.")]})
    plan = replace(ASKED, purpose="plan")
    assert (await backend.generate(ASKED)).text == "hello"
    assert (await backend.generate(plan)).text == "none"
    with pytest.raises(GenerationFailed, match="It broke"):
        await backend.generate(ASKED)
    with pytest.raises(GenerationFailed, match="No scripted reply is left for 'plan'"):
        await backend.generate(plan)
    assert backend.seen == [ASKED, plan, ASKED, plan]


async def test_a_script_is_cut_at_the_limit() -> None:
    generation = await ScriptedBackend({"say": ["one two three"]}).generate(replace(ASKED, max_tokens=2))
    assert (generation.text, generation.finish) == ("one two", "length")


async def test_the_adversary_repeats_itself_by_seed_and_says_everything_in_time() -> None:
    one, same = AdversaryBackend(seed=1), AdversaryBackend(seed=1)
    said = [(await one.generate(ASKED)).text for _ in range(400)]
    assert said == [(await same.generate(ASKED)).text for _ in range(400)]
    assert set(HOSTILE) <= set(said)
