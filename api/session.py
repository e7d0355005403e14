"""Signing in and out. The cookie holds an opaque token (HttpOnly); its holder is looked up each time."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from api.caller import SESSION_COOKIE, Caller, House
from api.errors import Unauthenticated, status_of
from api.pages import render
from api.return_to import HOME, local_path, sign_in_address
from core.errors import Busy, NotPermitted

router = APIRouter(tags=["session"])


@router.post("/session", response_model=None)
def sign_in(
    request: Request,
    services: House,
    user_id: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1000)],
    wanted: Annotated[str, Form(alias="next", max_length=1000)] = HOME,
) -> Response:
    """Leads to `next`, a path of this house, once it has worked."""
    again = {"user_id": user_id, "return_to": local_path(wanted)}
    here = sign_in_address(wanted)
    try:
        token = services.identity.sign_in(user_id.strip(), password)
    except NotPermitted as wrong:
        refusal = Unauthenticated(wrong.message, hint=wrong.hint)
        status = int(status_of(refusal))
        return render(request, "sign_in.html", again | {"refused": True}, status, here=here)
    except Busy as pause:
        context = again | {"pause_s": pause.retry_after_s}
        return render(request, "sign_in.html", context, int(status_of(pause)), here=here)
    response = RedirectResponse(local_path(wanted), status_code=303)
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=services.web.session_hours * 3600,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


@router.post("/session/end", response_model=None)
def sign_out(request: Request, services: House) -> Response:
    if token := request.cookies.get(SESSION_COOKIE):
        services.identity.sign_out(token)
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax")
    return response


@router.get("/session")
def who(caller: Caller) -> dict[str, str | None]:
    """Who the caller is to Quayside."""
    return {"role": caller.role.value, "user_id": caller.user_id, "name": caller.name}
