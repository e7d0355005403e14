"""The pages of quotations: one as whoever opens it may see it, and the list of those."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.caller import Caller, House
from api.errors import status_of
from api.pages import page_data, render
from api.return_to import to_sign_in
from core.errors import NotFound
from core.principal import Role
from tools.quotation.life import State

MOST_LISTED = 200
router = APIRouter(include_in_schema=False)


@router.get("/quotes")
def quotations(request: Request, services: House, caller: Caller, state: str = "") -> Response:
    """A state that there is none of shows all of them."""
    if caller.role is Role.VISITOR:
        return to_sign_in(request)
    wanted = state if state in set(State) else None
    rows = services.quoting.list_quotations(caller, state=wanted, limit=MOST_LISTED)
    context = {
        "rows": rows,
        "wanted": wanted,
        "states": [one.value for one in State if one is not State.DRAFT or caller.role is not Role.BUYER],
        "is_full": len(rows) == MOST_LISTED,
    }
    return render(request, "quotations.html", context)


@router.get("/quotes/{quotation_id}")
def quotation(quotation_id: str, request: Request, services: House, caller: Caller) -> Response:
    """The same page for a quotation of somebody else as for none."""
    if caller.role is Role.VISITOR:
        return to_sign_in(request)
    try:
        document = services.quoting.quotation(quotation_id, caller)
    except NotFound as missing:
        return render(request, "missing.html", {}, int(status_of(missing)))
    page = page_data(request, services, caller, quotation=document)
    return render(request, "quotation.html", {"page": page, "number": document["number"]})
