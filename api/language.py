"""The words of the pages: one JSON file a language, and the choice between them."""

import json
from collections.abc import Mapping
from importlib.resources import files

from fastapi import Request

from core.principal import Principal, Role

LANGUAGE_COOKIE = "quayside_language"
LANGUAGES = ("en", "zh")

Words = Mapping[str, str]


def load_words() -> dict[str, Words]:
    """Words by language tag."""
    folder = files("api") / "words"
    return {tag: json.loads((folder / f"{tag}.json").read_text("utf-8")) for tag in LANGUAGES}


def choose_language(request: Request, principal: Principal, port_languages: tuple[str, ...]) -> str:
    """The first we speak of: ?lang=, the cookie, the account's, the browser's, the port's, English."""
    account = [] if principal.role is Role.VISITOR else [principal.language]
    browser = [part.split(";")[0] for part in request.headers.get("accept-language", "").split(",")]
    wishes = [
        request.query_params.get("lang", ""),
        request.cookies.get(LANGUAGE_COOKIE, ""),
        *account,
        *browser,
        *port_languages,
    ]
    tags = (wish.strip().lower().split("-")[0] for wish in wishes)
    return next((tag for tag in tags if tag in LANGUAGES), LANGUAGES[0])
