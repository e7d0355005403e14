"""Who calls: a Bearer key, else the session cookie, else a visitor. Never anything in a body."""

from typing import Annotated

from fastapi import Depends, Request

from api.errors import Unauthenticated
from api.services import Services
from core.principal import VISITOR, Principal

SESSION_COOKIE = "quayside_session"


def services_of(request: Request) -> Services:
    services = request.app.state.services
    assert isinstance(services, Services)
    return services


House = Annotated[Services, Depends(services_of)]


def principal_of(request: Request, services: House) -> Principal:
    """Raises Unauthenticated for a key that is nobody's. A session that has ended makes a visitor."""
    key = bearer_key(request)
    if key is not None:
        principal = services.identity.principal_of_key(key)
        if principal is None:
            raise Unauthenticated(
                "This API key is not known here.",
                hint="Ask the port for a key, or sign in on the web page.",
            )
        return principal
    token = request.cookies.get(SESSION_COOKIE)
    return (services.identity.principal_of(token) if token else None) or VISITOR


Caller = Annotated[Principal, Depends(principal_of)]


def bearer_key(request: Request) -> str | None:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else None
