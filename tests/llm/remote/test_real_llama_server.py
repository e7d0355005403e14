"""On the real program, whose path QUAYSIDE_TEST_LLAMA_SERVER names; without it these tests are skipped."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from core.errors import GenerationFailed, ModelUnavailable
from core.ports import Asker, ChatMessage, Inference, InferenceUsage, Segment
from core.settings import RemoteSettings
from llm.grammar import plan_grammar
from llm.remote.backend import RemoteBackend
from llm.remote.llama_check import check_server
from llm.remote.llama_server import LlamaServer

PROGRAM = os.environ.get("QUAYSIDE_TEST_LLAMA_SERVER", "")
MODEL = Path(__file__).parents[3] / "models" / "quayside-embedded.gguf"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PROGRAM, reason="QUAYSIDE_TEST_LLAMA_SERVER is not set"),
]
ASKED = Inference(
    "plan",
    (Segment("not sent", trusted=True),),
    40,
    deadline_s=60.0,
    chat=(ChatMessage("system", "Answer with one call.", public=True), ChatMessage("user", "quote P0")),
    asker=Asker("reader:1", "c1"),
)
ENDLESS = replace(ASKED, grammar="root ::= [a-z]+", max_tokens=900)


@asynccontextmanager
async def served(tmp_path: Path, paid: list[InferenceUsage] | None = None) -> AsyncIterator[RemoteBackend]:
    extra = ("--ctx-size", "2048", "--parallel", "2", "--threads", "1")
    async with LlamaServer(Path(PROGRAM), MODEL, tmp_path, extra=extra) as server:
        settings = RemoteSettings(
            url=server.url, model="embedded", api_key=server.key, dialect="llama_server"
        )
        heard = [] if paid is None else paid
        backend = RemoteBackend(settings, abandoned=lambda _, usage: heard.append(usage))
        yield backend
        await backend.close()


async def test_it_answers_under_a_grammar_and_counts(tmp_path: Path) -> None:
    planned = replace(ASKED, grammar=plan_grammar(["quote"], ["P0"], ["CIF"]))
    async with served(tmp_path) as backend:
        first, second = await backend.generate(planned), await backend.generate(planned)
    assert first.text.startswith("quote")
    assert first.text == second.text
    assert 0 == first.usage.cached_tokens < second.usage.cached_tokens < second.usage.input_tokens
    assert first.usage.output_tokens > 0


async def test_a_grammar_that_is_none_is_refused(tmp_path: Path) -> None:
    async with served(tmp_path) as backend:
        with pytest.raises(GenerationFailed, match=r"status 400.*grammar"):
            await backend.generate(replace(ASKED, grammar="root ::= ("))
        assert backend.state().available


async def test_what_is_cut_short_is_counted_and_frees_its_place(tmp_path: Path) -> None:
    paid: list[InferenceUsage] = []
    async with served(tmp_path, paid) as backend:
        for _ in range(3):
            await cancelled_in_the_middle(backend)
        assert (await backend.generate(ASKED)).text
    assert len(paid) == 3
    assert all(usage.input_tokens > 0 and usage.output_tokens > 0 for usage in paid)


async def cancelled_in_the_middle(backend: RemoteBackend) -> None:
    began = asyncio.Event()
    task = asyncio.create_task(backend.generate(ENDLESS, lambda _: began.set()))
    await began.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_many_at_once_are_answered(tmp_path: Path) -> None:
    async with served(tmp_path) as backend:
        asked = [replace(ASKED, grammar=f'root ::= "answer {number}"') for number in range(12)]
        answers = await asyncio.gather(*map(backend.generate, asked))
    assert [answer.text for answer in answers] == [f"answer {number}" for number in range(12)]


async def test_one_with_the_default_flags_is_refused(tmp_path: Path) -> None:
    url = LlamaServer(Path(PROGRAM), MODEL, tmp_path).url
    arguments = ("--model", str(MODEL), "--port", str(httpx.URL(url).port))
    process = await asyncio.create_subprocess_exec(
        PROGRAM, *arguments, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    try:
        assert process.stderr is not None
        async with asyncio.timeout(60):
            await process.stderr.readuntil(b"listening on")
        with pytest.raises(ModelUnavailable, match="not safe") as caught:
            await check_server(url, SecretStr(""))
    finally:
        process.terminate()
        await process.communicate()
    for flag in ("--no-slots", "--api-key-file", "--cors-origins localhost"):
        assert flag in caught.value.message
