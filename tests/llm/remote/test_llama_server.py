import asyncio
import stat
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from core.errors import BadInput, ModelUnavailable
from core.turns import JsonObject
from llm.remote.llama_check import check_server
from llm.remote.llama_flags import EXTRA_FLAGS, SAFE_FLAGS, command, unsafe_settings
from llm.remote.llama_server import LlamaServer

KEY = SecretStr("sk-test-key")
NOTHING: JsonObject = {}


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """An executable that stands in for llama-server."""
    source = Path(__file__).with_name("fake_llama_server.py").read_text()
    path = tmp_path / "llama-server"
    path.write_text(f"#!{sys.executable}\n{source}")
    path.chmod(0o700)
    return path


def line(*extra: str) -> list[str]:
    return command(Path("llama-server"), Path("m.gguf"), 8080, Path("key"), extra)


def server(
    program: Path,
    behaviour: str,
    *,
    start_timeout_s: float = 60.0,
    end_timeout_s: float = 60.0,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> LlamaServer:
    return LlamaServer(
        program,
        program.with_name(f"{behaviour}.gguf"),
        program.with_name("keys"),
        start_timeout_s=start_timeout_s,
        end_timeout_s=end_timeout_s,
        sleep=sleep,
    )


# --- the command line ----------------------------------------------------------------------------


def test_the_command_has_every_safe_flag_last() -> None:
    words = line("--ctx-size", "4096", "--mlock")
    safe = [word for flag, values in SAFE_FLAGS.items() for word in (flag, *values)]
    assert words[-len(safe) :] == safe
    assert words[1:4] == ["--ctx-size", "4096", "--mlock"]
    assert words[words.index("--api-key-file") + 1] == str(Path("key").absolute())
    assert words[words.index("--port") + 1] == "8080"


@pytest.mark.parametrize(
    "extra",
    [
        ("--slots",),
        ("--cache-ram", "8192"),
        ("-cram", "-1"),
        ("--cache-idle-slots",),
        ("--webui",),
        ("--ui",),
        ("--host", "0.0.0.0"),
        ("--cors-origins", "*"),
        ("--cors-credentials",),
        ("--api-key", "k"),
        ("--props",),
        ("--metrics",),
        ("--tools", "all"),
        ("--agent",),
        ("--mcp-servers-json", "{}"),
        ("--slot-save-path", "s"),
        ("--log-file", "f"),
        ("--verbose",),
        ("--hf-repo", "a/b"),
        ("--no_slots",),
        ("--ctx-size=4096",),
        ("--threads", "2", "--slots"),
        ("--mlock", "--slots"),
        ("",),
    ],
)
def test_an_argument_that_is_not_known_to_be_safe_is_refused(extra: tuple[str, ...]) -> None:
    with pytest.raises(BadInput, match="is not started with") as caught:
        line(*extra)
    assert "--ctx-size" in caught.value.hint


@pytest.mark.parametrize(
    "extra", [("--threads",), ("--threads", "--slots"), ("--threads", ""), ("-c", "-")]
)
def test_a_flag_never_takes_another_one_for_its_value(extra: tuple[str, ...]) -> None:
    with pytest.raises(BadInput, match="is followed by"):
        line(*extra)


def test_a_value_may_be_negative() -> None:
    assert "-1" in line("-ngl", "-1")


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_must_be_one(port: int) -> None:
    with pytest.raises(BadInput, match="is no port"):
        command(Path("llama-server"), Path("m.gguf"), port, Path("key"))


def test_no_flag_is_both_safe_and_extra() -> None:
    assert not set(SAFE_FLAGS) & set(EXTRA_FLAGS)


# --- a server that runs --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("props", "flags"),
    [
        ({"endpoint_slots": False, "ui": False, "cors_proxy_enabled": False}, ()),
        ({"endpoint_slots": True}, ("--no-slots",)),
        ({"ui": True, "webui": True}, ("--no-webui",)),
        ({"cors_proxy_enabled": True}, ("--no-ui-mcp-proxy",)),
        ({"endpoint_slots": "yes", "ui": {}}, ("--no-slots", "--no-webui")),
        ({}, ()),
    ],
)
def test_what_a_server_tells_of_itself_is_read(props: JsonObject, flags: tuple[str, ...]) -> None:
    assert unsafe_settings(props) == flags


def running(
    props: object = NOTHING,
    *,
    slots: int = 501,
    origin: str = "",
    locked: bool = True,
    status: int = 200,
) -> httpx.MockTransport:
    def answer(request: httpx.Request) -> httpx.Response:
        headers = {"Access-Control-Allow-Origin": origin} if origin else {}
        if locked and request.headers.get("authorization") != f"Bearer {KEY.get_secret_value()}":
            return httpx.Response(401, headers=headers)
        if request.url.path == "/slots":
            return httpx.Response(slots)
        return httpx.Response(status, json=props, headers=headers)

    return httpx.MockTransport(answer)


async def test_a_safe_server_passes() -> None:
    await check_server("http://127.0.0.1:8080/v1", KEY, transport=running({"endpoint_slots": False}))


