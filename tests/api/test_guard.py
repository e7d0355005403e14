"""What every request passes: writes from other sites, keys, security headers, errors without insides."""

import pytest
from starlette.testclient import TestClient

from api.application import create_app
from tests.api.conftest import ClientOf
from tests.fakes_api import BUYER, FakeRunner, fake_services


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 201),
        ({"sec-fetch-site": "none"}, 201),
        ({"origin": "http://testserver"}, 201),
        ({}, 201),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "http://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site", "authorization": "Bearer key-of-zola"}, 201),
    ],
)
def test_only_this_site_or_a_key_may_write(
    client_of: ClientOf, headers: dict[str, str], status: int
) -> None:
    assert client_of(BUYER).post("/v1/conversations", headers=headers).status_code == status


def test_reading_from_another_site_is_no_write(client_of: ClientOf) -> None:
    assert client_of().get("/healthz", headers={"sec-fetch-site": "cross-site"}).status_code == 200


def test_an_unknown_key_is_refused_and_never_a_visitor(client_of: ClientOf) -> None:
    response = client_of(BUYER).post("/v1/conversations", headers={"authorization": "Bearer made-up"})
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("path", ["/", "/sign-in", "/healthz", "/static/chat.js", "/nowhere"])
def test_every_response_carries_the_security_headers(client_of: ClientOf, path: str) -> None:
    headers = client_of().get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_an_unknown_path_is_a_problem(client_of: ClientOf) -> None:
    response = client_of().get("/v1/nowhere")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_our_own_mistake_tells_nothing_of_the_inside(client_of: ClientOf) -> None:
    services = fake_services()
    client = client_of(services=services)
    client.app.state.services = None  # type: ignore[attr-defined]  # ASGIApp hides FastAPI's state
    response = client.get("/v1/models")
    assert response.status_code == 500
    assert response.json()["title"] == "Internal Server Error"
    assert "assert" not in response.text.lower()


def test_turns_that_still_run_are_awaited_when_the_server_stops() -> None:
    runner = FakeRunner()
    with TestClient(create_app(fake_services(runner=runner))):
        assert not runner.closed
    assert runner.closed
