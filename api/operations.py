"""/healthz (the process lives), /readyz (its parts do) and /metrics (Prometheus)."""

from fastapi import APIRouter
from starlette.responses import JSONResponse, PlainTextResponse

from api.caller import House
from api.errors import NOT_READY

router = APIRouter(tags=["operations"])


@router.get("/healthz")
def alive() -> dict[str, str]:
    return {"status": "ok"}


@router.get("/readyz")
def ready(services: House) -> JSONResponse:
    parts = dict(services.operations.ready())
    is_ready = all(state is not False for state in parts.values())
    return JSONResponse({"ready": is_ready, "parts": parts}, 200 if is_ready else NOT_READY)


@router.get("/metrics")
def metrics(services: House) -> PlainTextResponse:
    return PlainTextResponse(services.operations.metrics(), media_type="text/plain; version=0.0.4")
