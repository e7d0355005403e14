"""Where somebody wanted to go before they signed in: a path of this house and never another address."""

import re
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import RedirectResponse

HOME = "/"
LONGEST = 500
# Browsers read `//host` and `/\host` as another host, and drop tabs and line ends before they look.
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


def local_path(text: str) -> str:
    """`text` if it is a path of this house, with or without a query; HOME for everything else."""
    return text if len(text) <= LONGEST and _LOCAL.fullmatch(text) else HOME


def sign_in_address(path: str) -> str:
    """The sign-in page that leads back to `path`."""
    wanted = local_path(path)
    return "/sign-in" if wanted == HOME else f"/sign-in?{urlencode({'next': wanted})}"


def to_sign_in(request: Request) -> RedirectResponse:
    """For a visitor of a page that needs a name."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(sign_in_address(request.url.path + query), status_code=303)
