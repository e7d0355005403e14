"""A turn's reply in the shapes of OpenAI chat completions: whole, and as streamed chunks."""

import json
from collections.abc import AsyncIterator
from uuid import uuid4

from api.errors import broken, problem_of
from api.streaming import log, reply_json
from core.errors import QuaysideError
from core.turns import AnswerEvent, JsonObject, TokenEvent, TurnEvent, TurnReply

MODEL = "quayside"


def completion(reply: TurnReply, created: int) -> JsonObject:
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": reply.answer},
        "finish_reason": "stop",
    }
    return {
        "id": f"chatcmpl-{reply.turn_id}",
        "object": "chat.completion",
        "created": created,
        "model": MODEL,
        "choices": [choice],
        "usage": _usage(reply),
        "quayside": reply_json(reply),
    }


async def chunks(events: AsyncIterator[TurnEvent], created: int) -> AsyncIterator[str]:
    """Answer text as it is checked, then a last chunk with the usage, then [DONE]."""
    chunk_id = f"chatcmpl-{uuid4().hex}"
    try:
        yield _chunk(chunk_id, created, {"role": "assistant", "content": ""})
        streamed = False
        async for event in events:
            if isinstance(event, TokenEvent):
                streamed = True
                yield _chunk(chunk_id, created, {"content": event.text})
            elif isinstance(event, AnswerEvent):
                # A message that was answered before comes without its pieces.
                delta = {} if streamed else {"content": event.reply.answer}
                yield _chunk(chunk_id, created, delta, event.reply)
    except QuaysideError as error:
        yield _data({"error": problem_of(error)})
    except Exception:
        log.exception("A completion broke while its answer was streamed.")
        yield _data({"error": broken()})
    yield "data: [DONE]\n\n"


def _chunk(chunk_id: str, created: int, delta: JsonObject, reply: TurnReply | None = None) -> str:
    body: JsonObject = {
        "id": chunk_id,
        "object": "chat.completion.chunk",
        "created": created,
        "model": MODEL,
        "choices": [{"index": 0, "delta": delta, "finish_reason": "stop" if reply else None}],
    }
    if reply is not None:
        body |= {"usage": _usage(reply), "quayside": reply_json(reply)}
    return _data(body)


def _data(body: JsonObject) -> str:
    return f"data: {json.dumps(body, ensure_ascii=False)}\n\n"


def _usage(reply: TurnReply) -> JsonObject:
    usage = reply.usage
    return {
        "prompt_tokens": usage.input_tokens,
        "completion_tokens": usage.output_tokens,
        "total_tokens": usage.input_tokens + usage.output_tokens,
        "prompt_tokens_details": {"cached_tokens": usage.cached_tokens},
    }
