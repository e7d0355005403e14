"""/v1/prices: how the prices of a SKU moved, as far as the caller may see, and a merchant's own moves."""

from datetime import date

from fastapi import APIRouter, Response

from api.caller import Caller, House
from core.turns import JsonObject

router = APIRouter(prefix="/v1/prices", tags=["prices"])


@router.get("/moves")
def moves(services: House, caller: Caller, since: date | None = None) -> JsonObject:
    """How the caller's own merchant's lists moved; without `since`, over the last 30 days."""
    return services.prices.moves(caller, since)


@router.get("/{merchant_id}/{sku:path}/chart.svg")
def chart(
    merchant_id: str, sku: str, services: House, caller: Caller, currency: str | None = None
) -> Response:
    """One currency a chart: that of most lines, unless `currency` names another."""
    drawn = services.prices.chart(merchant_id, sku, caller, currency)
    return Response(drawn, media_type="image/svg+xml")


@router.get("/{merchant_id}/{sku:path}")
def history(merchant_id: str, sku: str, services: House, caller: Caller) -> JsonObject:
    return services.prices.history(merchant_id, sku, caller)
