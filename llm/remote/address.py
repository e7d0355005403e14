"""Where a server is: its address taken apart and checked once, when the backend is made."""

from dataclasses import dataclass

import httpx

from core.errors import BadInput
from core.settings import RemoteSettings

_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Address:
    """`name` is for messages. `local`: the server is on this machine, so what it is sent stays here."""

    completions: str
    name: str
    local: bool


def address_of(settings: RemoteSettings) -> Address:
    """Raises BadInput for settings that no request can be made of. A key is never shown."""
    try:
        url = httpx.URL(settings.url)
    except httpx.InvalidURL as error:
        raise _no_url(settings.url) from error
    if url.userinfo or url.query:
        raise BadInput(
            f"The URL of the server {url.host!r} holds a user name, a password or a query.",
            hint="Set a key instead.",
        )
    if url.scheme not in ("http", "https") or not url.host:
        raise _no_url(settings.url)
    if not settings.model:
        raise BadInput(f"No model is named for the server {url.host!r}.", hint="Set its model.")
    key = settings.api_key.get_secret_value()
    if not (key.isascii() and key.isprintable() and " " not in key):
        raise BadInput(
            f"The key for the server {url.host!r} cannot stand in a header.",
            hint="Use the key alone: printable ASCII without spaces.",
        )
    return Address(
        completions=f"{str(url.copy_with(fragment=None)).rstrip('/')}/chat/completions",
        name=f"The server of {settings.model!r} at {url.host}{f':{url.port}' if url.port else ''}",
        local=url.host in _THIS_MACHINE,
    )


def _no_url(url: str) -> BadInput:
    return BadInput(
        f"{url!r} is no URL of a server.", hint="Set one like http://127.0.0.1:8080/v1 or https://host/v1."
    )
