"""/v1/quotes: quotations without a conversation. The caller and the day are never in the body."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.caller import Caller, House
from api.services import PaperKind, Services
from core.errors import BadInput
from core.principal import Principal
from core.turns import JsonObject
from tools.quotation.files import MEDIA_TYPES

router = APIRouter(prefix="/v1/quotes", tags=["quotes"])

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who wants a file, and in which language: the caller's own unless another is named."""

    services: Services
    caller: Principal
    language: str


def _asked(
    services: House, caller: Caller, language: Annotated[str | None, Query(max_length=35)] = None
) -> _Asked:
    return _Asked(services, caller, language or caller.language)


Asked = Annotated[_Asked, Depends(_asked)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LineIn(_Body):
    sku: Annotated[str, Field(max_length=200)]
    qty: Decimal | None = None
    unit: str | None = None


class RequestIn(_Body):
    """A request of contracts 3 without `as` and `date`: those come from the caller and the clock."""

    lines: Annotated[list[LineIn], Field(max_length=200)]
    term: str | None = None
    to: Annotated[str, Field(max_length=200)] | None = None
    currency: str | None = None
    mode: str | None = None
    customs_mode: str | None = None

    def request(self) -> JsonObject:
        return self.model_dump(mode="json", exclude_none=True, include=set(RequestIn.model_fields))


class QuoteIn(RequestIn):
    """`for` is the buyer that a merchant's staff make it for; that buyer does not see a `draft`."""

    buyer: Annotated[str | None, Field(alias="for", max_length=64)] = None
    draft: bool = False


class RevisionIn(RequestIn):
    """Without lines the request stays what it was; nothing else can be changed alone."""

    lines: Annotated[list[LineIn], Field(max_length=200, default_factory=list)]

    def changed(self) -> JsonObject | None:
        """Raises BadInput when it says something, but not the lines."""
        if not self.model_fields_set:
            return None
        if not self.lines:
            raise BadInput(
                "The changed request names no lines.",
                hint="Send the whole request, or nothing for the same one on today's prices.",
            )
        return self.request()


@router.post("", status_code=201)
def make_quotation(body: QuoteIn, response: Response, services: House, caller: Caller) -> JsonObject:
    result = services.quoting.quote(body.request(), caller, buyer=body.buyer, draft=body.draft)
    if quotation_id := result.get("quotation_id"):
        response.headers["location"] = f"/v1/quotes/{quotation_id}"
    return result


@router.get("")
def list_quotations(
    services: House,
    caller: Caller,
    state: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 100,
) -> dict[str, list[JsonObject]]:
    return {"quotations": services.quoting.list_quotations(caller, state=state, limit=limit)}


# The names with an ending come first: `/{quotation_id}` would take them all.
@router.get("/{quotation_id}.pdf")
def pdf_file(quotation_id: str, request: Request, asked: Asked) -> Response:
    return _file(quotation_id, "pdf", request, asked)


@router.get("/{quotation_id}.xlsx")
def xlsx_file(quotation_id: str, request: Request, asked: Asked) -> Response:
    return _file(quotation_id, "xlsx", request, asked)


@router.get("/{quotation_id}.xml")
def xml_file(quotation_id: str, request: Request, asked: Asked) -> Response:
    return _file(quotation_id, "xml", request, asked)


@router.get("/{quotation_id}")
def read_quotation(quotation_id: str, services: House, caller: Caller) -> JsonObject:
    return services.quoting.quotation(quotation_id, caller)


@router.get("/{quotation_id}/margin")
def margin(quotation_id: str, services: House, caller: Caller) -> JsonObject:
    """Price against cost of the caller's own lines; for a merchant's staff."""
    return services.quotation_papers.margin(quotation_id, caller)


def _file(quotation_id: str, kind: PaperKind, request: Request, asked: _Asked) -> Response:
    file = asked.services.quotation_papers.file(
        quotation_id,
        asked.caller,
        kind=kind,
        language=asked.language,
        base_url=(asked.services.web.public_url or str(request.base_url)).rstrip("/"),
    )
    named = {"content-disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, media_type=MEDIA_TYPES[kind], headers=named)
