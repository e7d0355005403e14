"""/v1/shipments/{reference} for whoever may see it; POST /v1/events takes DCSA events from the port."""

from typing import Annotated

from fastapi import APIRouter, Body

from api.access import EVENT_FEED, authorise
from api.caller import Caller, House
from core.turns import JsonObject

router = APIRouter(prefix="/v1", tags=["shipments"])


@router.get("/shipments/{reference}")
def shipment(reference: str, services: House, caller: Caller) -> JsonObject:
    return services.shipments.shipment(reference, caller)


@router.post("/events")
def add_events(
    events: Annotated[list[JsonObject], Body()], services: House, caller: Caller
) -> dict[str, int]:
    """All of them or none. Each has to be a DCSA Track & Trace 2.2 event."""
    authorise(services, caller, "add_events", EVENT_FEED)
    return {"received": len(events), "new": services.events_in.add_events(events)}
