"""/v1/quotes: a quotation without a conversation. The caller and the day are never in the body."""

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from api.caller import Caller, House
from core.turns import JsonObject

router = APIRouter(prefix="/v1/quotes", tags=["quotes"])


class LineIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sku: Annotated[str, Field(max_length=200)]
    qty: Decimal | None = None
    unit: str | None = None


class QuoteIn(BaseModel):
    """A request of contracts 3 without `as` and `date`: those come from the caller and the clock."""

    model_config = ConfigDict(extra="forbid")

    lines: Annotated[list[LineIn], Field(max_length=200)]
    term: str | None = None
    to: Annotated[str, Field(max_length=200)] | None = None
    currency: str | None = None
    mode: str | None = None
    customs_mode: str | None = None


@router.post("", status_code=201)
def make_quotation(body: QuoteIn, response: Response, services: House, caller: Caller) -> JsonObject:
    result = services.quoting.quote(body.model_dump(mode="json", exclude_none=True), caller)
    if quotation_id := result.get("quotation_id"):
        response.headers["location"] = f"/v1/quotes/{quotation_id}"
    return result


@router.get("/{quotation_id}")
def read_quotation(quotation_id: str, services: House, caller: Caller) -> JsonObject:
    return services.quoting.quotation(quotation_id, caller)
