"""The page of a caller's price alerts: what has just been told, those that wait, those that ended."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.caller import Caller, House
from api.errors import status_of
from api.pages import render
from api.return_to import sign_in_address, to_sign_in
from core.errors import NotFound, NotPermitted
from core.principal import Role
from core.turns import JsonObject

PATH = "/alerts"
WAITING = frozenset({"waiting", "no_valid_price"})

router = APIRouter(include_in_schema=False)


@router.get(PATH)
def alerts(request: Request, services: House, caller: Caller) -> Response:
    if caller.role is Role.VISITOR:
        return to_sign_in(request)
    try:
        found = services.alerts.alerts(caller)
        told = {notice["alert"]: notice for notice in services.alerts.notices(caller)}
    except NotPermitted as error:
        return render(request, "refused.html", {"message": "alerts_refused"}, int(status_of(error)))
    rows = [alert | {"told": told.get(alert["id"])} for alert in found]
    news = [row for row in rows if _is_news(row)]
    context = {
        "news": news,
        "waiting": [row for row in rows if row["state"] in WAITING],
        "past": [row for row in rows if row["state"] not in WAITING and row not in news],
    }
    return render(request, "alerts.html", context)


@router.post(PATH + "/{alert_id}/cancel")
def cancel(alert_id: str, request: Request, services: House, caller: Caller) -> Response:
    if caller.role is Role.VISITOR:
        return RedirectResponse(sign_in_address(PATH), status_code=303)
    try:
        services.alerts.cancel(alert_id, caller)
    except NotFound as missing:
        return _missing(request, missing)
    return RedirectResponse(PATH, status_code=303)


@router.post("/notices/{notice_id}/read")
def mark_read(notice_id: str, request: Request, services: House, caller: Caller) -> Response:
    if caller.role is Role.VISITOR:
        return RedirectResponse(sign_in_address(PATH), status_code=303)
    try:
        services.alerts.mark_read(notice_id, caller)
    except NotFound as missing:
        return _missing(request, missing)
    return RedirectResponse(PATH, status_code=303)


def _missing(request: Request, error: NotFound) -> Response:
    return render(request, "missing.html", {"message": "missing_alert"}, int(status_of(error)), here=PATH)


def _is_news(row: JsonObject) -> bool:
    return bool(row["told"]) and not row["told"]["read_at"]
