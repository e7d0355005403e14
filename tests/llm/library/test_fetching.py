"""Fetching over a scripted transport: what is resumed, what is refused, and what each failure says."""

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import FixedClock
from core.errors import BadInput, ModelUnavailable, StoreUnavailable
from llm.library.catalogue import Wanted
from llm.library.fetching import fetch
from llm.library.registry import KnownModel, Registry
from tests.fakes import NOW

CONTENT = b"GGUF" + bytes(range(256)) * 40
SUM = hashlib.sha256(CONTENT).hexdigest()
WANTED = Wanted("m", "https://me:secret@example.org/m.gguf?signature=x", SUM)
Handler = Callable[[httpx.Request], httpx.Response]


class Server:
    """Serves `content`, with ranges; `breaks` are after how many bytes a response breaks off."""

    def __init__(
        self, content: bytes = CONTENT, *, ranges: bool = True, breaks: tuple[int, ...] = ()
    ) -> None:
        self.seen: list[str | None] = []
        self._content, self._ranges, self._breaks = content, ranges, list(breaks)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        asked = request.headers.get("Range")
        self.seen.append(asked)
        begin = int(asked.removeprefix("bytes=").rstrip("-")) if asked and self._ranges else 0
        total = len(self._content)
        if asked and self._ranges and begin >= total:
            return httpx.Response(416)
        headers = {"Content-Length": str(total - begin)}
        if asked and self._ranges:
            headers["Content-Range"] = f"bytes {begin}-{total - 1}/{total}"
        rest = self._content[begin:]
        body = Body(rest, self._breaks.pop(0) if self._breaks else None)
        return httpx.Response(206 if asked and self._ranges else 200, headers=headers, stream=body)


class Body(httpx.SyncByteStream):
    def __init__(self, content: bytes, breaks: int | None) -> None:
        self._content, self._breaks = content, breaks

    def __iter__(self) -> Iterator[bytes]:
        yield self._content[: self._breaks]
        if self._breaks is not None:
            raise httpx.ReadError("the connection was lost")


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return registry_in(tmp_path)


def registry_in(folder: Path) -> Registry:
    return Registry(folder / "models", folder / "embedded.gguf", FixedClock(NOW))


def fetched(registry: Registry, handler: Handler, wanted: Wanted = WANTED) -> KnownModel:
    return fetch(wanted, registry, transport=httpx.MockTransport(handler))


def parts(registry: Registry) -> list[int]:
    return [path.stat().st_size for path in registry.folder.glob("*.part")]


def test_a_model_is_fetched_checked_and_known(registry: Registry) -> None:
    seen: list[tuple[int, int | None]] = []
    transport = httpx.MockTransport(Server())
    model = fetch(WANTED, registry, transport=transport, progress=lambda *step: seen.append(step))
    assert model.path.read_bytes() == CONTENT
    assert (model.sha256, model.source) == (SUM, "https://example.org/m.gguf")
    assert seen[0] == (len(CONTENT), len(CONTENT))
    assert parts(registry) == []


def test_a_transfer_that_broke_off_goes_on_where_it_was(registry: Registry) -> None:
    server = Server(breaks=(100,))
    with pytest.raises(ModelUnavailable, match="connection was lost") as error:
        fetched(registry, server)
    assert "run it again" in error.value.hint
    assert "secret" not in str(error.value)
    assert parts(registry) == [100]
    assert fetched(registry, server).path.read_bytes() == CONTENT
    assert server.seen == [None, "bytes=100-"]


def test_a_server_without_ranges_sends_all_of_it_again(registry: Registry) -> None:
    server = Server(ranges=False, breaks=(100,))
    with pytest.raises(ModelUnavailable):
        fetched(registry, server)
    assert fetched(registry, server).path.read_bytes() == CONTENT


def test_a_part_that_is_whole_already_is_only_checked(registry: Registry) -> None:
    with pytest.raises(ModelUnavailable):
        fetched(registry, Server(breaks=(len(CONTENT),)))
    assert fetched(registry, Server()).path.read_bytes() == CONTENT


def test_another_part_than_the_one_asked_for_is_dropped(registry: Registry) -> None:
    with pytest.raises(ModelUnavailable):
        fetched(registry, Server(breaks=(100,)))

    def confused(request: httpx.Request) -> httpx.Response:
        return httpx.Response(206, headers={"Content-Range": "bytes 50-99/1000"}, content=b"x" * 50)

    with pytest.raises(ModelUnavailable, match="another part"):
        fetched(registry, confused)
    assert parts(registry) == []
    assert fetched(registry, Server()).path.read_bytes() == CONTENT


