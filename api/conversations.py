"""/v1/conversations: open a thread, send a message (whole or streamed), read the thread."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Header
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.access import own_conversation
from api.caller import Caller, House
from api.streaming import EVENT_STREAM, event_stream, reply_json, turn_frames
from api.text import readable
from core.ports import StoredMessage
from core.turns import BuyerMessage, JsonObject

router = APIRouter(prefix="/v1/conversations", tags=["conversations"])


class Opened(BaseModel):
    id: str


class MessageIn(BaseModel):
    """`message_id` is the sender's own: the same one again gets the same reply, not a second turn."""

    text: str
    message_id: Annotated[str, Field(min_length=1, max_length=100)] | None = None


@router.post("", status_code=201)
def open_conversation(services: House, caller: Caller) -> Opened:
    return Opened(id=services.conversations.open(caller, "web"))


@router.get("/{conversation_id}")
def read_conversation(conversation_id: str, services: House, caller: Caller) -> JsonObject:
    own_conversation(services, caller, conversation_id)
    messages = services.conversations.messages(conversation_id)
    return {"id": conversation_id, "messages": [_shown(message) for message in messages]}


@router.post("/{conversation_id}/messages", response_model=None)
async def send_message(
    conversation_id: str,
    body: MessageIn,
    services: House,
    caller: Caller,
    accept: Annotated[str, Header()] = "",
) -> Response | dict[str, Any]:
    """One turn. With `Accept: text/event-stream` the same as events."""
    message = BuyerMessage(
        conversation_id=conversation_id,
        message_id=body.message_id or uuid4().hex,
        text=readable(body.text, services.web.max_message_chars),
        channel="web",
        received_at=services.clock.now(),
    )
    await run_in_threadpool(own_conversation, services, caller, conversation_id)
    if EVENT_STREAM in accept:
        return event_stream(turn_frames(services.runner.stream(caller, message)))
    return reply_json(await services.runner.run(caller, message))


def _shown(message: StoredMessage) -> JsonObject:
    shown: JsonObject = {"role": message.role, "text": message.text, "at": message.at}
    if message.reply is not None:
        shown["reply"] = reply_json(message.reply)
    return shown
