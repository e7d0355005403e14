"""The web pages: chat, sign-in, and the administrators' plain tables. Templates escape all text."""

import json
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, Request
from fastapi.templating import Jinja2Templates
from starlette.responses import RedirectResponse, Response

from api.access import AUDIT_LOG, LEDGER, authorise
from api.caller import Caller, House, principal_of, services_of
from api.errors import status_of
from api.language import LANGUAGE_COOKIE, LANGUAGES, choose_language
from api.services import Services
from core.errors import NotPermitted
from core.principal import Role
from core.turns import JsonObject

RECENT_LEAVES = 50
LEDGER_ROWS = 30
YEAR_S = 365 * 24 * 3600

router = APIRouter(include_in_schema=False)


def page_templates() -> Jinja2Templates:
    return Jinja2Templates(directory=str(files("api") / "templates"))


def render(request: Request, name: str, context: dict[str, Any], status: int = 200) -> Response:
    """The page in the caller's language, which it keeps when the address chose it."""
    services = services_of(request)
    principal = principal_of(request, services)
    language = choose_language(request, principal, services.port.languages)
    shown = {
        "w": request.app.state.words[language],
        "language": language,
        "other_languages": [tag for tag in LANGUAGES if tag != language],
        "port": services.port,
        "caller": principal,
        "is_visitor": principal.role is Role.VISITOR,
    }
    templates: Jinja2Templates = request.app.state.templates
    response = templates.TemplateResponse(request, name, shown | context, status_code=status)
    if request.query_params.get("lang") == language:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR_S, samesite="lax")
    return response


@router.get("/")
def chat(request: Request, services: House, caller: Caller) -> Response:
    language = choose_language(request, caller, services.port.languages)
    page = {
        "words": request.app.state.words[language],
        "language": language,
        "owner": caller.reader,
        "maxChars": services.web.max_message_chars,
    }
    examples = services.port.examples.get(language, ())
    return render(request, "chat.html", {"page": page, "examples": examples})


@router.get("/sign-in")
def sign_in_page(request: Request) -> Response:
    return render(request, "sign_in.html", {"user_id": ""})


@router.get("/admin")
def admin(request: Request, services: House, caller: Caller) -> Response:
    if caller.role is Role.VISITOR:
        return RedirectResponse("/sign-in", status_code=303)
    try:
        authorise(services, caller, "read_audit", AUDIT_LOG)
        authorise(services, caller, "read_costs", LEDGER)
    except NotPermitted as error:
        return render(request, "refused.html", {"error": error}, int(status_of(error)))
    intact, verdict = services.audit.verify()
    context = {
        "leaves": _recent_leaves(services),
        "size": services.audit.size(),
        "intact": intact,
        "verdict": verdict,
        "days": services.costs.summary("day", LEDGER_ROWS),
        "conversations": services.costs.summary("conversation", LEDGER_ROWS),
    }
    return render(request, "admin.html", context)


def _recent_leaves(services: Services) -> list[JsonObject]:
    """Newest first, each with its index in the log."""
    size = services.audit.size()
    start = max(0, size - RECENT_LEAVES)
    rows = [json.loads(leaf) for leaf in services.audit.leaves(start, size)]
    return [row | {"index": start + n} for n, row in enumerate(rows)][::-1]
