"""The OpenAI-compatible face of the agent: /v1/chat/completions and /v1/models.

The client holds the history and sends all of it; its last user message is the turn. The conversation is
the one named by the header X-Conversation-Id, else the one that began with the same first message.
"""

import hashlib
from collections import OrderedDict
from typing import Annotated, Literal
from uuid import uuid4

from fastapi import APIRouter, Header, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from api.access import own_conversation
from api.caller import Caller, House
from api.completions import MODEL, chunks, completion
from api.services import Services
from api.streaming import event_stream
from api.text import readable
from core.errors import BadInput
from core.principal import Principal
from core.turns import BuyerMessage, JsonObject

REMEMBERED = 10_000

router = APIRouter(prefix="/v1", tags=["openai"])


class ContentPart(BaseModel):
    type: str
    text: str = ""


class ChatMessage(BaseModel):
    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[ContentPart] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class Completion(BaseModel):
    """Of what the protocol allows, these count; sampling settings are the house's own."""

    messages: list[ChatMessage]
    stream: bool = False


class ThreadKeys:
    """Which conversation a history belongs to: the newest `REMEMBERED`, while this process lives.

    A history that is not remembered opens a new conversation: the earlier turns are then not known.
    """

    def __init__(self) -> None:
        self._threads: OrderedDict[str, str] = OrderedDict()

    def find(self, key: str) -> str | None:
        return self._threads.get(key)

    def keep(self, key: str, conversation_id: str) -> None:
        self._threads[key] = conversation_id
        self._threads.move_to_end(key)
        while len(self._threads) > REMEMBERED:
            self._threads.popitem(last=False)


@router.get("/models")
def models(services: House) -> JsonObject:
    entry = {"id": MODEL, "object": "model", "created": 0, "owned_by": services.port.name}
    return {"object": "list", "data": [entry]}


@router.post("/chat/completions", response_model=None)
async def complete(
    *,
    request: Request,
    body: Completion,
    services: House,
    caller: Caller,
    x_conversation_id: Annotated[str | None, Header()] = None,
    idempotency_key: Annotated[str | None, Header(max_length=100)] = None,
) -> Response:
    text = readable(_last_user_message(body), services.web.max_message_chars)
    keys: ThreadKeys = request.app.state.thread_keys
    conversation_id = await run_in_threadpool(_thread, services, keys, caller, body, x_conversation_id)
    message = BuyerMessage(
        conversation_id=conversation_id,
        message_id=idempotency_key or uuid4().hex,
        text=text,
        channel="openai",
        received_at=services.clock.now(),
    )
    created = int(services.clock.now().timestamp())
    if body.stream:
        response: Response = event_stream(chunks(services.runner.stream(caller, message), created))
    else:
        response = JSONResponse(completion(await services.runner.run(caller, message), created))
    response.headers["x-conversation-id"] = conversation_id
    return response


def _last_user_message(body: Completion) -> str:
    if not body.messages or body.messages[-1].role != "user":
        raise BadInput(
            "The last message of the history is not a user's.",
            hint="End `messages` with a message of role 'user'.",
        )
    return body.messages[-1].text


def _thread(
    services: Services, keys: ThreadKeys, caller: Principal, body: Completion, named: str | None
) -> str:
    if named is not None:
        own_conversation(services, caller, named)
        return named
    asked = [message.text for message in body.messages if message.role == "user"]
    key = hashlib.sha256(f"{caller.reader}\0{asked[0]}".encode()).hexdigest()
    # A history of one message begins anew: two chats may open with the same words.
    found = keys.find(key) if len(asked) > 1 else None
    conversation_id = found or services.conversations.open(caller, "openai")
    keys.keep(key, conversation_id)
    return conversation_id
