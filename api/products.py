"""/v1/products: the goods that a caller's words may mean, and what the caller may know of one."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.caller import Caller, House
from api.text import readable
from core.turns import JsonObject

router = APIRouter(prefix="/v1/products", tags=["products"])


class ProductSearchIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str
    limit: Annotated[int, Field(ge=1, le=50)] = 8


@router.post("/search")
def search(body: ProductSearchIn, services: House, caller: Caller) -> JsonObject:
    text = readable(body.text, services.web.max_message_chars)
    return services.goods.search(text, caller, body.limit)


@router.get("/{merchant_id}/{sku:path}")
def product(merchant_id: str, sku: str, services: House, caller: Caller) -> JsonObject:
    return services.goods.product(merchant_id, sku, caller)
