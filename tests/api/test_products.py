"""/v1/products: candidates for words, and one product, or a 404 that tells nothing."""

import pytest

from tests.api.conftest import ClientOf
from tests.fakes_api import BUYER, OTHER, FakeGoods, fake_services


def test_words_get_candidates_and_whether_meaning_counted(client_of: ClientOf) -> None:
    body = client_of(BUYER).post("/v1/products/search", json={"text": " mango "}).json()
    assert body["candidates"] == [
        {"merchant_id": "M1", "sku": "MNG", "name": "On mango", "score": 0.9, "by": "name"}
    ]
    assert body["by_meaning"] == "not ready"


def test_vectors_that_are_there_are_told(client_of: ClientOf) -> None:
    goods = FakeGoods()
    goods.warm_up()
    client = client_of(BUYER, fake_services(goods=goods))
    assert client.post("/v1/products/search", json={"text": "mango"}).json()["by_meaning"] == "ready"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": "mango", "limit": 0},
        {"text": "mango", "limit": 51},
        {"text": "mango", "as": "zola"},
        {"text": "mango\u0007"},
    ],
)
def test_a_search_that_makes_no_sense_is_refused(client_of: ClientOf, body: dict[str, object]) -> None:
    assert client_of(BUYER).post("/v1/products/search", json=body).status_code == 400


def test_a_product_has_an_address_whatever_signs_its_number_has(client_of: ClientOf) -> None:
    assert client_of(BUYER).get("/v1/products/M1/MNG/5").json()["sku"] == "MNG/5"


def test_what_a_caller_may_not_see_is_told_like_none(client_of: ClientOf) -> None:
    hidden = client_of(OTHER).get("/v1/products/M1/MNG/5")
    missing = client_of(OTHER).get("/v1/products/M1/MNG/9")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.text.replace("MNG/5", "MNG/9") == missing.text
