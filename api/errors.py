"""Errors as RFC 9457 problem documents. Status codes of errors are chosen here and nowhere else."""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from core.errors import (
    BadInput,
    BudgetSpent,
    Busy,
    NotFound,
    NotPermitted,
    QuaysideError,
)
from core.turns import JsonObject
from tools.quotation.life import MoveRefused

log = logging.getLogger(__name__)

PROBLEM_TYPE = "application/problem+json"
NOT_READY = int(HTTPStatus.SERVICE_UNAVAILABLE)


class Unauthenticated(NotPermitted):
    """A key or password that is nobody's."""


class CrossSite(NotPermitted):
    """A request that another web site made the browser send."""


class TooLarge(BadInput):
    """More than this call takes."""


def add_error_handlers(app: FastAPI) -> None:
    app.add_exception_handler(QuaysideError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _broken)


def status_of(error: QuaysideError) -> HTTPStatus:
    """Foreign and missing things are both NotFound, so that neither shows the other."""
    match error:
        case Unauthenticated():
            return HTTPStatus.UNAUTHORIZED
        case TooLarge():
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        case MoveRefused():
            return HTTPStatus.CONFLICT
        case BadInput():
            return HTTPStatus.BAD_REQUEST
        case NotFound():
            return HTTPStatus.NOT_FOUND
        case NotPermitted():
            return HTTPStatus.FORBIDDEN
        case BudgetSpent():
            return HTTPStatus.TOO_MANY_REQUESTS
        case _:
            return HTTPStatus.SERVICE_UNAVAILABLE


def problem_of(error: QuaysideError, instance: str = "") -> JsonObject:
    """RFC 9457 members, with `hint` (what to do next) and `retry_after_s` as extensions."""
    status = status_of(error)
    document: JsonObject = {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": error.message,
    }
    if instance:
        document["instance"] = instance
    if error.hint:
        document["hint"] = error.hint
    if isinstance(error, Busy):
        document["retry_after_s"] = error.retry_after_s
    return document


def problem_response(error: QuaysideError, instance: str = "") -> JSONResponse:
    headers = {}
    if isinstance(error, Busy):
        headers["Retry-After"] = str(error.retry_after_s)
    if isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(
        problem_of(error, instance), int(status_of(error)), headers=headers, media_type=PROBLEM_TYPE
    )


def http_error(error: QuaysideError) -> HTTPException:
    """For places where the framework lets only its own exception through (reading a body)."""
    return HTTPException(int(status_of(error)), error.message)


def broken() -> JsonObject:
    """The problem document of our own mistake: the log has the story, the caller learns nothing of it."""
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": "Something broke here; it has been written to the log.",
        "hint": "Try again; if it stays so, tell the port.",
    }


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, QuaysideError)
    if status_of(error) is HTTPStatus.SERVICE_UNAVAILABLE and not isinstance(error, Busy):
        log.error("%s %s failed: %s", request.method, request.url.path, error)
    return problem_response(error, request.url.path)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    problems = [f"{_place(item['loc'])}: {item['msg']}" for item in error.errors()[:10]]
    refused = BadInput("; ".join(problems) + ".", hint="Mend the request and send it again.")
    return problem_response(refused, request.url.path)


async def _http(request: Request, error: Exception) -> JSONResponse:
    """What the framework itself refuses: unknown paths, wrong methods, bodies that are no JSON."""
    assert isinstance(error, HTTPException)
    document = {
        "type": "about:blank",
        "title": HTTPStatus(error.status_code).phrase,
        "status": error.status_code,
        "detail": str(error.detail),
        "instance": request.url.path,
    }
    return JSONResponse(document, error.status_code, headers=error.headers, media_type=PROBLEM_TYPE)


async def _broken(request: Request, error: Exception) -> JSONResponse:
    document = broken() | {"instance": request.url.path}
    return JSONResponse(document, document["status"], media_type=PROBLEM_TYPE)


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) or "request"
