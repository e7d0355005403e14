"""The OpenAI face: the client's history, whole and streamed completions, and whose conversation it is."""

import json
from collections.abc import AsyncIterator

from api.completions import chunks
from core.errors import Busy
from core.turns import AnswerEvent, BuyerMessage, TurnEvent
from tests.api.conftest import ClientOf
from tests.fakes_api import BUYER, NOON, OTHER, FakeRunner, fake_services

CHAT = "/v1/chat/completions"
KEY = {"authorization": "Bearer key-of-zola"}


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def test_the_last_user_message_is_the_turn(client_of: ClientOf) -> None:
    runner = FakeRunner()
    client = client_of(services=fake_services(runner=runner))
    history = [user("tea?"), {"role": "assistant", "content": "Which?"}, user("green")]
    body = client.post(CHAT, json={"model": "any", "messages": history}, headers=KEY).json()
    assert body["choices"][0]["message"] == {"role": "assistant", "content": "A carton weighs 12 kg. [1]"}
    assert body["usage"]["total_tokens"] == 97
    assert runner.seen[0][0] == BUYER
    assert runner.seen[0][1].text == "green"


def test_text_parts_are_read(client_of: ClientOf) -> None:
    runner = FakeRunner()
    client = client_of(services=fake_services(runner=runner))
    parts = [{"type": "text", "text": "green"}, {"type": "image_url", "image_url": {"url": "x"}}]
    client.post(CHAT, json={"messages": [{"role": "user", "content": parts}]})
    assert runner.seen[0][1].text == "green"


def test_a_history_goes_on_in_its_conversation(client_of: ClientOf) -> None:
    client = client_of()
    first = client.post(CHAT, json={"messages": [user("tea?")]}, headers=KEY)
    longer = [user("tea?"), {"role": "assistant", "content": "Which?"}, user("green")]
    second = client.post(CHAT, json={"messages": longer}, headers=KEY)
    assert first.headers["x-conversation-id"] == second.headers["x-conversation-id"]


def test_a_history_of_one_message_begins_anew(client_of: ClientOf) -> None:
    client = client_of()
    threads = {
        client.post(CHAT, json={"messages": [user("hello")]}, headers=KEY).headers["x-conversation-id"]
        for _ in range(2)
    }
    assert len(threads) == 2


def test_the_same_words_of_another_key_are_another_conversation(client_of: ClientOf) -> None:
    client = client_of()
    longer = [user("tea?"), {"role": "assistant", "content": "Which?"}, user("green")]
    mine = client.post(CHAT, json={"messages": longer}, headers=KEY)
    theirs = client.post(CHAT, json={"messages": longer}, headers={"authorization": "Bearer key-of-bram"})
    assert mine.headers["x-conversation-id"] != theirs.headers["x-conversation-id"]


def test_a_foreign_conversation_cannot_be_named(client_of: ClientOf) -> None:
    services = fake_services()
    conversation = client_of(OTHER, services).post("/v1/conversations").json()["id"]
    named = KEY | {"x-conversation-id": conversation}
    response = client_of(services=services).post(CHAT, json={"messages": [user("tea?")]}, headers=named)
    assert response.status_code == 404


def test_streamed_chunks_add_up_to_the_answer(client_of: ClientOf) -> None:
    body = {"messages": [user("tea?")], "stream": True}
    lines = client_of().post(CHAT, json=body).text.strip().split("\n\n")
    assert lines[-1] == "data: [DONE]"
    chunks = [json.loads(line.removeprefix("data: ")) for line in lines[:-1]]
    text = "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks)
    assert text == "A carton weighs 12 kg. [1]"
    assert chunks[-1]["choices"][0]["finish_reason"] == "stop"
    assert chunks[-1]["usage"]["completion_tokens"] == 7


def test_a_stream_that_fails_says_so_and_ends(client_of: ClientOf) -> None:
    runner = FakeRunner(error=Busy("Full.", retry_after_s=3))
    client = client_of(services=fake_services(runner=runner))
    lines = client.post(CHAT, json={"messages": [user("tea?")], "stream": True}).text.strip().split("\n\n")
    assert json.loads(lines[-2].removeprefix("data: "))["error"]["retry_after_s"] == 3
    assert lines[-1] == "data: [DONE]"


def test_a_history_that_ends_with_the_assistant_is_refused(client_of: ClientOf) -> None:
    history = [user("tea?"), {"role": "assistant", "content": "Which?"}]
    assert client_of().post(CHAT, json={"messages": history}).status_code == 400
    assert client_of().post(CHAT, json={"messages": []}).status_code == 400


def test_there_is_one_model(client_of: ClientOf) -> None:
    (model,) = client_of().get("/v1/models").json()["data"]
    assert (model["id"], model["owned_by"]) == ("quayside", "Selvhaven Port")


async def test_a_repeated_message_streams_its_answer_though_nothing_is_generated_again() -> None:
    runner = FakeRunner()
    message = BuyerMessage(conversation_id="c", message_id="m", text="hi", received_at=NOON)

    async def answered_before() -> AsyncIterator[TurnEvent]:
        yield AnswerEvent(reply=runner.reply_to(message))

    sent = "".join([piece async for piece in chunks(answered_before(), 0)])
    assert runner.answer in sent
