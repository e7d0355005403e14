"""The pages of quotations: who sees which, what they carry, and that text stays text."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from api.services import Services
from app.desks.quotation_detail import ACTIONS
from core.turns import JsonObject
from tests.api.conftest import ClientOf
from tests.fakes_api import ADMIN, BUYER, OTHER, STAFF, fake_services
from tests.fakes_quotations import FakeShelf, document
from tools.quotation.life import Move, State

HOSTILE = "'\"><script>alert(1)</script>"


def shelf(**by_reader: Sequence[JsonObject]) -> Services:
    return replace(fake_services(), quoting=FakeShelf(by_reader))


def carried(page: str) -> Any:
    found = re.search(r"data-page='([^']*)'", page)
    assert found
    return json.loads(unescape(found[1]))


@pytest.mark.parametrize("path", ["/quotes", "/quotes/Q-1", "/quotes?state=released"])
def test_a_visitor_signs_in_and_comes_back(client_of: ClientOf, path: str) -> None:
    answer = client_of(None, shelf(zola=[document()])).get(path)
    wanted = path.replace("/", "%2F").replace("?", "%3F").replace("=", "%3D")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={wanted}")


def test_a_quotation_is_carried_as_its_desk_shows_it(client_of: ClientOf) -> None:
    shown = document(actions=["accept", "decline"], explanation={"notes": []})
    page = carried(client_of(BUYER, shelf(zola=[shown])).get("/quotes/Q-1").text)
    assert page["quotation"] == shown
    assert (page["role"], page["language"], page["words"]["do_accept"]) == ("buyer", "en", "Accept")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_somebody_elses_quotation_looks_like_none(client_of: ClientOf, language: str) -> None:
    client = client_of(OTHER, shelf(zola=[document()]))
    foreign, missing = (client.get(f"/quotes/{name}?lang={language}") for name in ("Q-1", "Q-2"))
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.text.replace("Q-1", "Q-2") == missing.text
    assert "data-page" not in foreign.text


def test_a_hostile_name_is_text(client_of: ClientOf) -> None:
    line = document()["lines"][0] | {"name": HOSTILE}
    shown = document(lines=[line], place_name=HOSTILE, number=HOSTILE)
    client = client_of(BUYER, shelf(zola=[shown]))
    page = client.get("/quotes/Q-1").text
    assert "<script>alert" not in page + client.get("/quotes").text
    assert carried(page)["quotation"]["lines"][0]["name"] == HOSTILE


def test_a_hostile_address_is_text(client_of: ClientOf) -> None:
    answer = client_of(BUYER, shelf()).get("/quotes/<script>alert(1)")
    assert (answer.status_code, "<script>alert" in answer.text) == (404, False)


def test_costs_are_not_on_the_page_until_they_are_asked_for(client_of: ClientOf) -> None:
    page = client_of(STAFF, shelf(**{"m1-desk": [document()]})).get("/quotes/Q-1").text
    assert carried(page).keys() == {"words", "language", "owner", "role", "quotation"}


def test_own_quotations_are_listed_with_their_sums(client_of: ClientOf) -> None:
    part = document("Q-2", partial=True, state="released")
    del part["total"]
    page = client_of(STAFF, shelf(**{"m1-desk": [document(), part]})).get("/quotes").text
    assert page.index("Q-1") < page.index("Q-2")
    assert "USD&nbsp;14,679.25" in page
    assert re.search(r"USD&nbsp;4,000\.00<small[^>]*>Your goods", page)
    assert "CIF Mombasa" in page


def test_a_list_is_narrowed_by_state(client_of: ClientOf) -> None:
    client = client_of(BUYER, shelf(zola=[document("Q-1"), document("Q-2", state="released")]))
    page = client.get("/quotes?state=released").text
    assert ("/quotes/Q-1" in page, "/quotes/Q-2" in page) == (False, True)
    assert '<a href="/quotes?state=released" aria-current="page">' in page
    everything = client.get("/quotes?state=lost").text
    assert ("/quotes/Q-1" in everything, "/quotes/Q-2" in everything) == (True, True)


def test_drafts_are_a_sellers_word(client_of: ClientOf) -> None:
    address = 'href="/quotes?state=draft"'
    assert address not in client_of(BUYER, shelf()).get("/quotes").text
    assert address in client_of(STAFF, shelf()).get("/quotes").text


@pytest.mark.parametrize(("state", "told"), [("", "no quotation yet"), ("expired", "in this state")])
def test_an_empty_list_says_so(client_of: ClientOf, state: str, told: str) -> None:
    assert told in client_of(BUYER, shelf()).get(f"/quotes?state={state}").text


def test_those_with_quotations_find_them_in_the_header(client_of: ClientOf) -> None:
    links = {who: 'href="/quotes"' in client_of(who).get("/").text for who in (None, BUYER, STAFF, ADMIN)}
    assert links == {None: False, BUYER: True, STAFF: True, ADMIN: True}


def test_every_state_outcome_and_action_has_its_words(client_of: ClientOf) -> None:
    words = carried(client_of(BUYER, shelf(zola=[document()])).get("/quotes/Q-1").text)["words"]
    wanted = [f"{kind}_{state}" for kind in ("state", "means") for state in State]
    wanted += [f"move_{move}" for move in Move]
    wanted += [f"{kind}_{action}" for kind in ("do", "ask") for action in ACTIONS]
    wanted += [f"done_{action}" for action in ACTIONS if action != "revise"]
    assert [key for key in wanted if key not in words] == []
