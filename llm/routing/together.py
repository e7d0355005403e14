"""Several calls of which each is made, whatever becomes of the others."""

import asyncio
from collections.abc import Awaitable, Iterable


async def all_of(calls: Iterable[Awaitable[None]]) -> None:
    """Waits for all of `calls`; then raises the first error, if there was any."""
    for result in await asyncio.gather(*calls, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result
