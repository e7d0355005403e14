"""The catalogue over HTTP: who may, what the body has to be, and the order preview, apply."""

from collections.abc import Iterator

import pytest

from api.catalogue import WORKBOOK_BYTES, XLSX
from tests.api.conftest import ClientOf
from tests.fakes_api import ADMIN, BUYER, FakeCatalogue, fake_services

TYPE = {"content-type": XLSX}
TOKEN = FakeCatalogue.TOKEN


def test_the_workbook_comes_as_a_file_to_save(client_of: ClientOf) -> None:
    answer = client_of(ADMIN).get("/v1/catalogue.xlsx")
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")
    assert answer.headers["content-type"] == XLSX
    assert "catalogue.xlsx" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"


def test_a_preview_gives_the_token_that_applying_takes(client_of: ClientOf) -> None:
    catalogue = FakeCatalogue()
    client = client_of(ADMIN, fake_services(catalogue=catalogue))
    told = client.post("/v1/catalogue/preview", content=b"PK1", headers=TYPE).json()
    assert told["tables"]["prices"]["added"] == 1
    assert catalogue.applied == []
    applied = client.post(f"/v1/catalogue?token={told['token']}", content=b"PK1", headers=TYPE)
    assert applied.json()["tables"]["prices"]["added"] == 1
    client.post(f"/v1/catalogue?token={TOKEN}&remove=true", content=b"PK2", headers=TYPE)
    assert catalogue.applied == [(b"PK1", False), (b"PK2", True)]


@pytest.mark.parametrize(
    ("path", "kind", "told"),
    [
        ("/v1/catalogue/preview", "application/json", "'application/json' is not the content type"),
        ("/v1/catalogue/preview", "application/vnd.ms-excel", "is not the content type"),
        (f"/v1/catalogue?token={TOKEN}", "", "is not the content type"),
        (f"/v1/catalogue?token={'1' * 64}", XLSX, "changed since your preview"),
        ("/v1/catalogue", XLSX, "token"),
        ("/v1/catalogue?token=short", XLSX, "token"),
    ],
)
def test_bad_requests_are_told_and_change_nothing(
    client_of: ClientOf, path: str, kind: str, told: str
) -> None:
    catalogue = FakeCatalogue()
    client = client_of(ADMIN, fake_services(catalogue=catalogue))
    answer = client.post(path, content=b"PK", headers={"content-type": kind})
    assert answer.status_code == 400
    assert told in answer.json()["detail"]
    assert catalogue.applied == []


@pytest.mark.parametrize("person", [None, BUYER])
def test_others_are_refused(client_of: ClientOf, person: object) -> None:
    client = client_of(person)
    assert client.get("/v1/catalogue.xlsx").status_code == 403
    assert client.post("/v1/catalogue/preview", content=b"PK", headers=TYPE).status_code == 403
    answer = client.post(f"/v1/catalogue?token={TOKEN}", content=b"PK", headers=TYPE)
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/v1/catalogue/preview", f"/v1/catalogue?token={TOKEN}"])
def test_the_body_is_read_only_of_who_may_edit(client_of: ClientOf, path: str) -> None:
    read: list[object] = []

    def body(person: object) -> Iterator[bytes]:
        read.append(person)
        yield b"PK"

    for person in (None, BUYER, ADMIN):
        client_of(person).post(path, content=body(person), headers=TYPE)
    assert read == [ADMIN]


def test_a_workbook_may_be_large_and_not_larger(client_of: ClientOf) -> None:
    client = client_of(ADMIN)
    fits = client.post("/v1/catalogue/preview", content=b"P" * 200_000, headers=TYPE)
    assert fits.status_code == 200
    too_large = client.post("/v1/catalogue/preview", content=b"P" * (WORKBOOK_BYTES + 1), headers=TYPE)
    assert too_large.status_code == 413
