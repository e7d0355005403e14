"""How pages are made, and the first of them: chat, sign-in, the administrators' plain tables."""

import json
from decimal import Decimal
from importlib.resources import files
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.templating import Jinja2Templates
from starlette.datastructures import URL
from starlette.responses import Response

from api.access import AUDIT_LOG, LEDGER, authorise, may_have_alerts
from api.caller import Caller, House, principal_of, services_of
from api.errors import status_of
from api.language import LANGUAGE_COOKIE, LANGUAGES, choose_language
from api.return_to import HOME, local_path, to_sign_in
from api.services import Services
from core.errors import NotPermitted
from core.money import minor_digits
from core.principal import Principal, Role
from core.turns import JsonObject

RECENT_LEAVES = 50
LEDGER_ROWS = 30
YEAR_S = 365 * 24 * 3600

router = APIRouter(include_in_schema=False)


def page_templates() -> Jinja2Templates:
    """Templates escape all text. `grouped` sets the thousands of a decimal text apart: 14,679.25; `exact`
    also gives it the decimals of a currency."""
    templates = Jinja2Templates(directory=str(files("api") / "templates"))
    templates.env.filters["grouped"] = lambda plain: f"{Decimal(plain):,f}"
    templates.env.filters["exact"] = _exact
    return templates


def _exact(plain: str, currency: str) -> str:
    """Grouped, with the decimals of the currency's minor unit or more: 46 USD as 46.00, 1.125 as it is."""
    amount = Decimal(plain)
    places = max(minor_digits(currency), -int(amount.as_tuple().exponent))
    return f"{amount:,.{places}f}"


def render(
    request: Request, name: str, context: dict[str, Any], status: int = 200, *, here: str = ""
) -> Response:
    """The page in the caller's language, which it keeps when the address chose it. `here` is where links
    to other languages lead, for an answer to a form, which has no address of its own."""
    services = services_of(request)
    principal = principal_of(request, services)
    language = choose_language(request, principal, services.port.languages)
    shown = {
        "w": request.app.state.words[language],
        "language": language,
        "other_languages": _in_other_languages(here or _address(request), language),
        "port": services.port,
        "caller": principal,
        "is_visitor": principal.role is Role.VISITOR,
        "has_alerts": may_have_alerts(services, principal),
    }
    templates: Jinja2Templates = request.app.state.templates
    response = templates.TemplateResponse(request, name, shown | context, status_code=status)
    if request.query_params.get("lang") == language:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR_S, samesite="lax")
    return response


def page_data(request: Request, services: Services, caller: Principal, **more: object) -> JsonObject:
    """What the scripts of a page are given."""
    language = choose_language(request, caller, services.port.languages)
    return {
        "words": request.app.state.words[language],
        "language": language,
        "owner": caller.reader,
        "role": caller.role.value,
        **more,
    }


def _address(request: Request) -> str:
    return f"{request.url.path}?{request.url.query}"


def _in_other_languages(here: str, language: str) -> dict[str, str]:
    """The address of the same page by language."""
    return {tag: str(URL(here).include_query_params(lang=tag)) for tag in LANGUAGES if tag != language}


@router.get("/")
def chat(request: Request, services: House, caller: Caller) -> Response:
    language = choose_language(request, caller, services.port.languages)
    page = page_data(
        request,
        services,
        caller,
        maxChars=services.web.max_message_chars,
        hasAlerts=may_have_alerts(services, caller),
    )
    examples = services.port.examples.get(language, ())
    return render(request, "chat.html", {"page": page, "examples": examples})


@router.get("/sign-in")
def sign_in_page(request: Request, wanted: Annotated[str, Query(alias="next")] = HOME) -> Response:
    return render(request, "sign_in.html", {"user_id": "", "return_to": local_path(wanted)})


@router.get("/admin")
def admin(request: Request, services: House, caller: Caller) -> Response:
    if caller.role is Role.VISITOR:
        return to_sign_in(request)
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
