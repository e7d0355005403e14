"""/v1/audit for administrators and auditors: leaves, the signed checkpoint, inclusion proofs.

Reading the log is an access like any other and is recorded in it.
"""

import json
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import PlainTextResponse

from api.access import AUDIT_LOG, authorise
from api.caller import Caller, House
from core.turns import JsonObject

PAGE = 1000

router = APIRouter(prefix="/v1/audit", tags=["audit"])


@router.get("")
def leaves(
    services: House,
    caller: Caller,
    start: Annotated[int, Query(ge=0)] = 0,
    end: Annotated[int | None, Query(ge=0)] = None,
) -> JsonObject:
    """Leaves `start` (inclusive) to `end` (exclusive), at most a page of 1000."""
    authorise(services, caller, "read_audit", AUDIT_LOG)
    size = services.audit.size()
    stop = min(size, start + PAGE, size if end is None else end)
    found = services.audit.leaves(start, stop) if start < stop else []
    rows = [{"index": start + n, "leaf": json.loads(leaf)} for n, leaf in enumerate(found)]
    return {"size": size, "leaves": rows}


@router.get("/checkpoint")
def checkpoint(services: House, caller: Caller) -> PlainTextResponse:
    """The newest signed note, as its signature covers it byte for byte."""
    authorise(services, caller, "read_audit", AUDIT_LOG)
    return PlainTextResponse(services.audit.checkpoint())


@router.get("/proof/{index}")
def proof(index: int, services: House, caller: Caller) -> JsonObject:
    authorise(services, caller, "read_audit", AUDIT_LOG)
    return services.audit.proof(index)
