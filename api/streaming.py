"""A turn as server-sent events (WHATWG HTML, section 9.2): token, tool, card, answer, error."""

import json
import logging
from collections.abc import AsyncIterator
from typing import assert_never

from starlette.responses import StreamingResponse

from api.errors import broken, problem_of
from core.errors import QuaysideError
from core.turns import (
    AnswerEvent,
    CardEvent,
    JsonObject,
    TokenEvent,
    ToolEvent,
    TurnEvent,
    TurnReply,
)

log = logging.getLogger(__name__)

EVENT_STREAM = "text/event-stream"


def event_stream(frames: AsyncIterator[str]) -> StreamingResponse:
    """Proxies must neither keep nor delay it."""
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(frames, media_type=EVENT_STREAM, headers=headers)


async def turn_frames(events: AsyncIterator[TurnEvent]) -> AsyncIterator[str]:
    """Each event as a frame. The response has begun, so a failure is an `error` event."""
    try:
        async for event in events:
            yield _frame_of(event)
    except QuaysideError as error:
        yield frame("error", problem_of(error))
    except Exception:
        log.exception("A turn broke while its answer was streamed.")
        yield frame("error", broken())


def frame(event: str, body: JsonObject) -> str:
    return f"event: {event}\ndata: {json.dumps(body, ensure_ascii=False)}\n\n"


def reply_json(reply: TurnReply) -> JsonObject:
    return reply.model_dump(mode="json", exclude_none=True)


def _frame_of(event: TurnEvent) -> str:
    match event:
        case TokenEvent():
            return frame("token", {"text": event.text})
        case ToolEvent():
            return frame("tool", {"tool": event.tool, "outcome": event.outcome})
        case CardEvent():
            return frame("card", {"type": event.type, "card": event.card})
        case AnswerEvent():
            return frame("answer", reply_json(event.reply))
        case _:
            assert_never(event)
