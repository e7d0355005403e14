"""POST /v1/quotes/{id}/...: what its buyer and the merchants in it do with a quotation."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from api.caller import Caller, House
from api.quotes import RevisionIn
from core.turns import JsonObject

router = APIRouter(prefix="/v1/quotes", tags=["quotes"])

Hash = Annotated[str, Field(max_length=64)]


class MoveIn(BaseModel):
    """`content_hash` as the quotation was shown; another one than it has now is refused."""

    model_config = ConfigDict(extra="forbid")

    content_hash: Hash | None = None
    note: Annotated[str, Field(max_length=500)] = ""


class BoundMoveIn(MoveIn):
    content_hash: Hash


@router.post("/{quotation_id}/release")
def release(quotation_id: str, body: BoundMoveIn, services: House, caller: Caller) -> JsonObject:
    """The approval of one merchant; with that of the last one the quotation is released."""
    life = services.quotation_life
    return life.release(quotation_id, caller, content_hash=body.content_hash, note=body.note)


@router.post("/{quotation_id}/accept")
def accept(quotation_id: str, body: BoundMoveIn, services: House, caller: Caller) -> JsonObject:
    life = services.quotation_life
    return life.accept(quotation_id, caller, content_hash=body.content_hash, note=body.note)


@router.post("/{quotation_id}/decline")
def decline(quotation_id: str, services: House, caller: Caller, body: MoveIn | None = None) -> JsonObject:
    said = body or MoveIn()
    life = services.quotation_life
    return life.decline(quotation_id, caller, content_hash=said.content_hash, note=said.note)


@router.post("/{quotation_id}/issue")
def issue(quotation_id: str, services: House, caller: Caller, body: MoveIn | None = None) -> JsonObject:
    said = body or MoveIn()
    life = services.quotation_life
    return life.issue(quotation_id, caller, content_hash=said.content_hash, note=said.note)


@router.post("/{quotation_id}/revisions", status_code=201)
def revise(
    quotation_id: str,
    response: Response,
    services: House,
    caller: Caller,
    body: RevisionIn | None = None,
) -> JsonObject:
    request = body.changed() if body else None
    result = services.quotation_life.revise(quotation_id, caller, request=request)
    if revised := result.get("quotation_id"):
        response.headers["location"] = f"/v1/quotes/{revised}"
    return result
