"""The server-sent events of a streamed chat completion as typed deltas. Pure: bytes in, deltas out.

Event streams: HTML Living Standard, section 9.2.6. Chunks: OpenAI API reference, `chat.completion.chunk`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

MAX_LINE_BYTES = 1024 * 1024
MAX_STREAM_BYTES = 64 * 1024 * 1024
_MOST_TOKENS = 1_000_000_000
_SHOWN_BYTES = 1000


class BadStream(ValueError):
    """What came is no chat completion stream. `what` says why; `shown` is a piece of what came, as a
    literal, or empty."""

    def __init__(self, what: str, *shown: object) -> None:
        super().__init__(what)
        self.what = what
        self.shown = ", ".join(map(repr, shown))


@dataclass(frozen=True, slots=True)
class Counts:
    """Tokens that the request has used so far, as its server counts them. Cached ones are part of
    `read`, thinking ones part of `written`."""

    read: int
    written: int
    cached: int = 0
    thinking: int = 0


@dataclass(frozen=True, slots=True)
class Delta:
    """What one event says. `thought`: hidden reasoning came with it; `error`: the server gave up."""

    text: str = ""
    thought: bool = False
    finish: Literal["stop", "length"] | None = None
    counts: Counts | None = None
    error: str = ""


class DeltaStream:
    """Feed it the bytes of the answer's body as they come. Raises BadStream; never anything else."""

    def __init__(self) -> None:
        self._line = bytearray()
        self._data: list[bytes] = []
        self.received = 0
        self.ended = False
        """Whether `[DONE]` has come; what comes after it is ignored."""

    def feed(self, piece: bytes) -> list[Delta]:
        self.received += len(piece)
        if self.received > MAX_STREAM_BYTES:
            raise BadStream(f"it is longer than {MAX_STREAM_BYTES} bytes")
        *whole, rest = piece.split(b"\n")
        deltas = [delta for part in whole for delta in self._end_line(part)]
        self._hold(rest)
        return deltas

    def finish(self) -> list[Delta]:
        """No more comes. An event whose blank line is missing counts as well."""
        return [*self._end_line(b""), *self._end_line(b"")]

    def _hold(self, part: bytes) -> None:
        self._line += part
        if len(self._line) > MAX_LINE_BYTES:
            raise BadStream(
                f"a line is longer than {MAX_LINE_BYTES} bytes", bytes(self._line[:_SHOWN_BYTES])
            )

    def _end_line(self, part: bytes) -> Iterator[Delta]:
        self._hold(part)
        line, self._line = bytes(self._line).removesuffix(b"\r"), bytearray()
        name, _, value = line.partition(b":")
        if not line:
            yield from self._end_event()
        elif name == b"data":
            self._data.append(value.removeprefix(b" "))
        elif name not in (b"", b"event", b"id", b"retry"):  # a line without a name is a comment
            raise BadStream("a line is no field of an event", line[:_SHOWN_BYTES])

    def _end_event(self) -> Iterator[Delta]:
        data, self._data = b"\n".join(self._data), []
        if data.strip() == b"[DONE]":
            self.ended = True
        elif data and not self.ended:
            yield _delta(data)


def _delta(data: bytes) -> Delta:
    try:
        chunk = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadStream("an event is no JSON", data[:_SHOWN_BYTES]) from error
    if not isinstance(chunk, dict):
        raise BadStream("an event is no JSON object", data[:_SHOWN_BYTES])
    if chunk.get("error"):
        return Delta(error=message_of(chunk))
    choice = _first_choice(chunk)
    part = choice.get("delta") or {}
    if not isinstance(part, dict):
        raise BadStream("a choice has no delta", part)
    return Delta(
        text=_text(part),
        thought=bool(part.get("reasoning_content") or part.get("reasoning")),
        finish=_finish(choice.get("finish_reason")),
        counts=_counts(chunk),
    )


def message_of(body: object) -> str:
    """The words of an error body, which are in `error.message`, `error`, `message` or `detail`."""
    for key in ("error", "message", "detail"):
        if isinstance(body, dict) and body.get(key):
            return message_of(body[key])
    return body if isinstance(body, str) else repr(body)


def _first_choice(chunk: dict[str, Any]) -> dict[str, Any]:
    """The choice with index 0. The list is empty in an event that only counts tokens."""
    choices = chunk.get("choices")
    if not isinstance(choices, list) or not all(isinstance(choice, dict) for choice in choices):
        raise BadStream("an event has no choices", choices)
    return next((choice for choice in choices if not choice.get("index")), {})


def _text(part: dict[str, Any]) -> str:
    """Null stands for no text: llama-server begins so."""
    text = part.get("content")
    if text is not None and not isinstance(text, str):
        raise BadStream("the content is no text", text)
    return text or ""


def _finish(reason: object) -> Literal["stop", "length"] | None:
    match reason:
        case None | "":
            return None
        case "stop":
            return "stop"
        case "length":
            return "length"
    raise BadStream("the model ended for a reason that is neither stop nor length", reason)


def _counts(chunk: dict[str, Any]) -> Counts | None:
    """From `usage`, or from llama-server's `timings` (tools/server/server-common.cpp, to_json)."""
    usage, timings = _object(chunk.get("usage")), _object(chunk.get("timings"))
    asked = _object(usage.get("prompt_tokens_details"))
    wrote = _object(usage.get("completion_tokens_details"))
    cached = _number(asked.get("cached_tokens")) or _number(timings.get("cache_n"))
    if usage:
        read, written = _number(usage.get("prompt_tokens")), _number(usage.get("completion_tokens"))
    elif timings:
        read, written = cached + _number(timings.get("prompt_n")), _number(timings.get("predicted_n"))
    else:
        return None
    thinking = _number(wrote.get("reasoning_tokens"))
    return Counts(read, written, min(cached, read), min(thinking, written))


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: object) -> int:
    """0 for what is no count of tokens."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_TOKENS:
        return value
    return 0
