"""What may go wrong with a try, in Quayside's errors: what may pass, and what speaks against the server."""

import json
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from math import ceil

import httpx
from pydantic import SecretStr

from core.errors import Busy, GenerationFailed, ModelUnavailable, QuaysideError
from llm.remote.stream import BadStream, message_of

_SHOWN_CHARS = 200
_SHOWN_OF_ANSWER = 60
_LONGEST_WAIT_S = 24 * 3600.0
_OVERLOADED = (
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
)
_MISDIRECTED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


class Failure(Exception):
    """A try that failed. `error` is for the caller. `passing`: nothing has come yet and another try may
    succeed, not before `after_s`. `sick`: it speaks against the server and not against the request."""

    def __init__(
        self, error: QuaysideError, *, passing: bool = False, sick: bool = True, after_s: float = 0.0
    ) -> None:
        super().__init__(str(error))
        self.error = error
        self.passing = passing
        self.sick = sick
        self.after_s = after_s


@dataclass(frozen=True, slots=True)
class Failures:
    """The failures of one server, whose name they carry. Its key is in none of them, even if the
    server repeats it."""

    name: str
    key: SecretStr

    def refused(self, response: httpx.Response, body: bytes) -> Failure:
        """A status other than 200; `body` is the start of what came with it."""
        status, after_s = response.status_code, _retry_after_s(response.headers)
        said = self._said(message_of(_parsed(body)), _SHOWN_CHARS)
        what = f"{self.name} answered with status {status}{f': {said!r}' if said else ''}."
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            busy = Busy(what, retry_after_s=max(1, ceil(after_s)))
            return Failure(busy, passing=True, sick=False, after_s=after_s)
        if status in _OVERLOADED:
            error = ModelUnavailable(what, hint="Try again later, or look whether the server is well.")
            return Failure(error, passing=True, after_s=after_s)
        ours = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
        sick = not ours or status in _MISDIRECTED
        return Failure(GenerationFailed(what, hint=_hint(status)), sick=sick)

    def unreachable(self, error: httpx.HTTPError) -> Failure:
        """Nothing has come. The cause's own words may hold a header, so only its kind is told."""
        what = f"{self.name} could not be reached, or stayed silent ({type(error).__name__})."
        hint = "Check that it runs and that its URL is right."
        return Failure(ModelUnavailable(what, hint=hint), passing=True)

    def broken_off(self, why: str) -> Failure:
        """The answer had begun."""
        what = f"{self.name} broke off its answer ({why})."
        return Failure(GenerationFailed(what, hint="Ask again; if it recurs, look into the server's log."))

    def gave_up(self, message: str) -> Failure:
        """The server told of an error in the middle of its answer."""
        what = f"{self.name} gave up on its answer: {self._said(message, _SHOWN_CHARS)!r}."
        return Failure(GenerationFailed(what, hint="Look into the server's log."))

    def malformed(self, error: BadStream) -> Failure:
        shown = f": {self._said(error.shown, _SHOWN_OF_ANSWER)}" if error.shown else ""
        what = f"{self.name} sent no chat completion stream, for {error.what}{shown}."
        return Failure(
            GenerationFailed(what, hint="Check that its URL is that of an OpenAI-compatible API.")
        )

    def empty(self, *, thought: bool) -> Failure:
        """It ended in good order, without text."""
        what = f"{self.name} answered without text{', having only thought' if thought else ''}."
        hint = "Allow it more tokens." if thought else "Ask again, or check its chat template."
        return Failure(GenerationFailed(what, hint=hint), sick=False)

    def _said(self, text: str, most: int) -> str:
        key = self.key.get_secret_value()
        clean = " ".join((text.replace(key, "[key]") if key else text).split())
        return clean if len(clean) <= most else f"{clean[:most]}…"


def _hint(status: int) -> str:
    if status in _MISDIRECTED:
        return "Check the URL, the key and the model that are set for it."
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "Look into the server's log."
    if status >= HTTPStatus.BAD_REQUEST:
        return "It does not take this request: check the dialect that is set for it."
    return "Set its URL to the API itself; redirects are not followed."


def _parsed(body: bytes) -> object:
    text = body.decode("utf-8", "replace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _retry_after_s(headers: httpx.Headers) -> float:
    """RFC 9110, 10.2.3: seconds, or a date, which counts from the server's own `Date`. 0 if neither."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), _LONGEST_WAIT_S)
    until, now = _date(text), _date(headers.get("date", ""))
    if until is None or now is None:
        return 0.0
    return min(max(0.0, (until - now).total_seconds()), _LONGEST_WAIT_S)


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
