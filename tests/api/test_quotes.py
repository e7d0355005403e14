"""The routes of quotations over a fake house: paths, bodies, answers and status codes."""

from dataclasses import replace

import pytest

from core.settings import WebSettings
from tests.api.conftest import ClientOf
from tests.fakes_api import BUYER, OTHER, fake_services
from tests.fakes_quotations import HASH

REQUEST = {"lines": [{"sku": "MNG", "qty": "2.5", "unit": "t"}], "term": "CIF", "to": "KEMBA"}


def test_own_quotations_are_listed(client_of: ClientOf) -> None:
    body = client_of(BUYER).get("/v1/quotes?state=indicative&limit=5").json()
    assert body == {"quotations": [{"quotation_id": "Q-1", "state": "indicative"}]}
    assert client_of(OTHER).get("/v1/quotes").json() == {"quotations": []}
    assert client_of(BUYER).get("/v1/quotes?limit=201").status_code == 400


def test_whom_it_is_for_is_no_part_of_the_request(client_of: ClientOf) -> None:
    response = client_of(BUYER).post("/v1/quotes", json={**REQUEST, "for": "zola", "draft": True})
    assert response.json()["request"] == REQUEST
    assert client_of(BUYER).post("/v1/quotes", json={**REQUEST, "buyer": "zola"}).status_code == 400


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("pdf", "application/pdf"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("xml", "application/xml"),
    ],
)
def test_a_file_has_its_type_and_its_name(client_of: ClientOf, kind: str, media_type: str) -> None:
    response = client_of(BUYER).get(f"/v1/quotes/Q-1.{kind}")
    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    assert response.headers["content-disposition"] == f'attachment; filename="quotation-Q-1-r1.{kind}"'
    assert response.content == f"{kind} en http://testserver".encode()


def test_a_file_is_in_the_language_asked_for_and_links_to_the_public_address(client_of: ClientOf) -> None:
    services = replace(fake_services(), web=WebSettings(public_url="https://port.example/"))
    response = client_of(BUYER, services).get("/v1/quotes/Q-1.pdf?language=sw")
    assert response.content == b"pdf sw https://port.example"


@pytest.mark.parametrize("path", ["Q-9.pdf", "Q-9.xlsx", "Q-9.xml", "Q-9", "Q-9/margin", "Q-1.doc"])
def test_what_is_not_there_is_404(client_of: ClientOf, path: str) -> None:
    assert client_of(BUYER).get(f"/v1/quotes/{path}").status_code == 404


@pytest.mark.parametrize(
    ("move", "state"),
    [("release", "released"), ("accept", "accepted"), ("decline", "declined"), ("issue", "indicative")],
)
def test_each_move_has_its_address(client_of: ClientOf, move: str, state: str) -> None:
    client = client_of(BUYER)
    body = {"content_hash": HASH, "note": "Fine."}
    assert client.post(f"/v1/quotes/Q-1/{move}", json=body).json()["state"] == state
    assert client.post(f"/v1/quotes/Q-9/{move}", json=body).status_code == 404
    stale = client.post(f"/v1/quotes/Q-1/{move}", json={"content_hash": "0" * 64})
    assert (stale.status_code, stale.json()["hint"]) == (409, "It changed; look at it again.")


@pytest.mark.parametrize("move", ["release", "accept"])
def test_a_binding_move_names_what_was_looked_at(client_of: ClientOf, move: str) -> None:
    response = client_of(BUYER).post(f"/v1/quotes/Q-1/{move}", json={})
    assert response.status_code == 400
    assert "content_hash" in response.json()["detail"]


@pytest.mark.parametrize("move", ["decline", "issue"])
def test_other_moves_need_no_body(client_of: ClientOf, move: str) -> None:
    assert client_of(BUYER).post(f"/v1/quotes/Q-1/{move}").status_code == 200


def test_a_revision_is_of_the_same_request_or_of_a_whole_other_one(client_of: ClientOf) -> None:
    client = client_of(BUYER)
    same = client.post("/v1/quotes/Q-1/revisions")
    assert (same.status_code, same.json()["request"]) == (201, None)
    assert same.headers["location"] == "/v1/quotes/Q-2"
    assert client.post("/v1/quotes/Q-1/revisions", json={}).json()["request"] is None
    changed = client.post("/v1/quotes/Q-1/revisions", json=REQUEST)
    assert changed.json()["request"] == REQUEST
    partly = client.post("/v1/quotes/Q-1/revisions", json={"term": "FOB"})
    assert (partly.status_code, "lines" in partly.json()["detail"]) == (400, True)


def test_margins_have_an_address(client_of: ClientOf) -> None:
    assert client_of(BUYER).get("/v1/quotes/Q-1/margin").json() == {"lines": [], "sum": None}
