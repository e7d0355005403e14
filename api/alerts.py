"""/v1/alerts and /v1/notices: the caller's own price alerts and what they told; nobody else's exist."""

from fastapi import APIRouter

from api.caller import Caller, House
from core.turns import JsonObject

router = APIRouter(prefix="/v1", tags=["alerts"])


@router.get("/alerts")
def alerts(services: House, caller: Caller) -> dict[str, list[JsonObject]]:
    """Those that wait first, then those that fired, expired or were cancelled."""
    return {"alerts": services.alerts.alerts(caller)}


@router.delete("/alerts/{alert_id}", status_code=204)
def cancel(alert_id: str, services: House, caller: Caller) -> None:
    services.alerts.cancel(alert_id, caller)


@router.get("/notices")
def notices(services: House, caller: Caller, *, unread: bool = False) -> dict[str, list[JsonObject]]:
    """Newest first."""
    return {"notices": services.alerts.notices(caller, unread=unread)}


@router.post("/notices/{notice_id}/read", status_code=204)
def mark_read(notice_id: str, services: House, caller: Caller) -> None:
    services.alerts.mark_read(notice_id, caller)