@pytest.mark.parametrize(
    ("transport", "flag"),
    [
        (running({"endpoint_slots": True}), "--no-slots"),
        (running(slots=200), "--no-slots"),
        (running(origin="*"), "--cors-origins localhost"),
        (running(origin="https://elsewhere.invalid"), "--cors-origins localhost"),
        (running(locked=False), "--api-key-file"),
        (running({"ui": True}), "--no-webui"),
    ],
)
async def test_an_unsafe_server_is_refused_by_the_flag_it_lacks(
    transport: httpx.MockTransport, flag: str
) -> None:
    with pytest.raises(ModelUnavailable, match="is not safe: it lacks") as caught:
        await check_server("http://127.0.0.1:8080/v1", KEY, transport=transport)
    assert flag in caught.value.message
    assert "--cache-ram 0" in caught.value.hint


@pytest.mark.parametrize("transport", [running(status=404), running(["no", "object"]), running(status=500)])
async def test_a_server_that_tells_nothing_is_refused(transport: httpx.MockTransport) -> None:
    with pytest.raises(ModelUnavailable, match="does not tell how it is set up"):
        await check_server("http://127.0.0.1:8080/v1", KEY, transport=transport)


async def test_a_server_that_is_not_there_is_refused() -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(ModelUnavailable, match="could not be checked"):
        await check_server("http://127.0.0.1:8080/v1", KEY, transport=httpx.MockTransport(away))


# --- a server that is started --------------------------------------------------------------------


async def test_it_is_started_waited_for_and_ended(program: Path) -> None:
    started = server(program, "well")
    async with started:
        started.require_alive()
        (key_file,) = (program.parent / "keys").iterdir()
        assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
        assert key_file.read_text().strip() == started.key.get_secret_value()
    assert not key_file.exists()
    with pytest.raises(ModelUnavailable, match="ended with status"):
        started.require_alive()
    await started.close()


async def test_neither_settings_nor_secrets_reach_it_by_the_environment(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLAMA_ARG_TOOLS", "all")
    monkeypatch.setenv("QUAYSIDE_CLOUD__API_KEY", "secret")
    async with server(program, "well") as started, httpx.AsyncClient() as client:
        bearer = {"Authorization": f"Bearer {started.key.get_secret_value()}"}
        props = (await client.get(started.url.removesuffix("/v1") + "/props", headers=bearer)).json()
    assert not [name for name in props["env"] if name.startswith(("LLAMA_", "QUAYSIDE_"))]
    assert started.key.get_secret_value() not in props["arguments"]


async def test_a_death_at_the_start_is_told_with_its_last_words(program: Path) -> None:
    started = server(program, "dies")
    with pytest.raises(ModelUnavailable, match=r"ended with status 3.*no such tensor") as caught:
        await started.__aenter__()
    assert started.key.get_secret_value() not in str(caught.value)
    assert list((program.parent / "keys").iterdir()) == []


async def test_a_death_later_is_told_with_its_last_words(program: Path) -> None:
    async with server(program, "well") as started:
        bearer = {"Authorization": f"Bearer {started.key.get_secret_value()}"}
        async with httpx.AsyncClient() as client:
            with pytest.raises(httpx.TransportError):
                await client.get(started.url.removesuffix("/v1") + "/die", headers=bearer)
        async with asyncio.timeout(10):
            await started.wait()
        with pytest.raises(ModelUnavailable, match=r"ended with status 9.*terminate called"):
            started.require_alive()


async def test_one_that_is_never_ready_is_given_up(program: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"not ready within 0\.05 s"):
        await server(program, "loads_for_ever", start_timeout_s=0.05).__aenter__()


async def test_one_that_shows_its_slots_is_ended(program: Path) -> None:
    started = server(program, "shows_slots")
    with pytest.raises(ModelUnavailable, match="lacks --no-slots"):
        await started.__aenter__()
    with pytest.raises(ModelUnavailable, match="ended"):
        started.require_alive()


async def test_one_that_does_not_end_is_killed(program: Path) -> None:
    started = server(program, "stubborn", end_timeout_s=0.2)
    async with started:
        pass
    with pytest.raises(ModelUnavailable, match="ended with status -9"):
        started.require_alive()


async def test_a_start_that_is_cancelled_leaves_nothing_behind(program: Path) -> None:
    waits = asyncio.Event()

    async def sleep(seconds: float) -> None:
        waits.set()
        await asyncio.Event().wait()

    started = server(program, "loads_for_ever", sleep=sleep)
    task = asyncio.create_task(started.__aenter__())
    await waits.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ModelUnavailable, match="ended"):
        started.require_alive()
    assert list((program.parent / "keys").iterdir()) == []


async def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="could not be started from"):
        await server(tmp_path / "none", "well").__aenter__()


def test_what_was_never_started_is_not_alive(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="is not running"):
        server(tmp_path / "none", "well").require_alive()
    assert list(tmp_path.iterdir()) == []
