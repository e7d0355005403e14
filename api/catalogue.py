"""/v1/catalogue for a merchant's staff and the port's office: a workbook out, previewed, and in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from api.caller import Caller, House
from core.errors import BadInput
from core.turns import JsonObject
from tools.quotation.files import MEDIA_TYPES

XLSX = MEDIA_TYPES["xlsx"]
WORKBOOK_BYTES = 16 * 1024 * 1024
router = APIRouter(prefix="/v1", tags=["catalogue"])


def editor(services: House, caller: Caller) -> None:
    """Raises NotPermitted for who may not edit."""
    services.catalogue.authorize(caller)


async def workbook_of(request: Request, _: Annotated[None, Depends(editor)]) -> bytes:
    """The body, read only of who may edit. Raises BadInput for one that does not say it is a workbook."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != XLSX:
        raise BadInput(
            f"{kind!r} is not the content type of a workbook.",
            hint=f"Send the .xlsx file itself as the body, with Content-Type: {XLSX}.",
        )
    return await request.body()


WorkbookBody = Annotated[bytes, Depends(workbook_of)]


@router.get("/catalogue.xlsx")
def catalogue(services: House, caller: Caller) -> Response:
    """The caller's own rows, or every row for the port's office."""
    content = services.catalogue.workbook(caller)
    headers = {"content-disposition": 'attachment; filename="catalogue.xlsx"'}
    return Response(content, media_type=XLSX, headers=headers)


@router.post("/catalogue/preview")
def preview(content: WorkbookBody, services: House, caller: Caller) -> JsonObject:
    """What applying would change, and the token to apply it with. Nothing is written."""
    return services.catalogue.preview(content, caller)


@router.post("/catalogue")
def apply(
    content: WorkbookBody,
    services: House,
    caller: Caller,
    token: Annotated[str, Query(min_length=64, max_length=64)],
    remove: bool = False,
) -> JsonObject:
    """Save the workbook that was previewed. Rows missing from it stay unless `remove` is true."""
    return services.catalogue.apply(content, caller, token=token, remove=remove)
