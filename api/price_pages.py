"""The page of a product's prices: today's rows that the caller may see, and how they came to be."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.caller import Caller, House
from api.errors import status_of
from api.pages import page_data, render
from core.errors import NotFound
from core.turns import JsonObject

router = APIRouter(include_in_schema=False)


@router.get("/prices/{merchant_id}/{sku:path}")
def prices(merchant_id: str, sku: str, request: Request, services: House, caller: Caller) -> Response:
    """The same page for prices that the caller may not see as for none."""
    try:
        shown = services.prices.history(merchant_id, sku, caller)
    except NotFound as missing:
        return render(request, "missing.html", {"message": "missing_prices"}, int(status_of(missing)))
    context: JsonObject = {
        "page": page_data(request, services, caller, goods=f"{merchant_id}/{sku}"),
        "shown": shown,
        "points": shown["points"][::-1],
        "currencies": list(dict.fromkeys(row["currency"] for row in shown["ranges"])),
    }
    return render(request, "prices.html", context)
