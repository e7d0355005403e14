"""The pages: signing in and out, languages, escaping, and the office's tables."""

import json
import re
from html import unescape
from importlib.resources import files

import pytest

from api.caller import SESSION_COOKIE
from api.language import LANGUAGES, load_words
from tests.api.conftest import ClientOf
from tests.fakes_api import ADMIN, BUYER, PASSWORD, FakeAudit, fake_services, session_token


def test_signing_in_sets_a_cookie_that_scripts_cannot_read(client_of: ClientOf) -> None:
    client = client_of()
    response = client.post("/session", data={"user_id": " zola ", "password": PASSWORD})
    assert (response.status_code, response.headers["location"]) == (303, "/")
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert client.get("/session").json()["user_id"] == "zola"


@pytest.mark.parametrize("user_id", ["zola", "nobody"])
def test_a_wrong_user_and_a_wrong_password_look_the_same(client_of: ClientOf, user_id: str) -> None:
    response = client_of().post("/session", data={"user_id": user_id, "password": "wrong"})
    assert response.status_code == 401
    assert "set-cookie" not in response.headers
    assert "do not go together" in response.text


def test_too_many_wrong_passwords_pause(client_of: ClientOf) -> None:
    response = client_of().post("/session", data={"user_id": "zola", "password": "wrong again"})
    assert response.status_code == 503
    assert "Try again in 2 min" in response.text


def test_signing_out_ends_the_session_on_the_server(client_of: ClientOf) -> None:
    services = fake_services()
    client = client_of(BUYER, services)
    assert client.post("/session/end").headers["location"] == "/sign-in"
    again = client_of(None, services)
    again.cookies.set(SESSION_COOKIE, session_token(BUYER))
    assert again.get("/session").json()["role"] == "visitor"


def test_the_notice_stands_before_the_first_message(client_of: ClientOf) -> None:
    page = client_of().get("/").text
    assert "You are talking to an AI assistant of Selvhaven Port" in page
    assert page.index("AI assistant") < page.index('id="messages"')


@pytest.mark.parametrize(
    ("path", "headers", "language"),
    [
        ("/", {}, "en"),
        ("/", {"accept-language": "zh-CN,zh;q=0.9"}, "zh"),
        ("/", {"accept-language": "fi"}, "en"),
        ("/?lang=zh", {}, "zh"),
        ("/?lang=xx", {"accept-language": "zh"}, "zh"),
    ],
)
def test_the_page_speaks_the_callers_language(
    client_of: ClientOf, path: str, headers: dict[str, str], language: str
) -> None:
    assert f'<html lang="{language}">' in client_of().get(path, headers=headers).text


def test_a_chosen_language_is_kept(client_of: ClientOf) -> None:
    client = client_of(BUYER)
    client.get("/?lang=zh")
    assert '<html lang="zh">' in client.get("/").text


def test_all_languages_have_the_same_words() -> None:
    words = load_words()
    for language in LANGUAGES:
        assert words[language].keys() == words["en"].keys()
        for key, text in words[language].items():
            assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", words["en"][key])), key


def test_every_word_a_page_uses_exists() -> None:
    known = load_words()["en"].keys()
    static, templates = files("api") / "static", files("api") / "templates"
    scripts = "".join(f.read_text("utf-8") for f in static.iterdir() if f.name.endswith(".js"))
    pages = "".join(f.read_text("utf-8") for f in templates.iterdir())
    used = set(re.findall(r'\bsay\("(\w+)"', scripts)) | set(re.findall(r"\bw\.(\w+)", pages))
    assert used - known == set()


def test_scripts_never_make_markup_of_text() -> None:
    for script in (files("api") / "static").iterdir():
        if script.name.endswith(".js"):
            assert not re.search(
                r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", script.read_text()
            )


def test_names_of_the_port_are_escaped(client_of: ClientOf) -> None:
    name = "A'\"<script>alert(1)</script>"
    page = client_of(services=fake_services(port_name=name)).get("/").text
    assert "<script>alert" not in page


def test_the_page_carries_its_words_as_data(client_of: ClientOf) -> None:
    page = client_of(BUYER).get("/").text
    found = re.search(r"data-page='([^']*)'", page)
    assert found
    carried = json.loads(unescape(found[1]))
    assert carried["owner"] == "zola"
    assert carried["words"]["send"] == "Send"


def test_the_office_sees_leaves_and_costs(client_of: ClientOf) -> None:
    audit = FakeAudit()
    page = client_of(ADMIN, fake_services(audit=audit)).get("/admin?lang=en").text
    assert "read_audit" in page
    assert "USD 0.000020" in page
    assert "Intact" in page


def test_a_buyer_does_not_get_the_office_page(client_of: ClientOf) -> None:
    response = client_of(BUYER).get("/admin")
    assert response.status_code == 403
    assert "administrators" in response.text


def test_a_visitor_is_sent_to_sign_in(client_of: ClientOf) -> None:
    assert client_of().get("/admin").headers["location"] == "/sign-in?next=%2Fadmin"
