"""One message over HTTP: whole, streamed, refused, and never in somebody else's thread."""

import json

import pytest

from core.errors import BudgetSpent, Busy, GenerationFailed, QuaysideError
from core.ports import StoredMessage
from core.turns import JsonObject
from tests.api.conftest import ClientOf
from tests.fakes_api import BUYER, OTHER, FakeConversations, FakeRunner, fake_services


def events_in(body: str) -> list[tuple[str, JsonObject]]:
    frames = [frame.split("\n") for frame in body.strip().split("\n\n")]
    return [(f[0].removeprefix("event: "), json.loads(f[1].removeprefix("data: "))) for f in frames]


def test_a_message_gets_the_reply_with_its_cost(client_of: ClientOf) -> None:
    client = client_of(BUYER)
    opened = client.post("/v1/conversations")
    assert opened.status_code == 201
    reply = client.post(f"/v1/conversations/{opened.json()['id']}/messages", json={"text": "tea?"}).json()
    assert reply["answer"] == "A carton weighs 12 kg. [1]"
    assert reply["usage"]["cost"] == {"amount": "0.00002", "currency": "USD", "basis": "allocated, card-1"}
    assert reply["ai_generated"] is True
    assert "shipment" not in reply


def test_a_streamed_turn_ends_with_the_whole_answer(client_of: ClientOf) -> None:
    client = client_of()
    conversation = client.post("/v1/conversations").json()["id"]
    response = client.post(
        f"/v1/conversations/{conversation}/messages",
        json={"text": "tea?"},
        headers={"accept": "text/event-stream"},
    )
    assert response.headers["content-type"].startswith("text/event-stream")
    events = events_in(response.text)
    assert [kind for kind, _ in events] == ["tool", "token", "token", "card", "answer"]
    assert "".join(data["text"] for kind, data in events if kind == "token") == events[-1][1]["answer"]


@pytest.mark.parametrize(
    ("error", "status"),
    [(Busy("Full.", retry_after_s=7), 503), (RuntimeError("the inside"), 500)],
)
def test_a_turn_that_fails_while_streaming_ends_with_a_problem(
    client_of: ClientOf, error: Exception, status: int
) -> None:
    client = client_of(services=fake_services(runner=FakeRunner(error=error)))
    conversation = client.post("/v1/conversations").json()["id"]
    response = client.post(
        f"/v1/conversations/{conversation}/messages",
        json={"text": "tea?"},
        headers={"accept": "text/event-stream"},
    )
    kind, problem = events_in(response.text)[-1]
    assert (kind, problem["status"]) == ("error", status)
    assert "the inside" not in response.text


@pytest.mark.parametrize(
    ("error", "status", "retry"),
    [
        (Busy("The queue is full.", retry_after_s=7), 503, "7"),
        (BudgetSpent("The conversation's tokens are used up."), 429, None),
        (GenerationFailed("The model gave nothing."), 503, None),
    ],
)
def test_failures_of_a_turn_have_their_own_status(
    client_of: ClientOf, error: QuaysideError, status: int, retry: str | None
) -> None:
    client = client_of(services=fake_services(runner=FakeRunner(error=error)))
    conversation = client.post("/v1/conversations").json()["id"]
    response = client.post(f"/v1/conversations/{conversation}/messages", json={"text": "tea?"})
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers.get("retry-after") == retry
    assert response.json()["detail"] == error.message


def test_a_foreign_thread_is_told_like_none(client_of: ClientOf) -> None:
    services = fake_services()
    conversation = client_of(BUYER, services).post("/v1/conversations").json()["id"]
    stranger = client_of(OTHER, services)
    answers = []
    for name in (conversation, "never-was"):
        read = stranger.get(f"/v1/conversations/{name}")
        sent = stranger.post(f"/v1/conversations/{name}/messages", json={"text": "tea?"})
        assert (read.status_code, sent.status_code) == (404, 404)
        answers.append((read.text + sent.text).replace(name, "X"))
    assert answers[0] == answers[1]


def test_the_owner_reads_the_thread(client_of: ClientOf) -> None:
    conversations = FakeConversations()
    client = client_of(BUYER, fake_services(conversations=conversations))
    conversation = client.post("/v1/conversations").json()["id"]
    conversations.threads[conversation] = [StoredMessage("user", "tea?", "2026-11-01T04:00:00+00:00")]
    thread = client.get(f"/v1/conversations/{conversation}").json()
    assert thread["messages"] == [{"role": "user", "text": "tea?", "at": "2026-11-01T04:00:00+00:00"}]


def test_the_channels_message_id_is_kept(client_of: ClientOf) -> None:
    runner = FakeRunner()
    client = client_of(services=fake_services(runner=runner))
    conversation = client.post("/v1/conversations").json()["id"]
    client.post(f"/v1/conversations/{conversation}/messages", json={"text": "tea?", "message_id": "m-1"})
    assert runner.seen[0][1].message_id == "m-1"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"text": ""}', 400),
        (b'{"text": " \\n\\t "}', 400),
        (b'{"text": "\\u0000\\u0001"}', 400),
        (b'{"text": "\\ud800"}', 400),
        (b'{"text": "\xff\xfe"}', 400),
        (b"\x00\x01\x02", 400),
        (b"[]", 400),
        (b"{}", 400),
        (b'{"text": "' + b"x" * 4001 + b'"}', 413),
        (b'{"text": "' + b"x" * 100_000 + b'"}', 413),
    ],
)
def test_messages_that_make_no_sense_are_problems(client_of: ClientOf, body: bytes, status: int) -> None:
    runner = FakeRunner()
    client = client_of(services=fake_services(runner=runner))
    conversation = client.post("/v1/conversations").json()["id"]
    response = client.post(
        f"/v1/conversations/{conversation}/messages",
        content=body,
        headers={"content-type": "application/json"},
    )
    assert (response.status_code, response.json()["status"]) == (status, status)
    assert response.headers["content-type"] == "application/problem+json"
    assert runner.seen == []


def test_a_body_of_unannounced_length_is_limited_too(client_of: ClientOf) -> None:
    client = client_of()
    conversation = client.post("/v1/conversations").json()["id"]
    response = client.post(
        f"/v1/conversations/{conversation}/messages",
        content=(b"x" * 1000 for _ in range(100)),
        headers={"content-type": "application/json"},
    )
    assert response.status_code == 413


def test_markup_is_text_like_any_other(client_of: ClientOf) -> None:
    runner = FakeRunner()
    client = client_of(services=fake_services(runner=runner))
    conversation = client.post("/v1/conversations").json()["id"]
    client.post(f"/v1/conversations/{conversation}/messages", json={"text": "<script>alert(1)"})
    assert runner.seen[0][1].text == "<script>alert(1)"
