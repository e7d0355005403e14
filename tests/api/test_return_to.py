"""After signing in a visitor goes where they wanted to, within this house and nowhere else."""

from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.return_to import HOME, LONGEST, local_path, sign_in_address
from tests.api.conftest import ClientOf
from tests.fakes_api import PASSWORD

ELSEWHERE = [
    "https://elsewhere.example/",
    "//elsewhere.example/quotes",
    "/\\elsewhere.example",
    "\\\\elsewhere.example",
    "/\t/elsewhere.example",
    "/\n/elsewhere.example",
    " //elsewhere.example",
    "javascript:alert(1)",
    "quotes/Q-1",
    "/quotes\r\nset-cookie: a=b",
    "",
    "/" + "q" * LONGEST,
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_another_address_leads_home(client_of: ClientOf, wanted: str) -> None:
    form = {"user_id": "zola", "password": PASSWORD, "next": wanted}
    assert client_of().post("/session", data=form).headers["location"] == HOME
    assert 'name="next"' not in client_of().get(f"/sign-in?next={quote(wanted, safe='')}").text


@pytest.mark.parametrize("wanted", ["/quotes/Q-1", "/quotes?state=released", "/desk", "/quotes/a:b@c//d"])
def test_a_path_of_this_house_is_kept(client_of: ClientOf, wanted: str) -> None:
    form = {"user_id": "zola", "password": PASSWORD, "next": wanted}
    assert client_of().post("/session", data=form).headers["location"] == wanted
    assert f'name="next" value="{wanted}"' in client_of().get(f"/sign-in?next={quote(wanted)}").text


@given(st.text(st.sampled_from("/\\ \t\n:.?#@ab"), max_size=12))
def test_what_is_kept_never_names_a_host(wanted: str) -> None:
    kept = local_path(wanted)
    as_browsers_read = "".join(kept.split()).replace("\\", "/")
    assert kept.startswith("/")
    assert (urlsplit(as_browsers_read).scheme, urlsplit(as_browsers_read).netloc) == ("", "")


def test_a_wrong_password_keeps_where_to_go(client_of: ClientOf) -> None:
    form = {"user_id": "zola", "password": "wrong", "next": "/quotes/Q-1"}
    page = client_of().post("/session", data=form).text
    assert 'name="next" value="/quotes/Q-1"' in page
    assert 'href="/sign-in?next=%2Fquotes%2FQ-1&amp;lang=zh"' in page


def test_where_to_go_is_escaped(client_of: ClientOf) -> None:
    page = client_of().get("/sign-in?next=/%22><script>alert(1)</script>").text
    assert "<script>alert" not in page


def test_home_needs_no_mention() -> None:
    assert sign_in_address("/") == "/sign-in"
    assert sign_in_address("/quotes?state=draft") == "/sign-in?next=%2Fquotes%3Fstate%3Ddraft"


def test_another_language_keeps_the_rest_of_the_address(client_of: ClientOf) -> None:
    assert 'href="/sign-in?next=%2Fdesk&amp;lang=zh"' in client_of().get("/sign-in?next=/desk").text
