"""Clients of the application over a fake house. The base address makes them same-origin by Host."""

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from api.application import create_app
from api.caller import SESSION_COOKIE
from api.services import Services
from core.principal import Principal
from tests.fakes_api import fake_services, session_token

ClientOf = Callable[..., TestClient]


@pytest.fixture
def client_of() -> Iterator[ClientOf]:
    """`client_of(principal, services)`: a browser that is signed in as `principal`, or a visitor's."""
    opened: list[TestClient] = []

    def make(principal: Principal | None = None, services: Services | None = None) -> TestClient:
        app = create_app(services or fake_services())
        client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
        if principal:
            client.cookies.set(SESSION_COOKIE, session_token(principal))
        opened.append(client)
        return client

    yield make
    for client in opened:
        client.close()