def test_a_body_that_ends_early_is_not_taken_for_whole(registry: Registry) -> None:
    def short(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"Content-Length": "1000"}, stream=Body(CONTENT[:90], None))

    with pytest.raises(ModelUnavailable, match="broke off after 90 of 1000 bytes"):
        fetched(registry, short)
    assert parts(registry) == [90]


def test_a_wrong_file_is_refused_and_not_kept(registry: Registry) -> None:
    with pytest.raises(BadInput, match="SHA-256"):
        fetched(registry, Server(CONTENT + b"more"))
    assert parts(registry) == []
    assert [model.name for model in registry.models()] == ["embedded"]
    assert fetched(registry, Server()).sha256 == SUM


def test_a_redirect_is_followed(registry: Registry) -> None:
    server = Server()

    def moved(request: httpx.Request) -> httpx.Response:
        if request.url.host == "example.org":
            return httpx.Response(302, headers={"Location": "https://cdn.example.net/m.gguf"})
        return server(request)

    assert fetched(registry, moved).path.read_bytes() == CONTENT


@pytest.mark.parametrize("status", [401, 404, 500, 304])
def test_a_refusal_is_told_with_its_status(status: int, registry: Registry) -> None:
    with pytest.raises(ModelUnavailable, match=f"answered {status}") as error:
        fetched(registry, lambda request: httpx.Response(status))
    assert "quayside models add FILE" in error.value.hint


def test_without_a_network_it_says_what_to_do(registry: Registry) -> None:
    def unreachable(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("Name or service not known")

    with pytest.raises(ModelUnavailable, match=r"example\.org/m\.gguf.*not known") as error:
        fetched(registry, unreachable)
    assert "where there is none" in error.value.hint


def test_an_address_that_is_none_is_told(registry: Registry) -> None:
    wanted = Wanted("m", "https://exa mple:port/", SUM)
    with pytest.raises(ModelUnavailable, match="could not be fetched"):
        fetched(registry, Server(), wanted)


@pytest.mark.parametrize("told", [True, False])
def test_a_file_that_is_too_large_is_not_taken(told: bool, registry: Registry) -> None:
    def large(request: httpx.Request) -> httpx.Response:
        headers = {"Content-Length": str(len(CONTENT))} if told else {}
        return httpx.Response(200, headers=headers, stream=Body(CONTENT, None))

    with pytest.raises(BadInput, match="more than the"):
        fetch(WANTED, registry, transport=httpx.MockTransport(large), max_bytes=1000)
    assert parts(registry) == []


def test_a_disk_without_room_is_told_before_anything_is_written(registry: Registry) -> None:
    transport = httpx.MockTransport(Server())
    with pytest.raises(StoreUnavailable, match="are free") as error:
        fetch(WANTED, registry, transport=transport, free_bytes=lambda folder: 1000)
    assert "QUAYSIDE_DATA_FOLDER" in error.value.hint
    assert parts(registry) == []


def test_what_is_here_is_not_fetched_again_and_another_of_its_name_is_refused(registry: Registry) -> None:
    server = Server()
    model = fetched(registry, server)
    assert fetched(registry, server) == model
    assert len(server.seen) == 1
    with pytest.raises(BadInput, match="another model 'm'"):
        fetched(registry, server, Wanted("m", WANTED.url, "a" * 64))
    model.path.unlink()
    assert fetched(registry, server).path.read_bytes() == CONTENT


def test_two_transfers_of_one_file_do_not_mix(registry: Registry) -> None:
    registry.folder.mkdir()
    with (registry.folder / f"{SUM[:16]}.part").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(BadInput, match="Another process is fetching"):
            fetched(registry, Server())


def test_a_file_of_this_machine_is_added(registry: Registry, tmp_path: Path) -> None:
    file = tmp_path / "my model.gguf"
    file.write_bytes(CONTENT)
    model = fetch(Wanted("m", file.as_uri(), ""), registry)
    assert (model.sha256, model.source) == (SUM, file.as_uri())
    with pytest.raises(BadInput, match="SHA-256"):
        fetch(Wanted("n", file.as_uri(), "a" * 64), registry)


@settings(max_examples=40)
@given(
    breaks=st.lists(st.integers(0, len(CONTENT)), max_size=6),
    ranges=st.lists(st.booleans(), min_size=7, max_size=7),
)
def test_however_often_it_breaks_off_the_file_comes_whole(
    breaks: list[int], ranges: list[bool], tmp_path_factory: pytest.TempPathFactory
) -> None:
    registry = registry_in(tmp_path_factory.mktemp("models"))
    for point, with_ranges in zip(breaks, ranges, strict=False):
        with suppress(ModelUnavailable):
            fetched(registry, Server(ranges=with_ranges, breaks=(point,)))
    assert fetched(registry, Server(ranges=ranges[-1])).path.read_bytes() == CONTENT
