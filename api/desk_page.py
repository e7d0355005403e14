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
            waiting = services.quoting.waiting(caller, limit=MOST_WAITING)
            context |= {"is_staff": True, "waiting": waiting, **_moves(services, caller)}
        case Role.ADMIN:
            pass
        case _:
            status = int(status_of(NotPermitted("The desk is for a merchant's staff.")))
            return render(request, "refused.html", {"message": "refused_desk"}, status)
    return render(request, "desk.html", context)


def _moves(services: Services, caller: Principal) -> JsonObject:
    told = services.prices.moves(caller, None, limit=MOST_MOVES)
    return {"since": told["since"], "moves": told["moves"], "more": told["more"]}
