"""A quotation's life on the demo port, over HTTP, with the real policy, files and database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.application import create_app
from app.bootstrap import House
from llm.scripted import ScriptedBackend
from tests.app.houses import ask, demo_house

MANGO = {"sku": "SW-MANGO-400", "qty": 300, "unit": "ctn"}
SHARED = {"term": "CIF", "to": "KEMBA", "lines": [MANGO, {"sku": "MP-CHUN-400", "qty": 100, "unit": "ctn"}]}
OWN = {**SHARED, "lines": [MANGO]}
Clients = Callable[[str], TestClient]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    backend = ScriptedBackend({"plan": ["quote P0 N0 L0 CIF"], "say": ["Here it is."]})
    with demo_house(tmp_path, backend) as opened:
        yield opened


@pytest.fixture
def as_user(house: House) -> Iterator[Clients]:
    app, opened = create_app(house.services), list[TestClient]()

    def client(user_id: str) -> TestClient:
        key = house.accounts.issue_api_key(user_id, "test")
        opened.append(TestClient(app, headers={"authorization": f"Bearer {key}"}))
        return opened[-1]

    yield client
    for made in opened:
        made.close()


def released(view: Any, *staff: TestClient) -> Any:
    body = {"content_hash": view["content_hash"]}
    for desk in staff:
        answer = desk.post(f"/v1/quotes/{view['quotation_id']}/release", json=body)
        assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_shared_quotation_is_released_by_both_and_accepted_once(as_user: Clients) -> None:
    amina, sunwillow, mistpeak = map(as_user, ("amina", "sunwillow", "mistpeak"))
    view = amina.post("/v1/quotes", json=SHARED).json()
    address, body = f"/v1/quotes/{view['quotation_id']}", {"content_hash": view["content_hash"]}
    assert sunwillow.get(address).json()["goods"] != view["goods"]
    assert released(view, sunwillow)["state"] == "indicative"
    assert amina.post(f"{address}/accept", json=body).status_code == 409
    assert released(view, mistpeak)["state"] == "released"
    assert sunwillow.post(f"{address}/accept", json=body).status_code == 403
    assert amina.post(f"{address}/accept", json=body).json()["state"] == "accepted"
    assert amina.post(f"{address}/accept", json=body).status_code == 409
    assert [row["state"] for row in amina.get("/v1/quotes").json()["quotations"]] == ["accepted"]


def test_files_are_for_whoever_may_see_all_of_it(as_user: Clients) -> None:
    amina, sunwillow, lucia, office = map(as_user, ("amina", "sunwillow", "lucia", "port-admin"))
    shared, own = (amina.post("/v1/quotes", json=request).json() for request in (SHARED, OWN))
    for kind, begins in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("xml", b"<?xml")):
        of_both, of_own = (f"/v1/quotes/{view['quotation_id']}.{kind}" for view in (shared, own))
        assert amina.get(of_both).content.startswith(begins)
        assert office.get(of_both).status_code == sunwillow.get(of_own).status_code == 200
        assert sunwillow.get(of_both).status_code == lucia.get(of_own).status_code == 404


def test_margins_are_for_the_sellers_staff(as_user: Clients) -> None:
    amina, sunwillow, mistpeak, office = map(as_user, ("amina", "sunwillow", "mistpeak", "port-admin"))
    address = f"/v1/quotes/{amina.post('/v1/quotes', json=OWN).json()['quotation_id']}/margin"
    margin = sunwillow.get(address).json()
    assert [(line["sku"], line["unit_cost"]) for line in margin["lines"]] == [("SW-MANGO-400", "35.36")]
    assert {someone.get(address).status_code for someone in (amina, mistpeak, office)} == {404}


def test_a_draft_is_issued_to_its_buyer(as_user: Clients) -> None:
    amina, sunwillow = map(as_user, ("amina", "sunwillow"))
    draft = sunwillow.post("/v1/quotes", json={**OWN, "for": "amina", "draft": True}).json()
    address = f"/v1/quotes/{draft['quotation_id']}"
    assert (draft["state"], amina.get(address).status_code) == ("draft", 404)
    assert sunwillow.post(f"{address}/issue").json()["state"] == "indicative"
    assert amina.get(address).json()["goods"] == draft["goods"]
    assert amina.post("/v1/quotes", json={**OWN, "for": "lucia"}).status_code == 403


async def test_a_quotation_from_a_conversation_lives_like_any_other(house: House, as_user: Clients) -> None:
    [reply] = await ask(house, "amina", "how much for 300 cartons of dried mango to Mombasa CIF")
    card, amina = reply.quote, as_user("amina")
    assert card is not None
    assert (card["number"], card["revision"], card["state"]) == (card["quotation_id"], 1, "indicative")
    view = amina.get(f"/v1/quotes/{card['quotation_id']}").json()
    assert (view["state"], view["total"]) == ("indicative", card["total"])
    revised = amina.post(f"/v1/quotes/{card['quotation_id']}/revisions").json()
    assert (revised["number"], revised["revision"], revised["total"]) == (card["number"], 2, card["total"])
    assert released(revised, as_user("sunwillow"))["state"] == "released"
    assert amina.get(f"/v1/quotes/{card['quotation_id']}").json()["state"] == "superseded"
