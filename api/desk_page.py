"""The desk of a merchant's staff: what waits for their release, how their lists moved, the catalogue. The
port's office has the catalogue alone, all of it."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.caller import Caller, House
from api.errors import status_of
from api.pages import page_data, render
from api.return_to import to_sign_in
from api.services import Services
from core.errors import NotPermitted
from core.principal import Principal, Role
from core.turns import JsonObject
from tools.quotation.life import State

MOST_WAITING = 100
MOST_MOVES = 100
router = APIRouter(include_in_schema=False)


@router.get("/desk")
def desk(request: Request, services: House, caller: Caller) -> Response:
    context: JsonObject = {"page": page_data(request, services, caller), "is_staff": False}
    match caller.role:
        case Role.VISITOR:
            return to_sign_in(request)
        case Role.MERCHANT:
            context |= {"is_staff": True, "waiting": _waiting(services, caller), **_moves(services, caller)}
        case Role.ADMIN:
            pass
        case _:
            status = int(status_of(NotPermitted("The desk is for a merchant's staff.")))
            return render(request, "refused.html", {"message": "refused_desk"}, status)
    return render(request, "desk.html", context)


def _waiting(services: Services, caller: Principal) -> list[JsonObject]:
    """Newest first: drafts, and what is before its buyer and not yet released by this merchant."""
    rows = [
        row
        for state in (State.DRAFT, State.INDICATIVE)
        for row in services.quoting.list_quotations(caller, state=state.value, limit=MOST_WAITING)
    ]
    own = [row for row in rows if not row["approvals"]]
    return sorted(own, key=lambda row: str(row["made_at"]), reverse=True)


def _moves(services: Services, caller: Principal) -> JsonObject:
    told = services.prices.moves(caller, None)
    moves = told["moves"]
    left_out = int(told["left_out"]) + max(0, len(moves) - MOST_MOVES)
    return {"since": told["since"], "moves": moves[:MOST_MOVES], "left_out": left_out}
