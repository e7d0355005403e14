"""Quotes, shipments, events, search, audit, costs and operations: who gets what."""

import pytest

from core.principal import Principal
from tests.api.conftest import ClientOf
from tests.fakes_api import (
    ADMIN,
    BUYER,
    OTHER,
    FakeAudit,
    FakeEvents,
    FakeOperations,
    fake_services,
    leaf_rows,
)

OFFICE = ["/v1/audit", "/v1/audit/checkpoint", "/v1/audit/proof/0", "/v1/costs"]


def test_a_quotation_has_its_own_address(client_of: ClientOf) -> None:
    request = {"lines": [{"sku": "MNG", "qty": "2.5", "unit": "t"}], "term": "CIF", "to": "KEMBA"}
    response = client_of(BUYER).post("/v1/quotes", json=request)
    assert response.status_code == 201
    assert response.headers["location"] == "/v1/quotes/Q-1"
    assert response.json()["request"] == request


@pytest.mark.parametrize("key", ["as", "date", "discount"])
def test_caller_and_day_cannot_be_said_in_a_request(client_of: ClientOf, key: str) -> None:
    request = {"lines": [{"sku": "MNG", "qty": 1, "unit": "ctn"}], key: "x"}
    response = client_of(BUYER).post("/v1/quotes", json=request)
    assert response.status_code == 400
    assert key in response.json()["detail"]


@pytest.mark.parametrize("path", ["/v1/quotes/Q-1", "/v1/shipments/S-1"])
def test_what_is_somebody_elses_is_told_like_none(client_of: ClientOf, path: str) -> None:
    assert client_of(BUYER).get(path).status_code == 200
    foreign = client_of(OTHER).get(path)
    missing = client_of(OTHER).get(path.replace("-1", "-9"))
    assert foreign.status_code == missing.status_code == 404
    assert foreign.text.replace("-1", "-9") == missing.text


def test_the_port_sends_events_in(client_of: ClientOf) -> None:
    events_in = FakeEvents()
    event = {"eventID": "e1", "eventType": "TRANSPORT"}
    response = client_of(ADMIN, fake_services(events_in=events_in)).post("/v1/events", json=[event])
    assert response.json() == {"received": 1, "new": 1}
    assert events_in.stored == [event]


def test_one_bad_event_stores_none(client_of: ClientOf) -> None:
    events_in = FakeEvents()
    client = client_of(ADMIN, fake_services(events_in=events_in))
    response = client.post("/v1/events", json=[{"eventID": "e1"}, {}])
    assert response.status_code == 400
    assert "Event 1" in response.json()["detail"]
    assert events_in.stored == []


def test_a_buyer_cannot_send_events(client_of: ClientOf) -> None:
    events_in = FakeEvents()
    client = client_of(BUYER, fake_services(events_in=events_in))
    assert client.post("/v1/events", json=[]).status_code == 403
    assert events_in.stored == []


def test_search_gives_passages(client_of: ClientOf) -> None:
    body = client_of(BUYER).post("/v1/search", json={"text": "halal"}).json()
    assert body["passages"][0]["text"] == "On halal."


@pytest.mark.parametrize("path", OFFICE)
@pytest.mark.parametrize("caller", [None, BUYER])
def test_audit_and_costs_are_for_the_office(
    client_of: ClientOf, path: str, caller: Principal | None
) -> None:
    assert client_of(caller).get(path).status_code == 403


def test_reading_the_log_is_itself_recorded(client_of: ClientOf) -> None:
    audit = FakeAudit()
    services = fake_services(audit=audit)
    client_of(BUYER, services).get("/v1/audit")
    read = client_of(ADMIN, services).get("/v1/audit").json()
    assert [(leaf["actor"], leaf["decision"]) for leaf in leaf_rows(audit)] == [
        ("zola", "deny"),
        ("harbour", "allow"),
    ]
    assert read["size"] == 2
    assert [row["index"] for row in read["leaves"]] == [0, 1]


def test_a_range_of_leaves(client_of: ClientOf) -> None:
    audit = FakeAudit()
    client = client_of(ADMIN, fake_services(audit=audit))
    for _ in range(3):
        client.get("/v1/audit")
    rows = client.get("/v1/audit?start=1&end=3").json()["leaves"]
    assert [row["index"] for row in rows] == [1, 2]
    assert client.get("/v1/audit?start=99").json()["leaves"] == []


def test_the_checkpoint_is_the_note_itself(client_of: ClientOf) -> None:
    response = client_of(ADMIN).get("/v1/audit/checkpoint")
    assert response.headers["content-type"].startswith("text/plain")
    assert response.text.startswith("quayside\n1\n")


def test_a_leaf_that_is_not_there_has_no_proof(client_of: ClientOf) -> None:
    client = client_of(ADMIN)
    assert client.get("/v1/audit/proof/0").json()["index"] == 0  # the leaf of this very reading
    assert client.get("/v1/audit/proof/99").status_code == 404


def test_costs_say_that_energy_is_an_estimate(client_of: ClientOf) -> None:
    body = client_of(ADMIN).get("/v1/costs?by=conversation").json()
    assert (body["by"], body["energy"], body["rows"][0]["key"]) == ("conversation", "estimate", "c0")
    assert client_of(ADMIN).get("/v1/costs?by=moon").status_code == 400


def test_readiness_names_the_part_that_is_not(client_of: ClientOf) -> None:
    broken = FakeOperations(database=True, model=False, embedder="carried")
    response = client_of(services=fake_services(operations=broken)).get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "parts": {"database": True, "model": False, "embedder": "carried"},
    }
    assert client_of().get("/readyz").status_code == 200


def test_metrics_are_plain_text(client_of: ClientOf) -> None:
    assert client_of().get("/metrics").text == "quayside_turns_total 3\n"
