"""A client that reads a carrier's events page by page. What the events mean is decided elsewhere."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING

from core.clock import Clock
from core.errors import Busy, SystemFault
from core.settings import FeedSettings
from tools.shipment.feeds.backoff import LONGEST_PATIENCE_S, TRIES, may_pass, retry_after_s, wait_s
from tools.shipment.feeds.pages import first_page, next_page

if TYPE_CHECKING:
    import httpx

_CONNECT_S, _SILENCE_S = 10.0, 30.0
_LONGEST_PAGE = 32 * 1024 * 1024
_MOST_PAGES = 10_000  # a million events; a feed that names more goes in a circle
_OK, _NOTHING = 200, 204


@dataclass(frozen=True, slots=True)
class Page:
    """`text` is the body as it came; `number` counts from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class CarrierFeed:
    """One carrier's API. `sleep`, `rng` and `transport` stand in for time, chance and the network."""

    settings: FeedSettings
    clock: Clock
    rng: Random
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    transport: "httpx.AsyncBaseTransport | None" = None

    async def pages(self, since: datetime) -> AsyncGenerator[Page, None]:
        """Every page of what was created since. Raises SystemFault when the server refuses, cannot be
        reached or goes in a circle; Busy when it wants to be left alone for long."""
        address: str | None = first_page(self.settings.url, since)
        seen: set[str] = set()
        async with self._client() as client:
            while address:
                if address in seen or len(seen) == _MOST_PAGES:
                    raise self._fault(
                        "does not come to an end", "Ask the carrier about its Next-Page header."
                    )
                seen.add(address)
                text, following = await self._page(client, address)
                yield Page(len(seen), text)
                address = next_page(address, following)

    async def _page(self, client: "httpx.AsyncClient", address: str) -> tuple[str, str | None]:
        """Text and Next-Page header, after as many tries as it takes or is worth."""
        import httpx

        trouble = ""
        for failures in range(1, TRIES + 1):
            asked_s: float | None = None
            try:
                async with client.stream("GET", address) as response:
                    if response.status_code == _NOTHING:
                        return "[]", None
                    if response.status_code == _OK:
                        return await self._text(response), response.headers.get("Next-Page")
                    trouble = f"answered {response.status_code}"
                    if not may_pass(response.status_code):
                        raise self._fault(trouble, "Check the feed's url and key in QUAYSIDE_FEEDS.")
                    asked_s = retry_after_s(response.headers.get("Retry-After"), self.clock.now())
            except httpx.InvalidURL:
                raise self._fault(
                    f"names {address[:80]!r}, which is no address", "Ask the carrier about its Next-Page."
                ) from None
            except httpx.HTTPError as error:
                trouble = f"could not be read ({type(error).__name__})"
            if asked_s is not None and asked_s > LONGEST_PATIENCE_S:
                raise Busy(f"The feed {self.settings.name!r} is busy.", retry_after_s=int(asked_s))
            if failures < TRIES:
                await self.sleep(wait_s(failures, self.rng, asked_s))
        raise self._fault(f"{trouble}, {TRIES} times in a row", "It is asked again in the next round.")

    async def _text(self, response: "httpx.Response") -> str:
        body = bytearray()
        async for piece in response.aiter_bytes():
            body += piece
            if len(body) > _LONGEST_PAGE:
                raise self._fault(
                    f"sent a page above {_LONGEST_PAGE} bytes", "Ask the carrier for less a page."
                )
        return body.decode("utf-8-sig", errors="replace")

    def _client(self) -> "AbstractAsyncContextManager[httpx.AsyncClient]":
        """Redirects are not followed: the key goes to the server of the settings only."""
        import httpx

        return httpx.AsyncClient(
            headers={"Accept": "application/json", "API-Version": "2"} | self._key(),
            timeout=httpx.Timeout(_SILENCE_S, connect=_CONNECT_S),
            transport=self.transport,
            trust_env=False,
        )

    def _key(self) -> dict[str, str]:
        key, header = self.settings.key.get_secret_value(), self.settings.key_header
        if not key:
            return {}
        is_bare = header.casefold() == "authorization" and " " not in key
        return {header: f"Bearer {key}" if is_bare else key}

    def _fault(self, what: str, hint: str) -> SystemFault:
        return SystemFault(f"The feed {self.settings.name!r} {what}.", hint=hint)
