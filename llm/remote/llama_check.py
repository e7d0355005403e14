"""Whether a running llama-server, which anybody may have started, keeps conversations to itself."""

from contextlib import suppress
from http import HTTPStatus

import httpx
from pydantic import SecretStr

from core.errors import ModelUnavailable
from core.turns import JsonObject
from llm.remote.llama_flags import SAFE_FLAGS, unsafe_settings

_TIMEOUT_S = 10.0
_ELSEWHERE = "https://elsewhere.invalid"


async def check_server(
    url: str, key: SecretStr, *, transport: httpx.AsyncBaseTransport | None = None
) -> None:
    """Raises ModelUnavailable, which names the flags, for a llama-server that shows conversations to
    others or answers without a key. What it keeps in memory (`--cache-ram`) it does not tell."""
    secret = key.get_secret_value()
    bearer = {"Authorization": f"Bearer {secret}"} if secret else {}
    try:
        async with client_of(url, transport) as client:
            anyone = await client.get("/props", headers={"Origin": _ELSEWHERE})
            props = await client.get("/props", headers=bearer)
            slots = await client.get("/slots", headers=bearer)
    except httpx.HTTPError as error:
        raise ModelUnavailable(
            f"The llama-server at {url} could not be checked ({type(error).__name__}).",
            hint="Check that it runs.",
        ) from None  # the cause may hold the key
    lacking = [
        *(["--api-key-file FILE"] if anyone.status_code == HTTPStatus.OK else []),
        *(["--cors-origins localhost"] if _open_to_any_page(anyone) else []),
        *(["--no-slots"] if slots.status_code == HTTPStatus.OK else []),
        *unsafe_settings(_props(url, props)),
    ]
    if lacking:
        raise ModelUnavailable(
            f"The llama-server at {url} is not safe: it lacks {', '.join(dict.fromkeys(lacking))}.",
            hint=f"Start it again with --api-key-file FILE {_safe_flags()}.",
        )


def _props(url: str, response: httpx.Response) -> JsonObject:
    props: object = None
    with suppress(ValueError, RecursionError):
        props = response.json()
    if response.status_code == HTTPStatus.OK and isinstance(props, dict):
        return props
    raise ModelUnavailable(
        f"The server at {url} does not tell how it is set up (status {response.status_code}).",
        hint="Check that it is a llama-server, and its key.",
    )


def _open_to_any_page(response: httpx.Response) -> bool:
    return response.headers.get("access-control-allow-origin") in ("*", _ELSEWHERE)


def _safe_flags() -> str:
    return " ".join(" ".join((flag, *values)) for flag, values in SAFE_FLAGS.items())


def client_of(url: str, transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    base = url.rstrip("/").removesuffix("/v1")
    return httpx.AsyncClient(base_url=base, transport=transport, timeout=_TIMEOUT_S, trust_env=False)


async def healthy(client: httpx.AsyncClient) -> bool:
    """Whether it has loaded its model."""
    try:
        response = await client.get("/health")
    except httpx.HTTPError:
        return False
    return response.status_code == HTTPStatus.OK
