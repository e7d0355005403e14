"""/v1/costs for administrators and auditors: what the ledger sums to."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.access import LEDGER, authorise
from api.caller import Caller, House
from api.services import CostGroup
from core.turns import JsonObject

router = APIRouter(prefix="/v1", tags=["costs"])


@router.get("/costs")
def costs(
    services: House,
    caller: Caller,
    by: CostGroup = "day",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> JsonObject:
    authorise(services, caller, "read_costs", LEDGER)
    return {"by": by, "energy": "estimate", "rows": services.costs.summary(by, limit)}
