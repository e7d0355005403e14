"""Addresses of the pages of `GET /v2/events` (DCSA Track & Trace 2.2.0).

A page names the next one in the header `Next-Page`: carriers send a cursor, an address, or a link.
"""

import re
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from core.errors import SystemFault

LIMIT = 100  # the specification's default
_PATH = "/v2/events"
_LINK = re.compile(r"<([^<>]*)>")
_ADDRESS = re.compile(r"https?://|[/?]", re.IGNORECASE)


def first_page(base: str, since: datetime) -> str:
    """The first page of everything created at or after `since`. `base` is with or without the path."""
    stamp = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return _with_query(_events_url(base), {"eventCreatedDateTime:gte": stamp, "limit": str(LIMIT)})


def next_page(current: str, header: str | None) -> str | None:
    """The page that `header` (Next-Page) of the page at `current` names; None at the end.

    Raises SystemFault for an address on another server: the key would go there.
    """
    named = (header or "").strip()
    link = _LINK.search(named)
    named = link[1].strip() if link else named
    if not named:
        return None
    if not _ADDRESS.match(named):
        return _with_query(current, dict(parse_qsl(urlsplit(current).query)) | {"cursor": named})
    try:
        address: str = urljoin(current, named)
        elsewhere = _server(address) != _server(current)
    except ValueError:
        raise SystemFault(
            f"The feed's next page {named[:80]!r} is no address.",
            hint="Ask the carrier about its Next-Page header.",
        ) from None
    if elsewhere:
        raise SystemFault(
            f"The feed's next page is on another server: {_server(address)!r}.",
            hint="Ask the carrier; the key is sent to the server in QUAYSIDE_FEEDS only.",
        )
    return address


def _events_url(base: str) -> str:
    bare = base.strip().rstrip("/")
    if bare.endswith(_PATH):
        return bare
    return bare + (_PATH.removeprefix("/v2") if bare.endswith("/v2") else _PATH)


def _with_query(address: str, query: dict[str, str]) -> str:
    return urlunsplit(urlsplit(address)._replace(query=urlencode(query, safe=":"), fragment=""))


def _server(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".casefold()
