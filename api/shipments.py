"""/v1/shipments/{reference} and its map for whoever may see it; POST /v1/events takes DCSA events."""

from typing import Annotated

from fastapi import APIRouter, Body, Request, Response

from api.access import EVENT_FEED, authorise
from api.caller import Caller, House
from api.language import choose_language
from core.turns import JsonObject

router = APIRouter(prefix="/v1", tags=["shipments"])

MAP_HEADERS = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'"}  # its own style


@router.get("/shipments/{reference}")
def shipment(reference: str, services: House, caller: Caller) -> JsonObject:
    return services.shipments.shipment(reference, caller)


@router.get("/shipments/{reference}/map.svg", response_class=Response)
def shipment_map(reference: str, request: Request, services: House, caller: Caller) -> Response:
    """The approximate route as SVG; 404 too where the position of a port is not known."""
    language = choose_language(request, caller, services.port.languages)
    drawn = services.shipments.map(reference, caller, request.app.state.words[language])
    return Response(drawn, media_type="image/svg+xml", headers=MAP_HEADERS)


@router.post("/events")
def add_events(
    events: Annotated[list[JsonObject], Body()], services: House, caller: Caller
) -> dict[str, int]:
    """All of them or none. Each has to be a DCSA Track & Trace 2.2 event."""
    authorise(services, caller, "add_events", EVENT_FEED)
    return {"received": len(events), "new": services.events_in.add_events(events)}
