"""The FastAPI application over a house's Services."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles

from api import (
    alert_pages,
    alerts,
    audit,
    catalogue,
    conversations,
    costs,
    desk_page,
    knowledge,
    openai,
    operations,
    pages,
    price_pages,
    prices,
    products,
    quote_moves,
    quote_pages,
    quotes,
    session,
    shipments,
)
from api.errors import add_error_handlers
from api.guard import BodyLimit, SameSiteWrites, SecurityHeaders
from api.language import load_words
from api.services import Services

BODY_BYTES = 64 * 1024
BODY_BYTES_BY_PATH = {
    "/v1/catalogue": catalogue.WORKBOOK_BYTES,
    "/v1/catalogue/preview": catalogue.WORKBOOK_BYTES,
    "/v1/events": 8 * 1024 * 1024,
    "/v1/chat/completions": 1024 * 1024,  # the client sends its whole history each time
}


def create_app(services: Services) -> FastAPI:
    """Without interactive documentation pages: those load scripts from elsewhere. See /openapi.json."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await services.runner.close()

    app = FastAPI(
        title="Quayside",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(SameSiteWrites),
            Middleware(BodyLimit, limit=BODY_BYTES, by_path=BODY_BYTES_BY_PATH),
        ],
    )
    app.state.services = services
    app.state.words = load_words()
    app.state.templates = pages.page_templates()
    app.state.thread_keys = openai.ThreadKeys()
    add_error_handlers(app)
    rooms = (
        conversations,
        openai,
        quotes,
        quote_moves,
        shipments,
        alerts,
        prices,
        products,
        catalogue,
        knowledge,
        audit,
        costs,
        operations,
        session,
        pages,
        quote_pages,
        desk_page,
        alert_pages,
        price_pages,
    )
    for room in rooms:
        app.include_router(room.router)
    app.mount("/static", StaticFiles(directory=str(files("api") / "static")), name="static")
    return app
