"""POST /v1/search: which passages the caller's question finds, as the agent would find them."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.caller import Caller, House
from api.text import readable
from core.turns import JsonObject

router = APIRouter(prefix="/v1", tags=["knowledge"])


class SearchIn(BaseModel):
    """`merchants` and `languages` narrow what the caller may see; they never widen it."""

    model_config = ConfigDict(extra="forbid")

    text: str
    merchants: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    limit: Annotated[int, Field(ge=1, le=50)] = 6


@router.post("/search")
def search(body: SearchIn, services: House, caller: Caller) -> JsonObject:
    passages = services.knowledge.search(
        readable(body.text, services.web.max_message_chars),
        caller,
        merchant_ids=body.merchants,
        languages=body.languages,
        limit=body.limit,
    )
    return {"passages": [passage.model_dump(mode="json", exclude_none=True) for passage in passages]}
